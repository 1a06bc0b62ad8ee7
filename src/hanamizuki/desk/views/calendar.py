"""The congestion calendar of the next eight weeks: each day and hour in words, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hanamizuki.core.clock import now
from hanamizuki.desk.logic.congestion import DayLevel, HourLevel
from hanamizuki.desk.models import Service
from hanamizuki.desk.queries import statistics
from hanamizuki.desk.queries.congestion import WEEKS, Reason, reasons
from hanamizuki.desk.queries.congestion import calendar as days_of
from hanamizuki.desk.words import LEVELS, Words

RECORD = timedelta(days=28)
NEAR = 2
"""Weeks that are open at once; the others behind a press."""


@dataclass(frozen=True)
class Cell:
    """One hour of a day: `words` None where nothing is known, or the counter is `shut`, or it is
    over (`past`)."""

    start: time
    level: int | None
    words: Words | None
    shut: bool = False
    past: bool = False


@dataclass(frozen=True)
class Row:
    """One day; without cells the counter is closed."""

    day: date
    name: Words
    level: int | None
    words: Words | None
    basis: str
    because: tuple[Reason, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Week:
    """The days of one week, closed ones too, and the hours that head its columns."""

    monday: date
    hours: tuple[time, ...]
    rows: tuple[Row, ...]


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """`?service=` says of which service; without it, of the first."""
    services = list(Service.objects.filter(withdrawn=False))
    asked = request.GET.get("service", "")
    chosen = next((one for one in services if one.code == asked), None)
    if asked and chosen is None:
        raise Http404(f"no service {asked!r}")
    chosen = chosen or (services[0] if services else None)
    known = reasons()
    days = days_of(chosen.code) if chosen else ()
    weeks = weeks_of(days, known, now())
    used = {code for one in days for code in one.because}
    hours = [code for code in ("hours", "saturday-hours") if code in known]
    context = {
        "services": services,
        "service": chosen,
        "weeks": weeks[:NEAR],
        "later": weeks[NEAR:],
        "many": WEEKS,
        "levels": LEVELS,
        "reasons": [known[code] for code in (*sorted(used), *hours) if code in known],
        "own": any(one.basis == "history" for day in days for one in day.hours),
        "unknown": all(one.level is None for one in days),
        "record": _record(chosen) if chosen else None,
    }
    return render(request, "desk/calendar.html", context)


def _record(service: Service) -> statistics.Figures | None:
    """The figures of the last four weeks; None without a record."""
    last = statistics.last_day(now().date())
    found = statistics.total(last - RECORD, last, service.code) if last else None
    return found if found and found.waits else None


def weeks_of(days: Sequence[DayLevel], known: dict[str, Reason], moment: datetime) -> list[Week]:
    """Days by week; none at all where the counter never opens. Of today what is over is marked."""
    if not any(one.hours for one in days):
        return []
    found: dict[date, list[DayLevel]] = {}
    for one in days:
        found.setdefault(one.day - timedelta(days=one.day.weekday()), []).append(one)
    weeks = []
    for monday, some in found.items():
        hours = sorted({hour.start for one in some for hour in one.hours})
        rows = tuple(_row(one, hours, known, moment) for one in some)
        weeks.append(Week(monday, tuple(hours), rows))
    return weeks


def _row(one: DayLevel, hours: Sequence[time], known: dict[str, Reason], moment: datetime) -> Row:
    here = {hour.start: hour for hour in one.hours}
    over = moment.time() if one.day == moment.date() else time.min
    return Row(
        one.day,
        name_of(one.day),
        one.level,
        _words(one.level),
        one.basis,
        tuple(known[code] for code in one.because if code in known),
        tuple(_cell(start, here.get(start), over) for start in hours) if here else (),
    )


def name_of(day: date) -> Words:
    """A day with its weekday: 3月22日（月）, Mon 22 Mar."""
    japanese = f"{day.month}月{day.day}日（{'月火水木金土日'[day.weekday()]}）"
    return {"ja": japanese, "en": f"{day:%a} {day.day} {day:%b}", "easy": japanese}


def _cell(start: time, hour: HourLevel | None, over: time) -> Cell:
    if hour is None:
        return Cell(start, None, None, shut=True)
    if hour.end <= over:
        return Cell(start, None, None, past=True)
    return Cell(start, hour.level, _words(hour.level))


def _words(level: int | None) -> Words | None:
    return None if level is None else LEVELS[level]
