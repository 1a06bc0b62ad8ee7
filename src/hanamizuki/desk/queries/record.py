"""The proof of the desk's record, day by day: for `hanamizuki desk audit`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count

from hanamizuki.desk.models import Event, Ticket
from hanamizuki.desk.services.day import Fault, audit


@dataclass(frozen=True)
class Day:
    """How much is written down of one day."""

    day: date
    tickets: int
    events: int


@dataclass(frozen=True)
class Report:
    """The days looked at, and everything that is not as the events say."""

    days: tuple[Day, ...]
    faults: tuple[Fault, ...]


def report(days: Sequence[date] | None = None) -> Report:
    """Look at these days, at all without; all of it as it was at one moment."""
    with _one_moment():
        tickets, events = Ticket.objects.all(), Event.objects.all()
        if days is not None:
            tickets, events = tickets.filter(day__in=days), events.filter(day__in=days)
        given = dict(tickets.order_by().values_list("day").annotate(Count("pk")))
        happened = dict(events.order_by().values_list("day").annotate(Count("pk")))
        found = tuple(
            Day(day, given.get(day, 0), happened.get(day, 0))
            for day in sorted(given.keys() | happened.keys())
        )
        return Report(found, tuple(audit(days)))


@contextmanager
def _one_moment() -> Iterator[None]:
    """Read everything as it was at one moment, while others go on writing.

    Django's own transactions take the write lock on SQLite, and see on PostgreSQL what comes
    meanwhile.
    """
    if connection.in_atomic_block:
        yield
        return
    server = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY" if server else "BEGIN")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
