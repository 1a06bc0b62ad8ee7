"""What is mailed of an appointment. Of a confidential one only that there is something (safe)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time

from django.utils import translation

from hanamizuki.core.clock import JST, now
from hanamizuki.core.clock.templatetags.clock import moment as in_words
from hanamizuki.core.notices import Recipient, Template, cancel, registry, send
from hanamizuki.core.packs.queries import current_identity
from hanamizuki.desk.appointments.caveat import caveat
from hanamizuki.desk.appointments.models import Appointment
from hanamizuki.desk.appointments.words import WAY
from hanamizuki.desk.logic.slots import reminders
from hanamizuki.desk.queries.appointments import working_days

MORNING = time(10)
"""When the reminder of the office day before goes out."""
_SITE = {"ja": "ja", "en": "en", "easy": "ja-easy"}
_WHY = {
    "ja": "予約のときに、このアドレスを書かれたためです。"
    "アドレスは、予約の日の次の日に、予約の記録から消します。",
    "en": "You left this address when you made the appointment. "
    "It is deleted from the appointment's record the day after.",
    "easy": "よやくの とき、この アドレスを 書いたからです。"
    "よやくの 次の 日に、記録から 消します。",
}
_BODY = {
    "ja": "{title}\n日時: {when}\n場所: {place}\n",
    "en": "{title}\nWhen: {when}\nWhere: {place}\n",
    "easy": "{title}\nいつ: {when}\nどこ: {place}\n",
}
_LINK = {
    "ja": "\n見る・変える・やめる: {link}\n"
    "このリンクを知っている人は、だれでも予約を変えられます。",
    "en": "\nSee, change or cancel it: {link}\nWhoever has this link can change the appointment.",
    "easy": "\n見る・変える・やめる: {link}\nこの リンクは、ほかの 人に 見せないで ください。",
}


def _with(before: Mapping[str, str], after: Mapping[str, str] = _LINK) -> dict[str, str]:
    first = "{caveat}" if after is _LINK else ""  # of one that is given up nothing is to be known
    return {one: first + before[one] + _BODY[one] + after[one] for one in ("ja", "en", "easy")}


_CALLED_OFF = {
    "ja": "役所の都合で、この予約を受けられなくなりました。申しわけありません。\n"
    "理由: {reason}\n\n",
    "en": "We are sorry: the office cannot keep this appointment.\nReason: {reason}\n\n",
    "easy": "ごめんなさい。この よやくは できなく なりました。\n理由: {reason}\n\n",
}
_AGAIN = {
    "ja": "\nほかの日を予約する: {link}",
    "en": "\nBook another day: {link}",
    "easy": "\nほかの 日を よやくする: {link}",
}
GIVEN_UP = ("title", "when", "place", "link")
NAMES = (*GIVEN_UP, "caveat")

registry.register(
    Template(
        kind="desk.appointment_booked",
        names=NAMES,
        subject={
            "ja": "予約しました: {title}",
            "en": "Booked: {title}",
            "easy": "よやくしました: {title}",
        },
        body=_with(
            {"ja": "予約しました。\n\n", "en": "Booked.\n\n", "easy": "よやくしました。\n\n"}
        ),
        why=_WHY,
    ),
    Template(
        kind="desk.appointment_moved",
        names=NAMES,
        subject={
            "ja": "予約を変えました: {title}",
            "en": "Appointment changed: {title}",
            "easy": "よやくを 変えました: {title}",
        },
        body=_with(
            {
                "ja": "予約の日時を変えました。前の予約はなくなりました。\n\n",
                "en": "The appointment was changed. The one before is gone.\n\n",
                "easy": "よやくの 時間を 変えました。前の よやくは ありません。\n\n",
            }
        ),
        why=_WHY,
    ),
    Template(
        kind="desk.appointment_reminder",
        names=NAMES,
        subject={
            "ja": "もうすぐ予約の時間です: {title}",
            "en": "Your appointment is soon: {title}",
            "easy": "もうすぐ よやくの 時間です: {title}",
        },
        body=_with(
            {
                "ja": "予約の時間が近づきました。来られないときは、早めにやめてください。\n\n",
                "en": "Your appointment is soon. If you cannot come, please cancel it early.\n\n",
                "easy": "もうすぐ よやくの 時間です。来られない ときは、やめて ください。\n\n",
            }
        ),
        why=_WHY,
    ),
    Template(
        kind="desk.appointment_cancelled",
        names=GIVEN_UP,
        subject={
            "ja": "予約をやめました: {title}",
            "en": "Cancelled: {title}",
            "easy": "よやくを やめました: {title}",
        },
        body=_with(
            {
                "ja": "次の予約をやめました。\n\n",
                "en": "This appointment is cancelled.\n\n",
                "easy": "この よやくを やめました。\n\n",
            },
            _AGAIN,
        ),
        why=_WHY,
    ),
    Template(
        kind="desk.appointment_called_off",
        names=(*GIVEN_UP, "reason"),
        subject={
            "ja": "予約を受けられなくなりました: {title}",
            "en": "Called off by the office: {title}",
            "easy": "よやくが できなく なりました: {title}",
        },
        body=_with(_CALLED_OFF, _AGAIN),
        why=_WHY,
    ),
)


def tell(kind: str, one: Appointment, link: str, **more: str) -> None:
    """Queue a mail about an appointment, where there is an address; once for each hour it has."""
    if not one.email:
        return
    context = _context(one, link) | more
    if kind.endswith(("_booked", "_moved")):
        context["caveat"] = caveat(one)
    send(kind, _to(one), context, dedupe=_key(one), safe=one.kind.confidential)


def remind(one: Appointment, link: str) -> None:
    """Queue the reminders of an appointment's hour."""
    if not one.email:
        return
    start = one.start.astimezone(JST)
    for name, moment in reminders(start, now(), working_days(), MORNING, one.remind_hours):
        send(
            "desk.appointment_reminder",
            _to(one),
            _context(one, link) | {"caveat": caveat(one)},
            dedupe=f"{_key(one)}/{name}",
            not_before=moment,
            safe=one.kind.confidential,
        )


def forget_reminders(one: Appointment) -> None:
    """Take back what still waits to remind of the hour that an appointment has."""
    for name in ("day", "hours"):
        cancel("desk.appointment_reminder", f"{_key(one)}/{name}")


def _key(one: Appointment) -> str:
    return f"{one.pk}/{one.revision}"


def _to(one: Appointment) -> Recipient:
    return Recipient(one.email, one.language)


def _context(one: Appointment, link: str) -> dict[str, str | Mapping[str, str]]:
    identity = current_identity()
    office = identity.office if identity else None
    place: Mapping[str, str] = office.name.as_dict() if office else {"ja": "区役所"}
    if one.way != "counter":
        place = WAY[one.way]
    return {
        "title": one.kind.title,
        "when": said(one.start),
        "place": place,
        "link": link,
    }


def said(moment: datetime) -> dict[str, str]:
    """A moment in the three languages."""
    words = {}
    for name, code in _SITE.items():
        with translation.override(code):
            words[name] = in_words(moment)
    return words
