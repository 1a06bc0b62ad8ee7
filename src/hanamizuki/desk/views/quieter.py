"""Quieter times that are still to come, in the hours in which one could take a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hanamizuki.desk.logic import opening as logic
from hanamizuki.desk.logic.congestion import HourLevel
from hanamizuki.desk.logic.opening import Hours
from hanamizuki.desk.models import Service
from hanamizuki.desk.queries.congestion import calendar
from hanamizuki.desk.queries.opening import service_hours

AHEAD = 14
"""How many days on the next day of opening is looked for."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when (None: from now on) to when."""

    start: time | None
    end: time


@dataclass(frozen=True, slots=True)
class Quieter:
    """The quieter times of a day: today's rest, or (`later`) the next day of opening."""

    day: date
    later: bool
    stretches: tuple[Stretch, ...]


def of(service: Service, moment: datetime) -> Quieter | None:
    """Quieter times of today's rest; once no number is given any more today, of the next day.

    Over the web only its hours count, where it gives numbers. None where nothing is known.
    """
    hours = taking(service)
    today = moment.date()
    if any(moment.time() < end for _start, end in hours(today)):
        found = _of(service, today, hours, moment.time())
        return Quieter(today, False, found) if found else None
    for ahead in range(1, AHEAD + 1):
        day = today + timedelta(days=ahead)
        if hours(day):
            found = _of(service, day, hours, time.min)
            return Quieter(day, True, found) if found else None
    return None


def taking(service: Service) -> Hours:
    """When numbers of a service are given: over the web, else at the office."""
    rules = logic.rules_of(service.rules)
    hours = service_hours(service)
    return hours if rules.web_from is None else logic.web_hours(rules, hours)


def _of(service: Service, day: date, hours: Hours, since: time) -> tuple[Stretch, ...]:
    """The least crowded of what is open and later than `since`; stretches that touch are one."""
    known = [(one, one.level) for one in _hours(service, day) if one.level is not None]
    left = [
        (max(one.start, first), min(one.end, last), level)
        for one, level in known
        for first, last in hours(day)
        if max(one.start, first) < min(one.end, last) and min(one.end, last) > since
    ]
    least = min((level for _start, _end, level in left), default=None)
    if least is None or least >= max(level for _one, level in known):
        return ()
    found: list[tuple[time, time]] = []
    for start, end, level in left:
        if level != least:
            continue
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(Stretch(None if start <= since else start, end) for start, end in found)


def _hours(service: Service, day: date) -> tuple[HourLevel, ...]:
    days = calendar(service.code, 1, day)
    return days[0].hours if days else ()
