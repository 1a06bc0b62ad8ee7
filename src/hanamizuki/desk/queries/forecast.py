"""When somebody is called: an interval, and what it stands on.

    expected("registration", 12, now(), lines(now()))
    -> Forecast(low=…14:20, high=…14:45, basis="history", …)

Bases, the best there is: "history" (past days of this desk; holds eight times of ten), "today" (how
fast it goes today), "pattern" (minutes from the pack, or a published table), "none" (no window that
calls, or nothing known: `low` and `high` are then the moment itself and mean nothing).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from hanamizuki.desk.logic.forecast import interval
from hanamizuki.desk.logic.hall import LineState
from hanamizuki.desk.logic.line import AT_COUNTER
from hanamizuki.desk.logic.projection import Projection, Window
from hanamizuki.desk.logic.scene import FEW, Known, Scene
from hanamizuki.desk.models import Pattern, Ticket
from hanamizuki.desk.queries.congestion import calendar, quieter
from hanamizuki.desk.queries.learnt import known_now, usual_paces
from hanamizuki.desk.queries.line import open_counters
from hanamizuki.desk.queries.memory import Remembered
from hanamizuki.desk.queries.quick import whole
from hanamizuki.desk.queries.settings import all_planned
from hanamizuki.desk.services.book import micros

Basis = Literal["history", "pattern", "today", "none"]
FRESH = timedelta(seconds=10)
"""So long one look at the windows serves for all questions about the same lines."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Called between these moments. `note` is a code: "learnt" (holds eight of ten), "unlearnt"
    (nobody measured how often it holds), "table" (a published table of another office: `source`),
    "no_counter", "unknown"."""

    low: datetime
    high: datetime
    basis: Basis
    note: str = "learnt"
    source: str = ""


@dataclass(slots=True)
class _Look:
    """The scene of some lines, and the hall run forward for the services asked about."""

    moment: datetime
    lines: Mapping[str, LineState]
    scene: Scene
    known: Known
    made: dict[str, Projection | None] = field(default_factory=dict)

    def projection(self, service: str) -> Projection | None:
        if service not in self.made:
            self.made[service] = self.scene.projection(service, self.known)
        return self.made[service]


_looks: tuple[_Look, ...] = ()
"""The last two: while new lines are looked at, the ones before are still asked about."""


def expected(
    service: str, position: int, moment: datetime, lines: Mapping[str, LineState]
) -> Forecast:
    """When somebody with so many before them in a line is called."""
    line = lines.get(service)
    if line is None or not (line.counters_open or _planned_from(service, moment.hour)):
        return Forecast(moment, moment, "none", "no_counter" if line else "unknown")
    look = _look(moment, lines)
    found = look.projection(service)
    seconds = None if found is None else found.at(service, position)
    if seconds is None:
        return _by_table(service, position, moment)
    # Seconds count from the look, which may be a moment old.
    low, _mid, high = interval(seconds, service, look.known.tables)
    begin = look.moment
    times = (begin + timedelta(seconds=low), begin + timedelta(seconds=high))
    if look.known.tables is not None:
        return Forecast(*times, "history")
    today = len(look.scene.today.get(service, ())) >= FEW
    past = service in look.known.paces
    return Forecast(*times, "today" if today or past else "pattern", "unlearnt")


def _look(moment: datetime, lines: Mapping[str, LineState]) -> _Look:
    global _looks
    for look in _looks:
        if look.lines is lines and look.moment <= moment < look.moment + FRESH:
            return look
    made = _Look(moment, lines, _scene(moment, lines), known_now())
    _looks = (made, *_looks[:1])
    return made


def _scene(moment: datetime, lines: Mapping[str, LineState]) -> Scene:
    at = micros(moment)
    serving = {
        counter: (service, max(0.0, (at - called) / 1_000_000))
        for counter, service, called in Ticket.objects.filter(
            day=moment.date(), state__in=AT_COUNTER
        ).values_list("counter__code", "service__code", "called_at")
    }
    windows = [
        Window(tuple(whole(one)), *serving.get(one.code, ("", 0.0)))
        for one in open_counters(moment)
    ]
    line = [
        (place, pk, code, present)
        for code, one in lines.items()
        for pk, place, present in one.waiting
    ]
    hour = moment.hour + moment.minute / 60 + moment.second / 3600
    windows += _to_open(windows, hour)
    saturday = moment.weekday() == 5
    return Scene(line, windows, _today(moment), _usual(), hour, saturday, _plans())


def _to_open(windows: list[Window], hour: float) -> list[Window]:
    """Windows that a supervisor plans for this hour and that are not open yet; for a line without
    any those of the next hour that has some. More or fewer later on: `logic.projection.flow`."""
    found = []
    for code, hours in _plans().items():
        open_now = sum(code in one.services for one in windows)
        many = hours.get(int(hour), 0) - open_now
        found += [Window((code,))] * many
        begins = _planned_from(code, int(hour) + 1)
        if not open_now and many <= 0 and begins is not None:
            later = Window((code,), opens_in=(begins - hour) * 3600)
            found += [later] * hours[begins]
    return found


def _planned_from(service: str, hour: int) -> int | None:
    """The first clock hour from this one on for which a window of a service is planned."""
    plan = _plans().get(service, {})
    return min((one for one, many in plan.items() if one >= hour and many), default=None)


def _today(moment: datetime) -> dict[str, list[float]]:
    """The seconds of today's visits by service."""
    found: dict[str, list[float]] = {}
    rows = Ticket.objects.filter(day=moment.date(), state="done", called_at__gt=0)
    for code, called, finished in rows.values_list("service__code", "called_at", "finished_at"):
        found.setdefault(code, []).append((finished - called) / 1_000_000)
    return found


def _by_table(service: str, position: int, moment: datetime) -> Forecast:
    """From the table that another office published: so many people, so many minutes."""
    for row in _tables():
        if row.services and service not in row.services:
            continue
        for people, low, high in row.data["rows"]:
            if position + 1 <= people:
                times = (moment + timedelta(minutes=low), moment + timedelta(minutes=high))
                return Forecast(*times, "pattern", "table", row.source)
    return Forecast(moment, moment, "none", "unknown")


_usual = Remembered(usual_paces)
_plans = Remembered(all_planned)
_tables: Remembered[list[Any]] = Remembered(lambda: list(Pattern.objects.filter(kind="table")))

__all__ = ["Forecast", "calendar", "expected", "quieter"]
