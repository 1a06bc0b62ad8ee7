"""Reads the desk's events in their order, as they are committed, whoever wrote them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import connection

from hanamizuki.core.clock import now, today
from hanamizuki.desk.logic.hall import (
    Call,
    CounterFacts,
    Facts,
    Hall,
    Happened,
    ServiceFacts,
    Shift,
    fold,
)
from hanamizuki.desk.models import Counter, Desk, Event, Service
from hanamizuki.desk.queries.line import left_open
from hanamizuki.desk.queries.quick import whole

AT_ONCE = 2_000
COLUMNS = ("seq", "at", "day", "kind", "service", "counter", "data", "ticket_id")
OF_TICKET = ("ticket__label", "ticket__digest", "ticket__journey_id")


def facts() -> Facts:
    """What the pack says of services and counters now."""
    services = Service.objects.filter(withdrawn=False).values_list("code", "letter", "name")
    counters = Counter.objects.filter(withdrawn=False).values_list(
        "code", "label", "floor", "services"
    )
    return Facts(
        {code: ServiceFacts(code, letter, name) for code, letter, name in services},
        {
            code: CounterFacts(code, label, floor, tuple(codes))
            for code, label, floor, codes in counters
        },
    )


def events_after(seq: int, day: date | None = None) -> Iterator[Happened]:
    """Events with a higher number, in order; of one day only where `day` is given."""
    while True:
        rows: list[tuple[Any, ...]] = list(
            (Event.objects.filter(day=day) if day else Event.objects.all())
            .filter(seq__gt=seq)
            .order_by("seq")
            .values_list(*COLUMNS, *OF_TICKET)[:AT_ONCE]
        )
        for row in rows:
            number, at, on, kind, service, counter, data, ticket, label, digest, journey = row
            yield Happened(
                number,
                at,
                on,
                kind,
                service,
                counter,
                data,
                ticket or 0,
                label or "",
                digest or "",
                journey,
            )
        if len(rows) < AT_ONCE:
            return
        seq = rows[-1][0]


def read_hall() -> tuple[Hall, list[Call | Shift]]:
    """The hall of today, from its events, and all that everybody was told today."""
    # The states before the events: an event between the two only says the same once more.
    rows = list(Counter.objects.all())
    moment = now()
    counters = {one.code: "closed" if left_open(one, moment) else one.state for one in rows}
    taking = {one.code: tuple(whole(one)) for one in rows if one.taking or one.quick}
    head = Desk.objects.values_list("seq", flat=True).get(pk=1)
    hall = Hall(today(), facts(), counters, taking)
    told = fold(hall, events_after(0, hall.day))
    hall.seq = max(hall.seq, head)
    return hall, told


class Tail:
    """What is new since the last look. Belongs to one thread: it has that thread's connection."""

    def __init__(self) -> None:
        self.seq = 0
        self._version: int | None = None

    def start(self) -> tuple[Hall, list[Call | Shift]]:
        """Read everything of today; `news` goes on from there."""
        self._changed()
        hall, told = read_hall()
        self.seq = hall.seq
        return hall, told

    def news(self) -> list[Happened]:
        """Events committed since."""
        if not self._changed():
            return []
        found = list(events_after(self.seq))
        if found:
            self.seq = found[-1].seq
        return found

    def _changed(self) -> bool:
        """False where certainly nothing was committed: SQLite tells without reading a table."""
        if connection.vendor != "sqlite":
            return True
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA data_version")
            version: int = cursor.fetchone()[0]
        changed = version != self._version
        self._version = version
        return changed
