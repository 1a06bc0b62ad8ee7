"""What clerks do: open a window, call, recall, hold, transfer, finish, note who did not come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from sys import maxsize
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hanamizuki.core.audit import record
from hanamizuki.core.people.models import Account
from hanamizuki.desk.logic.line import (
    AT_COUNTER,
    LIVE,
    Waiting,
    next_of,
    place_after,
    place_elsewhere,
    stands_until,
)
from hanamizuki.desk.models import Counter, Service, Ticket
from hanamizuki.desk.queries.line import left_open
from hanamizuki.desk.queries.quick import lane, whole
from hanamizuki.desk.services.book import Book, locked, open_book, state_of
from hanamizuki.desk.services.issuing import Wish, moment_of, write_in
from hanamizuki.desk.services.taking import elsewhere

RETURN_AFTER = 3
"""Places that somebody absent goes back, where the pack says nothing else."""


def _back_at(line: QuerySet[Ticket]) -> dict[int, int]:
    """When those of a line who were absent are called again at the earliest, by ticket."""
    some = line.filter(absent_at__gt=0).values_list("pk", "absent_at", "service__rules")
    return {pk: stands_until(absent_at, rules) for pk, absent_at, rules in some}


class TooEarly(ValidationError):
    """The call stands still: `until`."""

    def __init__(self, until: datetime) -> None:
        words = _("呼んだばかりです。%(when)s から不在にできます。")
        super().__init__(words % {"when": f"{until:%H:%M:%S}"}, code="early")
        self.until = until


class Busy(ValidationError):
    """Somebody is at this counter: `ticket`."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(_("この窓口には、いま人がいます。先に終えてください。"), code="busy")
        self.ticket = ticket


def open_counter(
    actor: Account,
    counter: Counter,
    services: Sequence[str] | None = None,
    *,
    quick: bool = False,
) -> None:
    """Open a window, for these of its services (all without); `quick`: for quick errands alone.

    Raises ValidationError where none of its services has any.
    """
    chosen = [one for one in services or () if one in counter.services]
    if quick and not lane().touches(chosen or counter.services):
        raise ValidationError(_("この窓口の用件に、短い用件はありません。"), code="not_quick")
    _set(actor, counter, Counter.OPEN, chosen, quick=quick)


def pause_counter(actor: Account, counter: Counter) -> None:
    """A break: the window calls nobody, and the forecast does not count it."""
    _set(actor, counter, Counter.PAUSED)


def close_counter(actor: Account, counter: Counter) -> None:
    """Close a window; not while somebody is at it."""
    _set(actor, counter, Counter.CLOSED)


def _set(
    actor: Account,
    counter: Counter,
    state: str,
    taking: Sequence[str] = (),
    *,
    quick: bool = False,
) -> None:
    with transaction.atomic():
        with open_book() as book:
            here = _at(counter)
            if here is not None and state != Counter.OPEN:
                raise Busy(here)
            row = Counter.objects.get(pk=counter.pk)
            before = _state(row)
            row.state, row.since = state, book.moment
            row.clerk = None if state == Counter.CLOSED else actor
            if state != Counter.PAUSED:
                row.taking, row.quick = list(taking), quick
            row.save(update_fields=["state", "since", "clerk", "taking", "quick"])
            kind = {"open": "counter_opened", "paused": "counter_paused"}.get(
                state, "counter_closed"
            )
            data: dict[str, Any] = {"services": list(taking)} if taking else {}
            if quick:
                data |= {"quick": True, "whole": whole(row)}
            book.note(kind, actor, counter=row.code, data=data)
        record(
            actor,
            f"desk.{kind}",
            f"desk.counter:{row.code}",
            before=before,
            after=_state(row),
            section=row.section,
        )


def _state(row: Counter) -> dict[str, Any]:
    return {"state": row.state, "services": row.takes, **({"quick": True} if row.quick else {})}


def _at(counter: Counter) -> Ticket | None:
    """Who is at a counter now."""
    return (
        Ticket.objects.select_related("service", "counter", "journey")
        .filter(counter=counter, state__in=AT_COUNTER)
        .first()
    )


def call_next(actor: Account, counter: Counter) -> Ticket | None:
    """Call whoever is first in line for this counter; None where nobody is there to be called.

    Whoever stands before them and has not arrived is passed over and keeps the place. Raises Busy
    where somebody is at the counter, ValidationError where the counter is not open.
    """
    with open_book() as book:
        row = Counter.objects.get(pk=counter.pk)
        if row.state != Counter.OPEN or left_open(row, book.moment):
            raise ValidationError(_("窓口をあけてから呼んでください。"), code="closed")
        here = _at(row)
        if here is not None:
            raise Busy(here)
        line = Ticket.objects.filter(day=book.day, state="waiting", service__code__in=row.takes)
        rows = list(line.values_list("pk", "place", "present", "passed_at"))
        again = _back_at(line)
        quick = set(line.filter(lane().only()).values_list("pk", flat=True)) if row.quick else set()
        first, passed = next_of(
            [
                Waiting(pk, place, here, again.get(pk, 0), quick=pk in quick)
                for pk, place, here, _at_ in rows
            ],
            # While the clock lies behind the book nobody can tell how long ago that was.
            maxsize if book.held else book.at,
            quick=row.quick,
        )
        if first is None:
            return None
        unseen = {pk for pk, _place, _here, passed_at in rows if not passed_at}
        for one in passed:
            if one.id in unseen:
                book.write("passed", _get(one.id), actor)
        return book.write("called", _get(first.id), actor, {"counter": row.code})


