"""A made-up day at the office: who comes, when, for what, and how the line then moves. Pure.

For tests, benchmarks and the demo; nothing here is a fact about a ward. Times are seconds since
midnight. The same office, kind of day and seed give the same day.

    people = crowd(OFFICE, "peak", seed=1)
    visits = run(OFFICE, people, "peak", seed=1)

Windows call as `logic.line` says: whoever is there and came first; who has taken a number over the
web and has not arrived is passed over and keeps the place.
"""

from __future__ import annotations

import heapq
import math
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Literal, get_args

Kind = Literal["ordinary", "monday", "after_holiday", "peak", "saturday"]
KINDS: tuple[Kind, ...] = get_args(Kind)
HOUR = 3600.0
WEB_AHEAD = (5 * 60.0, 90 * 60.0)
"""How long before they come people take a number over the web, at least and at most."""
ABSENT_SECONDS = 90.0
"""How long a window calls somebody who has gone."""
AFTER_EACH = (10.0, 50.0)
"""Seconds between one person and the next call."""


@dataclass(frozen=True, slots=True)
class Line:
    """A service: people on an ordinary day, minutes for one (median), how far these scatter (sigma
    of their logarithm), the share that takes `longer` times as long, and how crowded days swell."""

    code: str
    people: float
    minutes: float
    scatter: float = 0.5
    long_share: float = 0.12
    longer: float = 2.6
    swell: float = 1.0
    web: float = 0.3
    saturday: bool = True


@dataclass(frozen=True, slots=True)
class Window:
    """A place to be served, for some services; away for lunch from `lunch` for an hour."""

    code: str
    services: tuple[str, ...]
    lunch: float | None = None
    only: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Office:
    """Lines, windows and hours; `profile` is the weight of each half hour from opening on."""

    lines: tuple[Line, ...]
    windows: tuple[Window, ...]
    opens: float = 8.75 * HOUR
    closes: float = 17 * HOUR
    profile: tuple[float, ...] = (7, 8, 8, 9, 9, 9, 8, 7, 7, 8, 8, 7, 6, 6, 5, 4, 2)
    web: tuple[float, float] = (9.5 * HOUR, 16 * HOUR)
    saturday: tuple[float, float] = (9 * HOUR, 12 * HOUR)
    never_comes: float = 0.06
    walks_out: float = 0.04


LEVEL: Mapping[Kind, float] = {
    "ordinary": 1.0,
    "monday": 1.18,
    "after_holiday": 1.28,
    "peak": 1.6,
    "saturday": 0.28,
}
SATURDAY_PROFILE = (8, 7, 7, 8, 10, 9)


@dataclass(frozen=True, slots=True)
class Person:
    """Who takes a number at `at`. `arrives` is inf for who never comes, `leaves` when who loses
    patience goes; `seconds` is how long they take at the window."""

    id: int
    service: str
    channel: str
    at: float
    arrives: float
    leaves: float
    seconds: float


@dataclass(slots=True)
class Visit:
    """What became of somebody; times are 0 where it never came to that."""

    person: Person
    passed: float = 0.0
    called: float = 0.0
    started: float = 0.0
    finished: float = 0.0
    window: str = ""
    outcome: str = "waiting"

    @property
    def turn(self) -> float:
        """When it was their turn: called, or passed over since they had not arrived."""
        return self.passed or self.called


def crowd(office: Office, kind: Kind, seed: int) -> list[Person]:
    """Everybody who takes a number on a day of that kind, in the order of taking it."""
    chance = Random(f"crowd {kind} {seed}")  # noqa: S311 (nothing secret)
    opens, closes = office.saturday if kind == "saturday" else (office.opens, office.closes)
    profile = SATURDAY_PROFILE if kind == "saturday" else office.profile
    day = chance.lognormvariate(0, 0.09)
    slower = chance.lognormvariate(0, 0.08)  # a new form, a new colleague, a slow system
    found: list[tuple[float, str, str, float, float, float]] = []
    for one in office.lines:
        if kind == "saturday" and not one.saturday:
            continue
        level = LEVEL[kind] ** one.swell * day * chance.lognormvariate(0, 0.06)
        for at in _moments(chance, one.people * level, profile, opens, closes):
            web = office.web[0] <= at < office.web[1] and kind != "saturday"
            found.append(_one(chance, office, one, at, closes, slower, web))
    found.sort()
    return [
        Person(id, service, channel, at, arrives, leaves, seconds)
        for id, (at, service, channel, arrives, leaves, seconds) in enumerate(found, 1)
    ]


