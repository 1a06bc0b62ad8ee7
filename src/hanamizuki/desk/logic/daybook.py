"""A day of the desk read once more from its events: counts by service and hour. Pure.

Moments are microseconds since 1970, waits and visits seconds. The turn of somebody is when they
were called first, or passed over since they had not arrived: from then on it was not the desk that
kept them waiting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hanamizuki.desk.logic.forecast import quantile
from hanamizuki.desk.logic.hall import Happened, serves

SECOND = 1_000_000
HOUR = 3600 * SECOND


@dataclass(frozen=True, slots=True)
class Given:
    """What of a ticket its events do not say: how it was taken, and what was foretold then."""

    channel: str
    rank: str = "normal"
    told: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class Life:
    """What became of a number; moments are 0 where it never came to that."""

    service: str
    given: Given
    issued: int
    turn: int = 0
    called: int = 0
    first_called: int = 0
    served: str = ""
    finished: int = 0
    missed: bool = False
    cancelled: bool = False

    @property
    def waited(self) -> float | None:
        """Seconds until the turn; None for appointments, and where it never came."""
        if not self.turn or self.given.rank == "appointment":
            return None
        return (self.turn - self.issued) / SECOND

    @property
    def took(self) -> float | None:
        """Seconds at the window, from the (last) call to the end; None where it did not end."""
        return (self.finished - self.called) / SECOND if self.finished and self.called else None


def lives(events: Iterable[Happened], given: Mapping[int, Given]) -> list[Life]:
    """Every number whose taking is among the events, in that order."""
    found: dict[int, Life] = {}
    for event in events:
        if event.kind == "issued" and event.ticket in given:
            found[event.ticket] = Life(event.service, given[event.ticket], event.at)
            continue
        life = found.get(event.ticket)
        if life is None:
            continue
        match event.kind:
            case "passed":
                life.turn = life.turn or event.at
            case "called":
                life.turn = life.turn or event.at
                life.first_called = life.first_called or event.at
                life.called, life.served, life.missed = event.at, event.service, False
            case "finished":
                life.finished = event.at
            case "absent":
                life.missed = bool(event.data.get("out"))
            case "restored":
                life.missed = False
            case "cancelled":
                life.cancelled = True
    return list(found.values())


@dataclass(slots=True)
class Hour:
    """Counts of one service in one hour; as `models.ServiceHour` keeps them."""

    issued: int = 0
    web: int = 0
    called: int = 0
    done: int = 0
    missed: int = 0
    cancelled: int = 0
    waits: list[int] = field(default_factory=list)
    wait_sum: float = 0.0
    wait_p50: float | None = None
    wait_p90: float | None = None
    service_sum: float = 0.0
    service_sq: float = 0.0
    counters: float = 0.0
    told: int = 0
    kept: int = 0
    earlier: int = 0
    later: int = 0


Hours = dict[tuple[str, int], Hour]
"""By service and clock hour."""


def count(
    some: Sequence[Life], open_for: Mapping[tuple[str, int], float], hour_of: Callable[[int], int]
) -> Hours:
    """Everything by service and hour. `open_for`: windows open in the mean (see `open_windows`)."""
    found: Hours = {}
    waits: dict[tuple[str, int], list[float]] = {}

    def at(service: str, moment: int) -> Hour:
        return found.setdefault((service, hour_of(moment)), Hour())

    for life in some:
        taken = at(life.service, life.issued)
        taken.issued += 1
        taken.web += life.given.channel == "web"
        taken.missed += life.missed
        taken.cancelled += life.cancelled
        if life.waited is not None:
            waits.setdefault((life.service, hour_of(life.issued)), []).append(life.waited)
            _promise(taken, life)
        if life.first_called:
            at(life.served, life.first_called).called += 1
        if life.took is not None:
            served = at(life.served, life.called)
            served.done += 1
            served.service_sum += life.took
            served.service_sq += life.took**2
    for key, some_waits in waits.items():
        hour = found[key]
        ordered = sorted(some_waits)
        hour.waits = [int(wait // 60) for wait in ordered]
        hour.wait_sum = sum(ordered)
        hour.wait_p50, hour.wait_p90 = quantile(ordered, 0.5), quantile(ordered, 0.9)
    for key, many in open_for.items():
        found.setdefault(key, Hour()).counters = many
    return found


def _promise(hour: Hour, life: Life) -> None:
    low, high = life.given.told
    if not high:
        return
    hour.told += 1
    hour.earlier += life.turn < low
    hour.later += life.turn > high
    hour.kept += low <= life.turn <= high


def open_windows(
    events: Iterable[Happened],
    services: Mapping[str, Sequence[str]],
    hour_of: Callable[[int], int],
) -> dict[tuple[str, int], float]:
    """How many windows were open for a service in an hour, in the mean of the time with any.

    `services` are each counter's own; an opening that names some of them is for these alone. What
    is still open after the last event counts until then.
    """
    changes: list[tuple[int, str, tuple[str, ...]]] = []
    last = 0
    for event in events:
        last = max(last, event.at)
        if not event.kind.startswith("counter_"):
            continue
        own = tuple(services.get(event.counter, ()))
        named = serves(event.data)
        chosen = own if named is None else tuple(code for code in named if code in own)
        now = chosen if event.kind == "counter_opened" else ()
        changes.append((event.at, event.counter, now))
    work: dict[tuple[str, int], float] = {}
    time: dict[tuple[str, int], float] = {}
    state: dict[str, tuple[str, ...]] = {}
    for index, (at, counter, now) in enumerate(changes):
        state[counter] = now
        until = changes[index + 1][0] if index + 1 < len(changes) else last
        many: dict[str, int] = {}
        for codes in state.values():
            for code in codes:
                many[code] = many.get(code, 0) + 1
        for start, end in _by_hour(at, until):
            for code, windows in many.items():
                key = (code, hour_of(start))
                work[key] = work.get(key, 0.0) + windows * (end - start)
                time[key] = time.get(key, 0.0) + (end - start)
    return {key: round(work[key] / spent, 3) for key, spent in time.items() if spent}


def _by_hour(start: int, end: int) -> Iterable[tuple[int, int]]:
    """A stretch cut at the full hours (Japan's lie on those of UTC)."""
    while start < end:
        cut = min(end, (start // HOUR + 1) * HOUR)
        yield start, cut
        start = cut


def paces(some: Sequence[Life]) -> dict[str, tuple[int, float]]:
    """How many visits of each service ended, and the seconds they took; the longest are cut at four
    times the median."""
    took: dict[str, list[float]] = {}
    for life in some:
        if life.took is not None:
            took.setdefault(life.served, []).append(life.took)
    found = {}
    for code, times in took.items():
        cut = 4 * quantile(sorted(times), 0.5)
        found[code] = len(times), sum(min(one, cut) for one in times)
    return found
