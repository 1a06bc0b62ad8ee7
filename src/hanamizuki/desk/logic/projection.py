"""The present line run forward: who would be called when, were everything to go as usual. Pure.

Everybody before is given in turn to the window that is free first and serves them, each for as long
as one of theirs takes. So a mix of short and long errands ahead, windows that serve several lines,
and people already at a window are all counted. How far that is off, `logic.forecast` has learnt.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

LEAST_LEFT = 0.3
"""Of the usual time: what somebody still takes who has been at a window for long."""
SLOWEST = 0.25
"""Beside the present speed: what is taken to go on where the last hour planned has no window."""
COME, ON_THE_WAY = 0.94, 25 * 60.0
"""Of those not yet there so many come at all; of these 63 in 100 within so many seconds."""


@dataclass(frozen=True, slots=True)
class Flow:
    """How fast the windows work from now on, beside their speed now (1.0): at lunch fewer are open.

    `rates[i]` holds from `edges[i]` seconds on; the first edge is 0, the last rate goes on.
    """

    edges: tuple[float, ...] = (0.0,)
    rates: tuple[float, ...] = (1.0,)

    def when(self, work: float) -> float:
        """The seconds until so much work (seconds at the present speed) is done."""
        done = 0.0
        for index, rate in enumerate(self.rates):
            last = index + 1 == len(self.rates)
            length = float("inf") if last else self.edges[index + 1] - self.edges[index]
            if not rate:  # nobody calls in this hour
                continue
            if done + length * rate >= work:
                return self.edges[index] + (work - done) / rate
            done += length * rate
        return self.edges[-1]


def flow(
    plan: Mapping[int, float],
    hour: float,
    hours: int = 9,
    *,
    planned: Mapping[int, int] | None = None,
    windows: int = 0,
) -> Flow:
    """The flow of the next hours by how many windows are usually open in each clock hour.

    `hour` is the present one as 13.5. Without a plan for the present hour nothing is expected to
    change; an hour without a plan goes on like the one before. `planned` is what somebody has said
    of coming hours, beside the `windows` that call now: it goes before what is usual, and an hour
    with none stands still (not the last one: somebody will call some day).
    """
    said = planned or {}
    now = plan.get(int(hour), 0.0)
    if not now and not (said and windows):
        return Flow()
    edges, rates = [0.0], [1.0]
    for ahead in range(1, hours):
        clock = int(hour) + ahead
        usual = plan.get(clock) if now else None
        if clock in said and windows:
            rate = min(8.0, said[clock] / windows)
        else:
            rate = (rates[-1] or 1.0) if not usual else min(4.0, max(0.25, usual / now))
        if rate != rates[-1]:
            edges.append((int(hour) + ahead - hour) * 3600)
            rates.append(rate)
    if not rates[-1]:
        rates[-1] = SLOWEST
    return Flow(tuple(edges), tuple(rates))


@dataclass(frozen=True, slots=True)
class Window:
    """A window that calls now: its services, and since how many seconds who is at it, for what.

    `opens_in` are the seconds until one calls that is only planned.
    """

    services: tuple[str, ...]
    serving: str = ""
    since: float = 0.0
    opens_in: float = 0.0


@dataclass(slots=True)
class Projection:
    """Seconds until each call: of those in line by service and position, and of who comes next."""

    called: dict[str, list[float]] = field(default_factory=dict)
    newcomer: dict[str, float] = field(default_factory=dict)

    def at(self, service: str, position: int) -> float | None:
        """Seconds until somebody with so many before them is called; None where nobody calls."""
        known = self.called.get(service, [])
        return known[position] if position < len(known) else self.newcomer.get(service)


def project(
    line: Iterable[tuple[str, bool]],
    windows: Sequence[Window],
    pace: Mapping[str, float],
    *,
    flow: Flow | None = None,
) -> Projection:
    """Run a hall forward. `line` are (service, present) of all who wait, by place.

    `pace` is how long a window is taken by one of each service, from call to call, in seconds.
    Somebody who has not arrived takes of it only as likely as they are there when their turn is.
    """
    pace_flow = flow or Flow()
    free = [_left(window, pace) for window in windows]
    serves: dict[str, list[int]] = {}
    for index, window in enumerate(windows):
        for code in window.services:
            serves.setdefault(code, []).append(index)
    found = Projection()
    for code, present in line:
        if code not in serves:
            continue
        index = min(serves[code], key=free.__getitem__)
        found.called.setdefault(code, []).append(pace_flow.when(free[index]))
        free[index] += pace[code] * (1.0 if present else _there(found.called[code][-1]))
    for code, indexes in serves.items():
        found.newcomer[code] = pace_flow.when(min(free[index] for index in indexes))
    return found


def _there(seconds: float) -> float:
    return COME * (1 - math.exp(-seconds / ON_THE_WAY))


def _left(window: Window, pace: Mapping[str, float]) -> float:
    if not window.serving:
        return window.opens_in
    usual = pace[window.serving]
    return max(usual - window.since, usual * LEAST_LEFT)


def together(service: str, windows: Sequence[Sequence[str]]) -> frozenset[str]:
    """The services whose windows hang together with those of one: they wait for each other."""
    found = {service}
    while True:
        more = {code for codes in windows if found & set(codes) for code in codes} - found
        if not more:
            return frozenset(found)
        found |= more


def mean_pace(usual: float | None, today: Sequence[float], weight: float = 12.0) -> float | None:
    """How long one takes: what is usual, drawn towards today's times; None where neither is known.

    `weight` is how many of today's count as much as all that is known from before. Today's longest
    are cut at four times their median, since one of them says little of the next.
    """
    if not today:
        return usual
    ordered = sorted(today)
    cut = 4 * ordered[len(ordered) // 2]
    total = sum(min(one, cut) for one in ordered)
    if usual is None:
        return total / len(ordered)
    return (usual * weight + total) / (weight + len(ordered))
