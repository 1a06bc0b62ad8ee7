"""Appointments in the API: kinds, free slots, and booking one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema, Status
from ninja.errors import ValidationError
from ninja.throttling import BaseThrottle
from pydantic import AwareDatetime, ConfigDict, Field

from hanamizuki.core.receipts import absolute, derived, new_token
from hanamizuki.core.text.clean import MESSAGES, problems
from hanamizuki.desk.appointments.forms import REMIND_HOURS, BookingForm
from hanamizuki.desk.appointments.limits import booking_left
from hanamizuki.desk.appointments.models import AppointmentKind
from hanamizuki.desk.appointments.words import WHY_NOT
from hanamizuki.desk.limits import MINUTES
from hanamizuki.desk.logic.slots import Standing
from hanamizuki.desk.queries.appointments import Calendar, kinds
from hanamizuki.desk.services.appointments import Asked, Refused, book, ways_of

router = Router(tags=["desk"])
MOST_DAYS = 31
Texts = dict[str, str]


class PerAddress(BaseThrottle):
    """Appointments in ten minutes, not requests a minute."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Counts this one."""
        return booking_left(request)

    def wait(self) -> float:
        """Seconds."""
        return MINUTES * 60


class NoteOut(Schema):
    """A sentence with its source: whose rules these are, what is not known, where else to go."""

    text: Texts
    source: str
    as_of: str | None


class WayOut(NoteOut):
    """Where it is booked instead."""

    url: str | None
    phone: str | None


class RulesOut(Schema):
    """Taken until `cutoff_time` of `cutoff_days` business days before; null is the slot's own."""

    minutes: int
    desks: int
    cutoff_days: int
    cutoff_time: str | None
    ahead_days: int
    grace_minutes: int
    ways: list[Literal["counter", "phone", "video"]]
    source: str
    as_of: str | None


class KindOut(Schema):
    """One kind. `rules` and `next` are null where it cannot be booked here: see `elsewhere`."""

    id: str
    service: str
    title: Texts
    about: Texts | None
    who: Texts | None
    bookable: bool
    confidential: bool
    rules: RulesOut | None
    next: datetime | None
    bring: list[NoteOut]
    notes: list[NoteOut]
    elsewhere: list[WayOut]
    source: str
    as_of: str | None


class SlotOut(Schema):
    """One slot. `left` is how many can still be taken; `state` says why none can."""

    start: datetime
    end: datetime
    state: Standing
    left: int
    deadline: datetime


class BookIn(Schema):
    """Who comes when. `phone` or `email` is needed: else nobody can tell them it is called off.

    `request_id` (32 letters and digits of your own choosing) makes a repeated request harmless.
    """

    model_config = ConfigDict(extra="forbid")

    start: AwareDatetime
    name: Annotated[str, Field(min_length=1, max_length=60)]
    phone: Annotated[str, Field(max_length=20)] = ""
    email: Annotated[str, Field(max_length=254)] = ""
    remind: bool = False
    way: Literal["counter", "phone", "video"] | None = None
    language: Literal["ja", "easy", "en"] = "ja"
    request_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{32}$")] | None = None


class BookedOut(Schema):
    """An appointment. `token` and `link` are told only here."""

    code: str
    token: str
    link: str
    state: str
    start: datetime
    end: datetime
    deadline: datetime
    again: bool


@router.get("", response=list[KindOut], summary="予約で来るもの / What is by appointment")
def all_kinds(request: HttpRequest) -> list[dict[str, Any]]:
    """Every kind of the ward, with the next free slot where it is booked here."""
    return [_kind(one) for one in kinds()]


@router.get(
    "/{kind}/slots",
    response=list[SlotOut],
    summary="予約の枠 / Slots of an appointment",
)
def slots(
    request: HttpRequest,
    kind: str,
    first: Annotated[date | None, Query(alias="from")] = None,
    days: Annotated[int, Query(ge=1, le=MOST_DAYS)] = 14,
) -> list[dict[str, Any]]:
    """The slots of `days` days from `from` (today), also those that are not given."""
    calendar = Calendar(_named(kind))
    start = first or calendar.moment.date()
    try:
        some = calendar.days(start, start + timedelta(days=days - 1))
    except OverflowError:
        return []
    return [
        {
            "start": one.slot.start,
            "end": one.slot.end,
            "state": one.standing,
            "left": one.left if one.standing == "free" else 0,
            "deadline": calendar.deadline(one.slot.start),
        }
        for offered in some.values()
        for one in offered
    ]