def call_one(actor: Account, counter: Counter, ticket: Ticket, reason: str = "") -> Ticket:
    """Call a chosen person: held, missed, or out of turn for a reason (a code).

    Raises Busy, Impossible.
    """
    with open_book() as book:
        row = Counter.objects.get(pk=counter.pk)
        if row.state != Counter.OPEN or left_open(row, book.moment):
            raise ValidationError(_("窓口をあけてから呼んでください。"), code="closed")
        here = _at(row)
        if here is not None:
            raise Busy(here)
        data = {"counter": row.code, "chosen": True, **({"reason": reason} if reason else {})}
        return book.write("called", locked(ticket), actor, data)


def _get(pk: int) -> Ticket:
    return Ticket.objects.select_related("service", "counter", "journey").get(pk=pk)


def recall(actor: Account, ticket: Ticket) -> Ticket:
    """Call again. Raises Impossible."""
    with open_book() as book:
        return book.write("recalled", locked(ticket), actor)


def start(actor: Account, ticket: Ticket) -> Ticket:
    """The person is at the counter. Raises Impossible."""
    with open_book() as book:
        return book.write("started", locked(ticket), actor)


def hold(actor: Account, ticket: Ticket) -> Ticket:
    """Put somebody aside (a paper to fill in); their place stays. Raises Impossible."""
    with open_book() as book:
        return book.write("held", locked(ticket), actor)


def resume(actor: Account, ticket: Ticket) -> Ticket:
    """Back in line at the place they had. Raises Impossible."""
    with open_book() as book:
        return book.write("resumed", locked(ticket), actor)


def absent(actor: Account, ticket: Ticket) -> Ticket:
    """Called and not there: back a few places the first time, then missed.

    A call stands for the minutes that the ward states; calling again does not begin them anew.
    Missed is not gone: whoever comes after all is restored. Raises TooEarly, Impossible.
    """
    with open_book() as book:
        one = locked(ticket)
        until = stands_until(one.called_at, one.service.rules)
        if one.state == "called" and book.at < until and not book.held:
            raise TooEarly(moment_of(until))
        out = one.returned >= 1
        data: dict[str, Any] = {"out": out}
        if not out:
            data["place"] = _back(book, one.service, one.place)
            # With fewer there than they go back, the place alone would call them again at once.
            data["rest"] = _there_after(book, one) < max(1, _return_after(one.service))
        return book.write("absent", one, actor, data)


def _back(book: Book, service: Service, place: int) -> int:
    """The place a few people further back; at the end of the line where it is shorter."""
    places = sorted(
        Ticket.objects.filter(
            day=book.day, service=service, state="waiting", place__gt=place
        ).values_list("place", flat=True)
    )
    return place_after(places, _return_after(service), book.at)


def _return_after(service: Service) -> int:
    return int(service.rules.get("return_after", RETURN_AFTER))


def _there_after(book: Book, ticket: Ticket) -> int:
    """How many who are there wait for the same, behind a place."""
    line = Ticket.objects.filter(day=book.day, service=ticket.service, state="waiting")
    return line.filter(place__gt=ticket.place, present=True).count()


def restore(actor: Account, ticket: Ticket) -> Ticket:
    """Somebody missed came after all: next in line after whoever waits first. Raises Impossible."""
    with open_book() as book:
        one = locked(ticket)
        place = max(_back(book, one.service, 0), one.place)
        return book.write("restored", one, actor, {"place": place})


def transfer(actor: Account, ticket: Ticket, service: Service) -> Ticket:
    """Hand somebody to another service, with the place they have (also of priority, or the later
    one they were put back to); who has not come yet counts from now. Raises Impossible."""
    with open_book() as book:
        one = locked(ticket)
        if one.device and _holds(one, service):
            one.device = elsewhere(one.device)
        place = place_elsewhere(state_of(one), book.at, office=True)
        return book.write("transferred", one, actor, {"service": service.code, "place": place})


def _holds(ticket: Ticket, service: Service) -> bool:
    """Whether the device of a ticket holds another live one of a service: a family's phone."""
    mine = Ticket.objects.filter(day=ticket.day, service=service, device=ticket.device)
    return mine.filter(state__in=LIVE).exclude(pk=ticket.pk).exists()


def finish(
    actor: Account, ticket: Ticket, done: Mapping[str, int] | None = None
) -> tuple[Ticket, Ticket | None]:
    """Done; on a journey the next stop's number is made, with the place of arriving there now.

    `done` says what was done how many times, by errand code, where somebody counts it.
    """
    with open_book() as book:
        data = {"done": dict(done)} if done else {}
        one = book.write("finished", locked(ticket), actor, data)
        return one, _next_stop(book, one)


def _next_stop(book: Book, ticket: Ticket) -> Ticket | None:
    journey = ticket.journey
    if journey is None or ticket.stop + 1 >= len(journey.stops):
        return None
    stop = ticket.stop + 1
    wish = Wish(
        service=journey.stops[stop],
        channel="journey",
        actor="system",
        present=True,
        language=ticket.language,
        journey=journey.pk,
        stop=stop,
    )
    return write_in(book, wish).ticket


def note(actor: Account, ticket: Ticket, text: str) -> None:
    """Keep a clerk's note with a ticket until the day is over. The trail tells only that."""
    with transaction.atomic():
        with open_book():
            Ticket.objects.filter(pk=ticket.pk).update(note=text[:300])
        subject = f"desk.ticket:{ticket.day.isoformat()}/{ticket.label}"
        record(actor, "desk.noted", subject, section=ticket.service.section)