def _moments(
    chance: Random, people: float, profile: Sequence[float], opens: float, closes: float
) -> list[float]:
    """Independent arrivals, so many in the mean, in the shape of the day."""
    edges = [opens + (closes - opens) * step / len(profile) for step in range(len(profile) + 1)]
    heights, total = [0.0], sum(profile)
    for weight in profile:
        heights.append(heights[-1] + people * weight / total)
    at = 0.0
    found: list[float] = []
    while True:
        at += chance.expovariate(1.0)
        if at >= heights[-1]:
            return found
        step = min(bisect_right(heights, at) - 1, len(profile) - 1)
        share = (at - heights[step]) / (heights[step + 1] - heights[step])
        found.append(edges[step] + share * (edges[step + 1] - edges[step]))


def _one(
    chance: Random, office: Office, line: Line, at: float, closes: float, slower: float, web: bool
) -> tuple[float, str, str, float, float, float]:
    minutes = line.minutes * (line.longer if chance.random() < line.long_share else 1.0)
    seconds = minutes * 60 * slower * chance.lognormvariate(0, line.scatter)
    if not web or chance.random() >= line.web:
        leaves = (
            at + chance.uniform(0.3, 2) * HOUR if chance.random() < office.walks_out else math.inf
        )
        return at, line.code, "kiosk", at, leaves, seconds
    if chance.random() < office.never_comes:
        return at, line.code, "web", math.inf, math.inf, seconds
    arrives = min(at + chance.uniform(*WEB_AHEAD), closes - 60)
    return at, line.code, "web", max(arrives, at), math.inf, seconds


@dataclass(slots=True)
class Hall:
    """The office at a moment, for whoever watches: who waits, who is served, what was today.

    `waiting` holds each service's people by id in their order; `present` the ids that are there;
    `busy` a window's person and when they were called; `open` the windows that call now.
    """

    waiting: dict[str, dict[int, Person]] = field(default_factory=dict)
    present: set[int] = field(default_factory=set)
    busy: dict[str, tuple[Person, float]] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)
    done: list[Visit] = field(default_factory=list)
    called: dict[str, Visit] = field(default_factory=dict)


Watch = Callable[[float, Person, Hall], None]


def run(
    office: Office, people: Sequence[Person], kind: Kind, seed: int, watch: Watch | None = None
) -> list[Visit]:
    """What becomes of everybody, in the order of `people`; `watch` sees the hall as each comes.

    Windows go on after closing until nobody who is there waits.
    """
    return _Day(office, people, kind, seed, watch).run()


