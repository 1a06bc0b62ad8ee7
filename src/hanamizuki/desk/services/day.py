"""The end of a day, and the proof that the tickets are what their events made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from hanamizuki.desk.logic import line
from hanamizuki.desk.logic.line import LIVE, Impossible
from hanamizuki.desk.models import TICKET_KINDS, Counter, Desk, Event, Press, Roll, Ticket
from hanamizuki.desk.services import alerts
from hanamizuki.desk.services.book import open_book, state_of


def close_days(before: date) -> int:
    """Close what is left of the days before this one; how many tickets.

    Nobody waits on after the day; counters close; what tells of a person goes, the record stays.
    """
    closed = 0
    with open_book() as book:
        left = Ticket.objects.select_related("service", "counter").filter(
            day__lt=before, state__in=LIVE
        )
        for ticket in left:
            book.write("closed", ticket, "system")
            closed += 1
        for counter in Counter.objects.exclude(state=Counter.CLOSED).filter(since__date__lt=before):
            counter.state, counter.clerk, counter.since = Counter.CLOSED, None, book.moment
            counter.save(update_fields=["state", "clerk", "since"])
            book.note("counter_closed", "system", counter=counter.code)
        Ticket.objects.filter(day__lt=before).exclude(device="", note="").update(device="", note="")
        Ticket.objects.filter(day__lt=before, said=True).update(said=False)
        Press.objects.filter(day__lt=before).delete()
    alerts.forget(before)
    return closed


@dataclass(frozen=True)
class Fault:
    """Something in the record that cannot be: where, and what."""

    where: str
    what: str


def audit(days: Iterable[date] | None = None) -> Iterator[Fault]:
    """Rebuild every ticket from its events and compare; look for gaps and doubles.

    One pass in order of the events, whatever the size of the record; nothing is changed.
    """
    yield from _gaps()
    tickets = Ticket.objects.select_related("service", "counter").order_by("pk")
    if days is not None:
        tickets = tickets.filter(day__in=list(days))
    for ticket in tickets.prefetch_related("events").iterator(chunk_size=2_000):
        events = [
            line.Event(one.kind, one.at, one.data)
            for one in sorted(ticket.events.all(), key=lambda one: one.seq)
            if one.kind in TICKET_KINDS
        ]
        try:
            made = line.replay(events)
        except (Impossible, KeyError) as error:
            yield Fault(f"ticket {ticket.day} {ticket.label}", f"cannot be rebuilt: {error}")
            continue
        kept = state_of(ticket)
        if made != kept:
            yield Fault(f"ticket {ticket.day} {ticket.label}", f"is {kept}, events say {made}")


def _gaps() -> Iterator[Fault]:
    found = Event.objects.aggregate(last=Max("seq"))["last"] or 0
    many, head = Event.objects.count(), Desk.objects.get(pk=1).seq
    if not found == many == head:
        yield Fault("events", f"{many} events, the last {found}, the desk says {head}")
    for roll in Roll.objects.select_related("service"):
        numbers = Ticket.objects.filter(day=roll.day, roll=roll.service)
        many = numbers.count()
        last = numbers.aggregate(last=Max("number"))["last"] or 0
        if not many == last == roll.last:
            yield Fault(
                f"{roll.day} {roll.service.code}",
                f"{many} numbers, the last {last}, the roll says {roll.last}",
            )
