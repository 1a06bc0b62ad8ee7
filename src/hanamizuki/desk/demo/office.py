"""The ward's own office as the demo day needs it: hours of a day, and who comes, from the pack."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from hanamizuki.core.clock import JST
from hanamizuki.desk.demo.logic import crowd
from hanamizuki.desk.demo.logic.crowd import Known
from hanamizuki.desk.logic.congestion import DayLevel
from hanamizuki.desk.logic.opening import rules_of, web_hours
from hanamizuki.desk.logic.simulate import Person
from hanamizuki.desk.models import Counter, Service
from hanamizuki.desk.queries.congestion import calendar
from hanamizuki.desk.queries.opening import service_hours

FURTHEST = 60
YEAR = 366


def hours(day: date) -> tuple[datetime, datetime] | None:
    """From the first counter's opening to the last one's closing; None on a day without."""
    found = [
        (stretches[0][0], stretches[-1][1])
        for one in Service.objects.filter(withdrawn=False)
        if (stretches := service_hours(one)(day))
    ]
    if not found:
        return None
    first, last = min(start for start, _ in found), max(end for _, end in found)
    return datetime.combine(day, first, JST), datetime.combine(day, last, JST)


def next_day(after: date) -> tuple[datetime, datetime]:
    """The hours of the next day of opening. Raises LookupError: none within two months."""
    for ahead in range(1, FURTHEST):
        found = hours(after + timedelta(days=ahead))
        if found:
            return found
    raise LookupError("the office does not open within two months")


def peak_day(since: date) -> date:
    """The most crowded day that the pattern foretells in the year from a day on.

    Of days of one level it is the one with most hours and lines that are so, then the nearer one.
    Raises LookupError where the pattern tells nothing.
    """
    weights: defaultdict[date, int] = defaultdict(int)
    for one in Service.objects.filter(withdrawn=False):
        for found in calendar(one.code, YEAR, since):
            if found.level:
                weights[found.day] += 100 * len(found.hours) * found.level**3 + len(found.because)
    if not weights:
        raise LookupError("the pack's pattern tells of no crowded day")
    return max(weights, key=lambda day: (weights[day], -day.toordinal()))


def people(day: date) -> list[Person]:
    """Everybody who comes on a day; the same at each asking."""
    return crowd.people(list(_known(day)), day.isoformat())


def _known(day: date) -> Iterator[Known]:
    shared: defaultdict[str, float] = defaultdict(float)
    for window in Counter.objects.filter(withdrawn=False):
        for code in window.services:
            shared[code] += 1 / len(window.services)
    for one in Service.objects.filter(withdrawn=False):
        rules, opens = rules_of(one.rules), service_hours(one)
        stretches = opens(day)
        if not stretches or not shared[one.code] or rules.appointment == "only":
            continue
        foretold: DayLevel | None = next(iter(calendar(one.code, 1, day)), None)
        over_the_web = web_hours(rules, opens)(day)
        yield Known(
            code=one.code,
            windows=shared[one.code],
            opens=_seconds(stretches[0][0]),
            closes=_seconds(stretches[-1][1]),
            quick=bool(one.rules.get("quick")),
            minutes=float(one.minutes) if one.minutes else None,
            level=(foretold.level or 0) if foretold else 0,
            hours=tuple(
                (_seconds(hour.start), _seconds(hour.end), hour.level or 0)
                for hour in (foretold.hours if foretold else ())
            ),
            web=(_seconds(over_the_web[0][0]), _seconds(over_the_web[-1][1]))
            if over_the_web
            else None,
            saturday=day.weekday() == 5,
        )


def _seconds(clock: time) -> float:
    return clock.hour * 3600.0 + clock.minute * 60 + clock.second
