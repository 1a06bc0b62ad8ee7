"""What the forecast looks at: who waits, which windows call, how long visits take. Pure.

The same for the present (`queries.forecast`) and for a day read again (`services.statistics`), so
that what was learnt is about what is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hanamizuki.desk.logic.forecast import Tables
from hanamizuki.desk.logic.hall import Hall
from hanamizuki.desk.logic.line import AT_COUNTER
from hanamizuki.desk.logic.projection import (
    Projection,
    Window,
    flow,
    mean_pace,
    project,
    together,
)

BETWEEN = 30.0
"""Seconds between one visit and the next call."""
FEW = 5
"""So many visits of today stand for a pace where nothing else is known."""

Plans = Mapping[str, Mapping[int, float]]
"""Windows usually open, by service and hour."""


@dataclass(frozen=True, slots=True)
class Known:
    """What past days taught: bands, seconds that a visit takes, windows usually open by hour on
    weekdays and on Saturdays, and how many days that is."""

    tables: Tables | None = None
    paces: Mapping[str, float] = field(default_factory=dict)
    weekdays: Plans = field(default_factory=dict)
    saturdays: Plans = field(default_factory=dict)
    days: int = 0

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "tables": self.tables.as_dict() if self.tables else None,
            "paces": dict(self.paces),
            "weekdays": {code: dict(plan) for code, plan in self.weekdays.items()},
            "saturdays": {code: dict(plan) for code, plan in self.saturdays.items()},
            "days": self.days,
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Known:
        """From JSON. Raises KeyError, ValueError for what another version stored."""

        def plans(given: Mapping[str, Mapping[str, float]]) -> Plans:
            return {code: {int(at): n for at, n in plan.items()} for code, plan in given.items()}

        return cls(
            Tables.from_dict(stored["tables"]) if stored["tables"] else None,
            stored["paces"],
            plans(stored["weekdays"]),
            plans(stored["saturdays"]),
            stored["days"],
        )


@dataclass(frozen=True, slots=True)
class Scene:
    """The desk at a moment. `line` is everybody who waits as (place, id, service, present); `today`
    the seconds of today's visits by service; `usual` what the pack says a visit takes; `hour` the
    time of day as 13.5. `planned` is how many windows somebody says will be open, by service and
    hour: it counts before what past days had."""

    line: Sequence[tuple[int, int, str, bool]]
    windows: Sequence[Window]
    today: Mapping[str, Sequence[float]]
    usual: Mapping[str, float]
    hour: float
    saturday: bool = False
    planned: Mapping[str, Mapping[int, int]] = field(default_factory=dict)

    def pace(self, service: str, known: Known) -> float | None:
        """How long a window is taken by one of a service; None where nobody can say."""
        before = known.paces.get(service) or self.usual.get(service)
        found = mean_pace(before, self.today.get(service, ()))
        if before is None and len(self.today.get(service, ())) < FEW:
            return None
        return None if found is None else found + BETWEEN

    def _coming(self, service: str, windows: Sequence[Window]) -> dict[int, int]:
        """What is planned after the present hour, and after the first of these windows calls."""
        first = self.hour + min((one.opens_in for one in windows), default=0.0) / 3600
        plan = self.planned.get(service, {})
        return {hour: many for hour, many in plan.items() if hour > int(first + 1e-6)}

    def projection(self, service: str, known: Known) -> Projection | None:
        """The hall run forward for one service; None where its pace is not known."""
        group = together(service, [window.services for window in self.windows])
        own = self.pace(service, known)
        if own is None:
            return None
        paces = {code: self.pace(code, known) or own for code in group}
        busy = [one.serving for one in self.windows if one.serving]
        paces |= {code: self.pace(code, known) or own for code in busy if code not in paces}
        plans = known.saturdays if self.saturday else known.weekdays
        mine = [one for one in self.windows if service in one.services]
        # Until the first window opens nothing is usual: the hours until then pass as they do.
        usual = {} if mine and all(one.opens_in for one in mine) else plans.get(service, {})
        return project(
            [(code, here) for _place, _id, code, here in sorted(self.line) if code in group],
            [window for window in self.windows if group & set(window.services)],
            paces,
            flow=flow(usual, self.hour, planned=self._coming(service, mine), windows=len(mine)),
        )


def seen(
    hall: Hall,
    at: int,
    hour: float,
    today: Mapping[str, Sequence[float]],
    usual: Mapping[str, float],
    saturday: bool,
) -> Scene:
    """The scene of a hall at a moment (microseconds since 1970)."""
    line, serving = [], {}
    for person in hall.people.values():
        now = person.now
        if now.state == "waiting":
            line.append((now.place, person.id, now.service, now.present))
        elif now.state in AT_COUNTER:
            serving[now.counter] = (now.service, (at - now.called_at) / 1_000_000)
    windows = [
        Window(hall.taking.get(code, one.services), *serving.get(code, ("", 0.0)))
        for code, one in hall.facts.counters.items()
        if hall.counters.get(code) == "open"
    ]
    return Scene(line, windows, today, usual, hour, saturday)
