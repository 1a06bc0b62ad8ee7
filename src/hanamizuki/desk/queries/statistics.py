"""The desk's record of closed days in figures: by service, by hour, for evidence and open data.

    total(first, last) -> Figures(people=412, wait_p50=18, …); by_service(…), by_hour(…, "moving")

What was not measured is None, never 0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q

from hanamizuki.desk.logic.forecast import quantile
from hanamizuki.desk.models import Feedback, ServiceHour

LEAST_VOICES = 5
"""Fewer answers than that are not shown: they might be told apart."""


@dataclass(slots=True)
class Figures:
    """Sums over hours, and what follows from them. Waits in whole minutes, visits in seconds."""

    days: set[date] = field(default_factory=set)
    people: int = 0
    web: int = 0
    called: int = 0
    done: int = 0
    missed: int = 0
    cancelled: int = 0
    waits: list[int] = field(default_factory=list)
    service_sum: float = 0.0
    window_hours: float = 0.0
    told: int = 0
    kept: int = 0
    earlier: int = 0
    later: int = 0

    @property
    def wait_p50(self) -> float | None:
        """Minutes that half waited at most."""
        return quantile(sorted(self.waits), 0.5) if self.waits else None

    @property
    def wait_p90(self) -> float | None:
        """Minutes that nine of ten waited at most."""
        return quantile(sorted(self.waits), 0.9) if self.waits else None

    @property
    def kept_share(self) -> float | None:
        """Of those told when they would be called, how many were (0 to 1)."""
        return self.kept / self.told if self.told else None

    @property
    def web_share(self) -> float | None:
        """Of the numbers given, how many over the web (0 to 1)."""
        return self.web / self.people if self.people else None

    @property
    def missed_share(self) -> float | None:
        """Of those called, who did not come (0 to 1)."""
        return self.missed / self.called if self.called else None

    @property
    def called_per_hour(self) -> float | None:
        """Calls in an hour of one open window."""
        return self.called / self.window_hours if self.window_hours else None

    @property
    def minutes(self) -> float | None:
        """Mean minutes from call to end."""
        return self.service_sum / self.done / 60 if self.done else None


def total(first: date, last: date, service: str = "") -> Figures:
    """All hours of the days from first to last, of one service where it is named."""
    return _sums(first, last, service, lambda row: "").get("", Figures())


def by_service(first: date, last: date) -> dict[str, Figures]:
    """The same by service's code."""
    return _sums(first, last, "", lambda row: str(row.service.code))


def by_hour(first: date, last: date, service: str = "") -> dict[int, Figures]:
    """The same by clock hour, in order."""
    found = _sums(first, last, service, lambda row: int(row.hour))
    return dict(sorted(found.items()))


def by_service_and_hour(first: date, last: date) -> dict[tuple[str, int], Figures]:
    """The same by both, in order."""
    found = _sums(first, last, "", lambda row: (str(row.service.code), int(row.hour)))
    return dict(sorted(found.items()))


def content(first: date, last: date, service: str = "") -> float | None:
    """Of those who said how it was, who said good or rather good (0 to 1); None with too few."""
    said = Feedback.objects.filter(day__range=(first, last))
    if service:
        said = said.filter(service=service)
    found = said.aggregate(many=Count("pk"), good=Count("pk", filter=Q(score__gte=3)))
    return found["good"] / found["many"] if found["many"] >= LEAST_VOICES else None


def last_day(before: date) -> date | None:
    """The last day before this one that has a record."""
    rows = ServiceHour.objects.filter(day__lt=before)
    return rows.order_by("-day").values_list("day", flat=True).first()


def _sums(
    first: date, last: date, service: str, key: Callable[[ServiceHour], Any]
) -> dict[Any, Figures]:
    rows = ServiceHour.objects.filter(day__range=(first, last)).select_related("service")
    if service:
        rows = rows.filter(service__code=service)
    found: dict[Any, Figures] = defaultdict(Figures)
    for row in rows.order_by("service__order", "hour", "day"):
        _add(found[key(row)], row)
    return dict(found)


def _add(into: Figures, row: ServiceHour) -> None:
    into.days.add(row.day)
    into.people += row.issued
    into.waits += row.waits
    into.window_hours += row.counters
    for name in _SUMMED:
        setattr(into, name, getattr(into, name) + getattr(row, name))


_SUMMED: Iterable[str] = (
    "web",
    "called",
    "done",
    "missed",
    "cancelled",
    "service_sum",
    "told",
    "kept",
    "earlier",
    "later",
)
