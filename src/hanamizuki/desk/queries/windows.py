"""What each window did in a period, from the events; read day by day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hanamizuki.desk.logic.windows import KINDS, Did, Window, by_window
from hanamizuki.desk.models import Counter, Event


@dataclass(frozen=True)
class Day:
    """One window for one service on a day; `counter` and `service` are codes."""

    day: date
    counter: str
    service: str
    window: Window


def days(first: date, last: date, services: Sequence[str] | None = None) -> Iterator[Day]:
    """Each window and service of some days in which anything happened, in order."""
    order = dict(Counter.objects.values_list("code", "order"))
    for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
        rows = Event.objects.filter(day=day, kind__in=KINDS).order_by("seq")
        if services is not None:
            rows = rows.filter(service__in=services)
        found = by_window(
            Did(*row)
            for row in rows.values_list("kind", "at", "ticket_id", "service", "counter", "data")
        )
        for counter, service in sorted(found, key=lambda one: (order.get(one[0], 0), *one)):
            yield Day(day, counter, service, found[counter, service])


def totals(rows: Sequence[Day]) -> dict[str, Window]:
    """All services and days of each window together, by its code, in the pack's order."""
    order = dict(Counter.objects.values_list("code", "order"))
    found: dict[str, Window] = {}
    for one in sorted(rows, key=lambda one: (order.get(one.counter, 0), one.counter)):
        found.setdefault(one.counter, Window()).add(one.window)
    return found


__all__ = ["Day", "days", "totals"]
