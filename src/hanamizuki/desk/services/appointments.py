"""Booking, changing and cancelling an appointment. A slot is never given to more than its desks.

First the lock, then the constraint: whoever books holds the kind's row, so that seats, closures and
limits are counted while nobody else writes; and a seat is a row that the database keeps unique for
kind, start and seat, so that it stays one holder's whatever the code forgets (docs/scarce.md).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from hanamizuki.core import audit
from hanamizuki.core.audit.services import Actor, actor_key
from hanamizuki.core.clock import now
from hanamizuki.core.receipts import digest, new_token
from hanamizuki.core.text import localise
from hanamizuki.desk.appointments import mails
from hanamizuki.desk.appointments.models import Appointment, AppointmentKind, Seat
from hanamizuki.desk.appointments.words import WHY_NOT
from hanamizuki.desk.logic.slots import Slot, free_seat
from hanamizuki.desk.models import Service
from hanamizuki.desk.queries.appointments import SIGNS, Calendar

CODE_LENGTH = 6
STAFF_CHANNELS = ("phone", "counter")
Link = Callable[[str], str]
"""The absolute address of the private page of a token."""


class Refused(ValidationError):
    """An appointment that is not given; `code` says why (words.WHY_NOT)."""

    def __init__(self, code: str, **values: object) -> None:
        words = localise(WHY_NOT[code])
        super().__init__(words % values if values else words, code=code)


@dataclass(frozen=True)
class Asked:
    """Who wants to come when. `device` is the digest of a browser's cookie, "" without one.

    `token` is the secret of the link: given twice it is the same appointment (a double tap).
    """

    kind: AppointmentKind
    start: datetime
    name: str
    phone: str = ""
    email: str = ""
    remind_hours: int | None = None
    way: str = "counter"
    language: str = "ja"
    channel: str = "web"
    device: str = ""
    actor: Actor = "resident"
    token: str = field(default_factory=new_token)


@dataclass(frozen=True)
class Booked:
    """An appointment with the secret of its link, which is nowhere else."""

    appointment: Appointment
    token: str
    again: bool = False


def book(asked: Asked, link: Link) -> Booked:
    """Give a slot, committed when this returns. Raises Refused."""
    with transaction.atomic():
        kind = AppointmentKind.objects.select_for_update().get(pk=asked.kind.pk)
        held = Appointment.objects.filter(digest=digest(asked.token)).first()
        if held is not None:
            return Booked(held, asked.token, again=True)
        calendar = Calendar(kind)
        slot = _given(calendar, asked.start)
        if asked.way not in ways_of(kind):
            raise Refused("no_way")
        keys = {"phone_key": contact_key(asked.phone), "email_key": contact_key(asked.email)}
        if asked.channel not in STAFF_CHANNELS:
            _within_limits(kind, keys, asked.device)
        one = Appointment.objects.create(
            kind=kind,
            start=slot.start,
            end=slot.end,
            state="booked",
            digest=digest(asked.token),
            code=_new_code(),
            channel=asked.channel,
            way=asked.way,
            language=asked.language,
            name=asked.name,
            phone=asked.phone,
            email=asked.email,
            device=asked.device,
            remind_hours=asked.remind_hours,
            booked_at=calendar.moment,
            **keys,
        )
        _take_seat(calendar, slot, one)
        mails.tell("desk.appointment_booked", one, link(asked.token))
        mails.remind(one, link(asked.token))
        _record(asked.actor, "booked", one, after=_fields(one))
    return Booked(one, asked.token)


def move(one: Appointment, start: datetime, token: str, link: Link) -> Appointment:
    """Another slot in place of the one held; the old one is free at once. Raises Refused.

    Where the new one is not given the old one stays.
    """
    with transaction.atomic():
        one, calendar = _locked(one)
        if one.start == start:
            return one
        if calendar.moment >= _deadline(calendar, one):
            raise Refused("change_over")
        slot = _given(calendar, start, leaving=one)
        mails.forget_reminders(one)
        Seat.objects.filter(appointment=one).delete()
        one.start, one.end, one.revision = slot.start, slot.end, one.revision + 1
        one.save(update_fields=["start", "end", "revision"])
        _take_seat(calendar, slot, one)
        mails.tell("desk.appointment_moved", one, link(token))
        mails.remind(one, link(token))
    return one


def cancel(
    one: Appointment, actor: Actor = "resident", *, link: str, reason: str = ""
) -> Appointment:
    """Give it up, or call it off with a reason; the slot is free at once. Raises Refused.

    Cancelling twice changes nothing. `link` leads to where another one is booked. What a resident
    cancels is forgotten at once; the office keeps a phone number until it has told.
    """
    with transaction.atomic():
        one, calendar = _locked(one, cancelled=True)
        if one.state == "cancelled":
            return one
        by_office = actor != "resident"
        before = _fields(one)
        Seat.objects.filter(appointment=one).delete()
        mails.forget_reminders(one)
        one.state, one.ended_at, one.ended_by = "cancelled", calendar.moment, actor_key(actor)
        one.reason = reason
        if by_office:
            mails.tell("desk.appointment_called_off", one, link, reason=reason)
        else:
            mails.tell("desk.appointment_cancelled", one, link)
            forget(one)
        one.save()
        _record(
            actor,
            "cancelled",
            one,
            before=before,
            after=_fields(one),
            reason=reason,
        )
    return one


def forget(one: Appointment) -> None:
    """Empty what tells of the person (not saved)."""
    one.name = one.phone = one.email = one.phone_key = one.email_key = one.device = ""
    one.forgotten_at = now()


def contact_key(text: str) -> str:
    """What a phone number or an address is counted by: a keyed digest; "" for none."""
    plain = text.strip().casefold()
    if plain and "@" not in plain:
        plain = "".join(one for one in plain if one.isdigit())
    if not plain:
        return ""
    key = f"appointment-contact:{settings.SECRET_KEY}".encode()
    return hmac.new(key, plain.encode(), hashlib.sha256).hexdigest()


def _locked(one: Appointment, *, cancelled: bool = False) -> tuple[Appointment, Calendar]:
    """The appointment as it is, with its kind locked. Raises Refused where it is over."""
    kind = AppointmentKind.objects.select_for_update().get(pk=one.kind_id)
    one = Appointment.objects.select_for_update().get(pk=one.pk)
    one.kind = kind
    calendar = Calendar(kind)
    if one.state == "cancelled" and cancelled:
        return one, calendar
    if one.state != "booked" or calendar.moment >= one.start:
        raise Refused("over")
    return one, calendar


def _deadline(calendar: Calendar, one: Appointment) -> datetime:
    return calendar.deadline(one.start) if calendar.rules else one.start


def _given(calendar: Calendar, start: datetime, leaving: Appointment | None = None) -> Slot:
    """The slot that begins then, if it is given now. Raises Refused with its standing.

    `leaving` holds a seat that becomes free with this, where the two overlap.
    """
    if calendar.rules is None:
        raise Refused("not_here")
    slot = calendar.slot(start)
    if slot is None:
        raise Refused("no_slot")
    found = calendar.at(slot)
    if found.standing == "full" and leaving is not None:
        others = Seat.objects.filter(
            kind=calendar.kind, start__lt=slot.end, end__gt=slot.start
        ).exclude(appointment=leaving)
        if others.count() < calendar.desks:
            return slot
    if found.standing != "free":
        raise Refused(found.standing)
    return slot


def _within_limits(kind: AppointmentKind, keys: dict[str, str], device: str) -> None:
    """Nobody hoards: so many to come of one contact, and of one device. Raises Refused.

    Of a confidential kind a contact is not counted: the refusal would tell others that somebody of
    this number has an appointment.
    """
    coming = Appointment.objects.filter(kind=kind, state="booked", start__gt=now())
    most = kind.rules.get("limit_per_contact")
    if most is not None and not kind.confidential:
        for name, key in keys.items():
            if key and coming.filter(**{name: key}).count() >= most:
                raise Refused("enough_contact", n=most)
    most = kind.rules.get("limit_per_device")
    if most is not None and device and coming.filter(device=device).count() >= most:
        raise Refused("enough_device", n=most)


def _take_seat(calendar: Calendar, slot: Slot, one: Appointment) -> None:
    held = Seat.objects.filter(kind=one.kind, start=slot.start).values_list("seat", flat=True)
    seat = free_seat(calendar.desks, held)
    if seat is None:
        raise Refused("full")
    try:
        with transaction.atomic():
            Seat.objects.create(
                kind=one.kind, start=slot.start, end=slot.end, seat=seat, appointment=one
            )
    except IntegrityError:
        raise Refused("full") from None


def _new_code() -> str:
    while True:
        code = "".join(secrets.choice(SIGNS) for _one in range(CODE_LENGTH))
        if not Appointment.objects.filter(code=code).exists():
            return code


def _fields(one: Appointment) -> dict[str, str]:
    """What the trail keeps: never who it is."""
    return {"kind": one.kind.code, "start": one.start.isoformat(), "state": one.state}


def _record(
    actor: Actor,
    word: str,
    one: Appointment,
    *,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
    reason: str = "",
) -> None:
    """Write what staff did into the trail; residents' own doing is not."""
    if actor == "resident":
        return
    audit.record(
        actor,
        f"desk.appointment_{word}",
        f"desk.appointment:{one.pk}",
        before=before,
        after=after,
        reason=reason,
        section=section_of(one.kind),
    )


def ways_of(kind: AppointmentKind) -> list[str]:
    """How the kind may be held, the usual way first."""
    return list(kind.rules.get("ways") or ["counter"])


def section_of(kind: AppointmentKind) -> str:
    """The section whose line the kind's people stand in."""
    found = Service.objects.filter(code=kind.service).values_list("section", flat=True)
    return found.first() or ""