class _Day:
    """One run; events are (time, count, what, whom)."""

    def __init__(
        self,
        office: Office,
        people: Sequence[Person],
        kind: Kind,
        seed: int,
        watch: Watch | None,
    ) -> None:
        self.chance = Random(f"run {kind} {seed}")  # noqa: S311
        self.visits = {one.id: Visit(one) for one in people}
        self.hall = Hall({line.code: {} for line in office.lines})
        self.lines: dict[str, list[int]] = {line.code: [] for line in office.lines}
        self.windows = [one for one in office.windows if not one.only or kind in one.only]
        if kind == "saturday":
            self.windows = self.windows[::2]
        self.serving = {one.code: one for one in self.windows}
        self.watch = watch
        self.events: list[tuple[float, int, str, Window | Person]] = []
        self.count = 0
        self._fill(office, people, kind)

    def _fill(self, office: Office, people: Sequence[Person], kind: Kind) -> None:
        opens = office.saturday[0] if kind == "saturday" else office.opens
        for window in self.windows:
            self._at(opens, "open", window)
            if window.lunch is not None and kind != "saturday":
                away = window.lunch + self.chance.uniform(-300, 300)
                self._at(away, "close", window)
                self._at(away + HOUR, "open", window)
            elif kind != "saturday" and self.chance.random() < 0.5:
                away = self.chance.uniform(10, 16) * HOUR  # called off to something else
                self._at(away, "close", window)
                self._at(away + self.chance.uniform(900, 2700), "open", window)
        for one in people:
            self._at(one.at, "take", one)
            if one.at < one.arrives < math.inf:
                self._at(one.arrives, "arrive", one)

    def _at(self, at: float, what: str, whom: Window | Person) -> None:
        self.count += 1
        heapq.heappush(self.events, (at, self.count, what, whom))

    def run(self) -> list[Visit]:
        while self.events:
            at, _order, what, whom = heapq.heappop(self.events)
            if isinstance(whom, Window):
                self._window(at, what, whom)
            else:
                self._person(at, what, whom)
        for visit in self.visits.values():
            visit.outcome = "closed" if visit.outcome == "waiting" else visit.outcome
        return list(self.visits.values())

    def _window(self, at: float, what: str, window: Window) -> None:
        if what == "close":
            self.hall.open.discard(window.code)
            return
        if what == "open":
            self.hall.open.add(window.code)
        else:
            person, _since = self.hall.busy.pop(window.code)
            self.hall.done.append(self.visits[person.id])
        self._call(at, window)

    def _person(self, at: float, what: str, one: Person) -> None:
        if what == "take":
            if self.watch is not None:
                self.watch(at, one, self.hall)
            self.hall.waiting[one.service][one.id] = one
            if one.arrives > at:
                return
        if one.id not in self.hall.waiting[one.service]:
            return
        self.hall.present.add(one.id)
        heapq.heappush(self.lines[one.service], one.id)
        for window in self.windows:
            if (
                one.service in window.services
                and window.code in self.hall.open
                and window.code not in self.hall.busy
            ):
                self._call(at, window)
                return

    def _call(self, at: float, window: Window) -> None:
        if window.code in self.hall.busy or window.code not in self.hall.open:
            return
        heads = [(self.lines[code][0], code) for code in window.services if self.lines.get(code)]
        if not heads:
            return
        id, code = min(heads)
        heapq.heappop(self.lines[code])
        one = self.hall.waiting[code].pop(id)
        self.hall.present.discard(id)
        for earlier in self.hall.waiting[code]:  # all who were there came before
            if earlier > id:
                break
            self.visits[earlier].passed = self.visits[earlier].passed or at
        visit = self.visits[id]
        visit.called, visit.window = at, window.code
        self.hall.busy[window.code] = (one, at)
        self.hall.called[code] = visit
        if at > one.leaves:
            visit.outcome, visit.finished = "missed", at + ABSENT_SECONDS
        else:
            visit.started = at + self.chance.uniform(10, 50)
            visit.outcome, visit.finished = "done", visit.started + one.seconds
        self._at(visit.finished + self.chance.uniform(*AFTER_EACH), "free", window)


def office(size: float = 1.0) -> Office:
    """An office of three lines and nine windows, two of which serve two lines; made up."""
    return Office(
        lines=(
            Line("registration", 175 * size, 8.0, 0.45, 0.15, 2.2, swell=1.2, web=0.35),
            Line("certificates", 200 * size, 2.6, 0.5, 0.08, 3.0, swell=0.5, web=0.2),
            Line("insurance", 112 * size, 7.0, 0.55, 0.15, 2.4, swell=0.6, web=0.0),
        ),
        windows=(
            Window("r1", ("registration",)),
            Window("r2", ("registration",), lunch=11.75 * HOUR),
            Window("r3", ("registration",), lunch=12.75 * HOUR),
            Window("r4", ("registration",)),
            Window("r5", ("registration", "certificates"), lunch=11.75 * HOUR),
            Window("r6", ("registration",), only=("peak",)),
            Window("c1", ("certificates",)),
            Window("c2", ("certificates",), lunch=12 * HOUR),
            Window("i1", ("insurance",)),
            Window("i2", ("insurance",), lunch=11.75 * HOUR),
            Window("i3", ("insurance",), lunch=12.75 * HOUR),
        ),
    )
