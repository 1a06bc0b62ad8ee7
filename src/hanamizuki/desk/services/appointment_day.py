"""The day of an appointment: checking in, who did not come, closing a day, and forgetting."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from hanamizuki.core import audit
from hanamizuki.core.audit.services import Actor, actor_key
from hanamizuki.core.clock import JST, now
from hanamizuki.core.receipts import new_token
from hanamizuki.desk.appointments.models import (
    Appointment,
    AppointmentClosure,
    AppointmentKind,
)
from hanamizuki.desk.logic.slots import GRACE_MINUTES, place_of
from hanamizuki.desk.models import Service
from hanamizuki.desk.queries import opening
from hanamizuki.desk.queries.appointments import day_of
from hanamizuki.desk.services import appointments
from hanamizuki.desk.services.appointments import Refused, section_of
from hanamizuki.desk.services.book import micros, open_book
from hanamizuki.desk.services.issuing import Issued, Wish, write_in
from hanamizuki.desk.services.taking import NotNow


def check_in(one: Appointment, actor: Actor = "resident", token: str | None = None) -> Issued:
    """A number at the place of the appointment's hour. Checking in twice gives the same number.

    To come early gains nothing; later than the grace it is the place of coming. `token` becomes the
    secret of the number's link. Raises Refused, NotNow (the office is closed).
    """
    token = token or new_token()
    with open_book() as book:
        one = _locked(one)
        if one.ticket is not None:
            return Issued(one.ticket, token, again=True)
        if one.state == "cancelled":
            raise Refused("cancelled")
        if one.way != "counter":
            raise Refused("not_at_counter")
        if day_of(one.start) != book.day:
            raise Refused("not_today")
        service = Service.objects.get(code=one.kind.service)
        given = opening.state(service, book.moment, "appointment")
        if not given.open:
            raise NotNow(given)
        grace = one.kind.rules.get("grace_minutes", GRACE_MINUTES)
        wish = Wish(
            service=service.code,
            channel="appointment",
            actor=actor,
            present=True,
            language=one.language,
            rank="appointment",
            place=place_of(micros(one.start), book.at, grace),
            token=token,
        )
        issued = write_in(book, wish)
        before = one.state
        one.ticket, one.state, one.ended_at = issued.ticket, "arrived", book.moment
        one.save(update_fields=["ticket", "state", "ended_at"])
        if before == "no_show":
            _record(actor, "came", one, before)
    return issued


def no_show(one: Appointment, actor: Actor) -> Appointment:
    """They did not come. Whoever comes later that day can still check in. Raises Refused."""
    with transaction.atomic():
        one = _locked(one)
        if one.state == "no_show":
            return one
        if one.state != "booked":
            raise Refused("came" if one.state == "arrived" else "cancelled")
        if now() < one.start:
            raise Refused("not_yet")
        one.state, one.ended_at, one.ended_by = "no_show", now(), actor_key(actor)
        one.save(update_fields=["state", "ended_at", "ended_by"])
        _record(actor, "no_show", one, "booked")
    return one


def came(one: Appointment, actor: Actor) -> Appointment:
    """They came without checking in, of a day that is over or not. Raises Refused."""
    with transaction.atomic():
        one = _locked(one)
        if one.state == "arrived":
            return one
        if one.state == "cancelled":
            raise Refused("cancelled")
        if now() < one.start:
            raise Refused("not_yet")
        before, one.state, one.ended_at = one.state, "arrived", now()
        one.save(update_fields=["state", "ended_at"])
        _record(actor, "came", one, before)
    return one


def told(one: Appointment, actor: Actor) -> Appointment:
    """They were told by phone that it is called off; their number is forgotten."""
    with transaction.atomic():
        one = _locked(one)
        if one.state != "cancelled" or one.told_at is not None:
            return one
        one.told_at = now()
        appointments.forget(one)
        one.save()
        _record(actor, "told", one, one.state)
    return one


def close(
    kind: AppointmentKind,
    day: date,
    start: datetime | None,
    actor: Actor,
    *,
    reason: str,
    cancel_open: bool,
    link: str,
) -> list[Appointment]:
    """Give nothing more of a day, or of one slot; the appointments that are still open there.

    With `cancel_open` they are called off with the reason, and those called off are returned.
    Raises Refused where it is closed already.
    """
    with transaction.atomic():
        kind = AppointmentKind.objects.select_for_update().get(pk=kind.pk)
        try:
            with transaction.atomic():
                made = AppointmentClosure.objects.create(
                    kind=kind,
                    day=day,
                    start=start,
                    reason=reason,
                    by=actor_key(actor),
                    at=now(),
                )
        except IntegrityError:
            raise Refused("closed_already") from None
        still = list(open_on(kind, day, start))
        if cancel_open:
            still = [
                appointments.cancel(one, actor, link=link, reason=reason)
                for one in still
                if one.start > now()
            ]
        audit.record(
            actor,
            "desk.appointments_closed",
            f"desk.appointments:{kind.code}/{day}",
            after={"start": start.isoformat() if start else "", "closure": made.pk},
            reason=reason,
            section=section_of(kind),
        )
    return still


def reopen(closure: AppointmentClosure, actor: Actor) -> None:
    """Give the day or the slot again. What was called off stays so."""
    with transaction.atomic():
        kind = AppointmentKind.objects.select_for_update().get(pk=closure.kind_id)
        if not AppointmentClosure.objects.filter(pk=closure.pk).delete()[0]:
            return
        audit.record(
            actor,
            "desk.appointments_reopened",
            f"desk.appointments:{kind.code}/{closure.day}",
            before={"start": closure.start.isoformat() if closure.start else ""},
            section=section_of(kind),
        )


def open_on(kind: AppointmentKind, day: date, start: datetime | None) -> list[Appointment]:
    """The appointments of a day, or of one slot, that are still to come about."""
    begins = datetime.combine(day, time(), tzinfo=JST)
    found = Appointment.objects.select_related("kind").filter(
        kind=kind, state="booked", start__gte=begins, start__lt=begins + timedelta(days=1)
    )
    return list(found.filter(start=start) if start else found)


def forget(moment: datetime) -> int:
    """Empty what tells of people whose day is over; of how many. Counts and states stay."""
    today = datetime.combine(moment.date(), time(), tzinfo=JST)
    traces = ~Q(name="", phone="", email="", device="", phone_key="", email_key="")
    forgotten = 0
    with transaction.atomic():
        for one in Appointment.objects.select_for_update().filter(traces, start__lt=today):
            appointments.forget(one)
            one.save()
            forgotten += 1
    return forgotten


def _locked(one: Appointment) -> Appointment:
    rows = Appointment.objects.select_for_update(of=("self",))
    return rows.select_related("kind").get(pk=one.pk)


def _record(actor: Actor, word: str, one: Appointment, before: str) -> None:
    if actor in ("resident", "kiosk"):
        return
    audit.record(
        actor,
        f"desk.appointment_{word}",
        f"desk.appointment:{one.pk}",
        before={"state": before},
        after={"state": one.state},
        section=section_of(one.kind),
    )