@router.post(
    "/{kind}",
    response={201: BookedOut},
    throttle=[PerAddress()],
    summary="予約する / Make an appointment",
)
def make(request: HttpRequest, kind: str, data: BookIn) -> Status:
    """The slot is yours when this answers. A slot taken meanwhile is a wrong `start` (422)."""
    one = _named(kind)
    if data.way and data.way not in ways_of(one):
        raise _wrong("way", "no_way", WHY_NOT["no_way"])
    form = BookingForm(
        ways_of(one),
        {"name": data.name, "phone": data.phone, "email": data.email, "way": data.way or ""},
    )
    for field, text in (("name", data.name), ("phone", data.phone)):
        if found := problems(text, 60):
            raise _wrong(field, found[0], MESSAGES[found[0]])
    if not form.is_valid():
        field = next(iter(form.errors))
        raise _wrong(field, field, {"ja": form.errors[field][0], "en": form.errors[field][0]})
    asked = Asked(
        kind=one,
        start=data.start,
        name=form.cleaned_data["name"],
        phone=form.cleaned_data["phone"],
        email=form.cleaned_data["email"],
        remind_hours=REMIND_HOURS if data.remind and data.email else None,
        way=form.cleaned_data["way"],
        language=data.language,
        channel="api",
        token=_token(one, data),
    )
    try:
        made = book(asked, lambda token: _link(request, token))
    except Refused as error:
        code = str(error.code)
        words = WHY_NOT[code]
        field = "phone" if code == "enough_contact" else "start"
        raise _wrong(field, code, {name: _filled(words[name], one) for name in words}) from error
    booked = made.appointment
    return Status(
        201,
        {
            "code": booked.code,
            "token": made.token,
            "link": _link(request, made.token),
            "state": booked.state,
            "start": booked.start,
            "end": booked.end,
            "deadline": Calendar(one).deadline(booked.start),
            "again": made.again,
        },
    )


def _token(kind: AppointmentKind, data: BookIn) -> str:
    if data.request_id is None:
        return new_token()
    return derived(data.request_id, "appointment-api", kind.code, data.start.isoformat())


def _filled(words: str, kind: AppointmentKind) -> str:
    return words % {"n": kind.rules.get("limit_per_contact")} if "%(n)s" in words else words


def _link(request: HttpRequest, token: str) -> str:
    return absolute(request, reverse("desk:appointment", args=[token]))


def _named(code: str) -> AppointmentKind:
    one = AppointmentKind.objects.filter(code=code, withdrawn=False).first()
    if one is None:
        raise Http404(code)
    return one


def _kind(one: AppointmentKind) -> dict[str, Any]:
    calendar = Calendar(one)
    free = calendar.next_free()
    return {
        "id": one.code,
        "service": one.service,
        "title": one.title,
        "about": one.about,
        "who": one.who,
        "bookable": calendar.rules is not None,
        "confidential": one.confidential,
        "rules": one.rules | {"as_of": one.rules.get("as_of") or None, "ways": ways_of(one)}
        if one.rules
        else None,
        "next": free.start if free else None,
        "bring": [_note(it) for it in one.bring],
        "notes": [_note(it) for it in one.notes],
        "elsewhere": [
            _note(it) | {"url": it["url"] or None, "phone": it["phone"] or None}
            for it in one.elsewhere
        ],
        "source": one.source,
        "as_of": one.as_of or None,
    }


def _note(it: dict[str, Any]) -> dict[str, Any]:
    return {"text": it["text"], "source": it["source"], "as_of": it["as_of"] or None}


def _wrong(field: str, kind: str, words: Any) -> ValidationError:
    wrong = {"type": kind, "loc": ("body", "data", field), "msg": words["en"]}
    return ValidationError([wrong | {"ctx": {"message_ja": words["ja"]}}])
