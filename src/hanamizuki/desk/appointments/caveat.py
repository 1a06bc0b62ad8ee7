"""What is not known of what one has an appointment for: said first, on the page and by mail."""

from __future__ import annotations

from hanamizuki.core.packs.queries import current_identity
from hanamizuki.desk.appointments.models import Appointment, AppointmentKind
from hanamizuki.desk.queries.glance import windows

_PLACE = {
    "ja": "この窓口の場所（番号と階）は、確かめられていません。来る前に確かめてください。",
    "en": "Where this counter is (its number and floor) was not confirmed. "
    "Please ask before you come.",
    "easy": "この 窓口の 場所は わかりません。来る 前に 聞いて ください。",
}
_CAUTION = {"ja": "ご注意", "en": "Please note", "easy": "気を つけて ください"}


def place_known(kind: AppointmentKind) -> bool:
    """Whether a number or a floor is known of any window to which the appointment leads."""
    return any(one.label or one.floor for one in windows().get(kind.service, ()))


def caveat(one: Appointment) -> dict[str, str]:
    """Lines to stand before a mail's text, in three languages; empty where all is known."""
    lines = [note["text"] for note in one.kind.notes]
    if one.way == "counter" and not place_known(one.kind):
        identity = current_identity()
        centre = identity.call_centre if identity else None
        asked = dict(_PLACE)
        if centre is not None:
            name = centre.name.as_dict()
            asked = {
                code: f"{text} {name.get(code) or name['ja']}: {centre.phone}"
                for code, text in _PLACE.items()
            }
        lines.append(asked)
    return {
        code: "".join(f"{_CAUTION[code]}: {it.get(code) or it['ja']}\n" for it in lines)
        + ("\n" if lines else "")
        for code in _PLACE
    }
