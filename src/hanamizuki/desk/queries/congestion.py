"""The congestion calendar: how crowded each day and hour of the next weeks will be, and why.

    calendar("registration", 56) -> (DayLevel(2027-03-22, 3, "pattern", hours=(…), …), …)

From the pack's published pattern; an hour that the desk's own record speaks of often enough stands
on that ("history"), save in a season that the pattern names by date: a winter tells nothing of it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hanamizuki.core.clock import today
from hanamizuki.desk.logic.congestion import (
    Class,
    DayLevel,
    History,
    HourLevel,
    Opens,
    class_of,
    foretell,
    own_levels,
    rule_of,
)
from hanamizuki.desk.models import Pattern, Service, ServiceHour
from hanamizuki.desk.queries.memory import Remembered
from hanamizuki.desk.queries.opening import service_hours

WEEKS = 8
BACK = timedelta(days=120)
"""How far back the desk's own waits speak."""
LEAST_DAYS = 20
"""Days with a record before it speaks at all."""
FOR_TWO_WEEKS = 14


@dataclass(frozen=True, slots=True)
class Reason:
    """Something published that speaks of a day; `name` is a map of languages."""

    code: str
    name: dict[str, str]
    source: str
    as_of: str


def calendar(
    service: str, days: int = WEEKS * 7, since: date | None = None
) -> tuple[DayLevel, ...]:
    """Each day from `since` (today) on, closed days too. An unknown service has no days."""
    found = Service.objects.filter(code=service, withdrawn=False).first()
    if found is None:
        return ()
    opens = service_hours(found)
    first = since or today()
    patterns = _patterns()
    rules = [
        rule_of(one.code, one.kind, one.services, one.data)
        for one in patterns
        if one.kind not in ("table", "waits")
    ]
    history = _history(found, first, opens, patterns)
    return tuple(
        foretell(service, first + timedelta(days=ahead), rules, opens, history)
        for ahead in range(days)
    )


def reasons() -> dict[str, Reason]:
    """Everything published that the calendar may stand on, by code."""
    return {
        one.code: Reason(one.code, one.name, one.source, one.as_of)
        for one in _patterns()
        if one.kind != "table"
    }


def quieter(service: str, day: date) -> list[HourLevel]:
    """The hours of a day that are less crowded than its most crowded one; none where all are alike
    or nothing is known."""
    found = calendar(service, 1, day)
    known = [one for one in found[0].hours if one.level is not None] if found else []
    if not known:
        return []
    least = min(one.level or 0 for one in known)
    most = max(one.level or 0 for one in known)
    return [one for one in known if one.level == least] if least < most else []


def quieter_days(service: str, day: date) -> list[DayLevel]:
    """Days of opening in the next two weeks that are less crowded than this one, least first."""
    here, *coming = calendar(service, FOR_TWO_WEEKS + 1, day) or (None,)
    if here is None or here.level is None:
        return []
    less = [one for one in coming if one.level is not None and one.level < here.level]
    return sorted(less, key=lambda one: (one.level or 0, one.day))


def _history(service: Service, before: date, opens: Opens, patterns: list[Any]) -> History:
    minutes = next((one.data["minutes"] for one in patterns if one.kind == "waits"), None)
    if minutes is None:
        return {}
    rows = list(
        ServiceHour.objects.filter(
            service=service, day__gte=before - BACK, day__lt=before, issued__gt=0
        ).values_list("day", "hour", "waits")
    )
    if len({day for day, _hour, _waits in rows}) < LEAST_DAYS:
        return {}
    waits: dict[tuple[Class, int], list[list[int]]] = defaultdict(list)
    for day, hour, some in rows:
        waits[class_of(day, opens), hour].append(some)
    return own_levels(waits, minutes)


_patterns: Remembered[list[Any]] = Remembered(lambda: list(Pattern.objects.all()))
