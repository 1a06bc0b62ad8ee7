"""The hall as it is now, folded from the day's events: who waits in which line, who was called.

A hall is what boards, phones and the forecast look at. It is made from events alone, in the order
of their numbers, so that any process can hold one and all hold the same.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hanamizuki.desk.logic import line
from hanamizuki.desk.logic.line import AT_COUNTER, LIVE, Impossible

LAST_CALLS = 30
"""Calls that a newcomer is shown."""


@dataclass(frozen=True, slots=True)
class LineState:
    """One line at a moment: `waiting` in order as (ticket id, place, present), how many counters
    serve it now, and who is at them as (label, counter code)."""

    service: str
    waiting: tuple[tuple[int, int, bool], ...] = ()
    counters_open: int = 0
    serving: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """A service as boards show it; `name` is a map of languages."""

    code: str
    letter: str
    name: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CounterFacts:
    """A counter as boards show it; `window` and `floor` are empty where they are unknown."""

    code: str
    window: str
    floor: str
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the pack says of the desk, in its order."""

    services: Mapping[str, ServiceFacts]
    counters: Mapping[str, CounterFacts]


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as it is stored, with what never changes of its ticket (`ticket` 0 without one)."""

    seq: int
    at: int
    day: date
    kind: str
    service: str
    counter: str
    data: Mapping[str, Any]
    ticket: int = 0
    label: str = ""
    digest: str = ""
    journey: int | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A number is called to a counter; `again` where it had been called there before."""

    seq: int
    at: int
    label: str
    service: str
    counter: str
    again: bool


@dataclass(frozen=True, slots=True)
class Shift:
    """A counter was opened, paused or closed (`state`)."""

    seq: int
    at: int
    counter: str
    state: str


@dataclass(slots=True)
class Person:
    """A ticket of today: what never changes, and its present state."""

    id: int
    label: str
    journey: int | None
    now: line.Ticket


@dataclass(slots=True)
class Hall:
    """The present of one day. Not to be used by two threads at once."""

    day: date
    facts: Facts
    counters: dict[str, str]
    taking: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Services that a counter serves as a whole, where these are not all of its own (`serves`)."""
    seq: int = 0
    people: dict[int, Person] = field(default_factory=dict)
    dirty: set[str] = field(default_factory=set)
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=LAST_CALLS))
    faults: int = 0
    _by_digest: dict[str, int] = field(default_factory=dict)
    _of_journey: dict[int, int] = field(default_factory=dict)
    _lines: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    _present: dict[str, int] = field(default_factory=dict)
    _serving: dict[str, dict[int, None]] = field(default_factory=dict)

    def take(self, event: Happened) -> Call | Shift | None:
        """Go on by one event; what of it everybody is told, if anything.

        An event of another day, or known already, changes nothing but the number.
        """
        if event.seq <= self.seq:
            return None
        self.seq = event.seq
        if not event.ticket:
            return self._shifted(event)
        if event.day != self.day:
            return None
        one = self.people.get(event.ticket)
        try:
            became = line.apply(
                one.now if one else None,
                line.Event(event.kind, event.at, event.data),  # type: ignore[arg-type]
            )
        except (Impossible, KeyError):
            self.faults += 1
            return None
        if one is None:
            one = Person(event.ticket, event.label, event.journey, became)
            self.people[one.id] = one
            self._by_digest[event.digest] = one.id
            if event.journey is not None:
                self._of_journey[event.journey] = one.id
        else:
            self._leave(one)
        one.now = became
        self._join(one)
        if event.kind not in ("called", "recalled"):
            return None
        call = Call(
            event.seq, event.at, one.label, became.service, event.counter, event.kind == "recalled"
        )
        self.calls.append(call)
        return call

    def _shifted(self, event: Happened) -> Shift | None:
        if not event.kind.startswith("counter_") or not event.counter:
            return None
        state = event.kind.removeprefix("counter_").replace("opened", "open")
        self.counters[event.counter] = state
        if state != "paused":
            chosen = serves(event.data)
            if chosen is None:
                self.taking.pop(event.counter, None)
            else:
                self.taking[event.counter] = chosen
        known = self.facts.counters.get(event.counter)
        self.dirty.update(known.services if known else ())
        return Shift(event.seq, event.at, event.counter, state)

    def _join(self, one: Person) -> None:
        now = one.now
        self.dirty.add(now.service)
        if now.state == "waiting":
            insort(self._lines.setdefault(now.service, []), (now.place, one.id))
            self._present[now.service] = self._present.get(now.service, 0) + now.present
        elif now.state in AT_COUNTER:
            self._serving.setdefault(now.service, {})[one.id] = None

    def _leave(self, one: Person) -> None:
        was = one.now
        self.dirty.add(was.service)
        if was.state == "waiting":
            places = self._lines[was.service]
            del places[bisect_left(places, (was.place, one.id))]
            self._present[was.service] -= was.present
        elif was.state in AT_COUNTER:
            del self._serving[was.service][one.id]

    def waiting(self, service: str) -> int:
        """How many wait in a line, and …"""
        return len(self._lines.get(service, ()))

    def present(self, service: str) -> int:
        """… how many of them are in the hall."""
        return self._present.get(service, 0)

    def open(self, service: str) -> int:
        """How many counters serve a line now."""
        return sum(
            1
            for one in self.facts.counters.values()
            if service in self.taking.get(one.code, one.services)
            and self.counters.get(one.code) == "open"
        )

    def serving(self, service: str) -> tuple[tuple[str, str], ...]:
        """Who is at a counter for a service, as (label, counter code), in the order of calling."""
        people = (self.people[id] for id in self._serving.get(service, ()))
        return tuple((one.label, one.now.counter) for one in people)

    def ahead(self, person: Person) -> int:
        """How many wait before somebody; 0 for who is not waiting."""
        if person.now.state != "waiting":
            return 0
        return bisect_left(self._lines[person.now.service], (person.now.place, person.id))

    def find(self, digest: str) -> Person | None:
        """Whose private link this is the digest of; on a journey where they are by now."""
        found = self._by_digest.get(digest)
        return None if found is None else self.present_stop(self.people[found])

    def present_stop(self, person: Person) -> Person:
        """The number of a journey that counts now: the latest, once the earlier is over."""
        if person.journey is None or person.now.state in LIVE:
            return person
        return self.people[self._of_journey[person.journey]]

    def line(self, service: str) -> LineState:
        """One line in full, as the forecast wants it."""
        return LineState(
            service,
            tuple(
                (id, place, self.people[id].now.present)
                for place, id in self._lines.get(service, ())
            ),
            self.open(service),
            self.serving(service),
        )

    def lines(self) -> dict[str, LineState]:
        """Every line in full."""
        return {code: self.line(code) for code in self.facts.services}


def serves(opened: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The services of which a counter calls everybody, by its opening; None for all of its own.

    A quick counter calls only some of the people of its other services, which nobody may count on.
    """
    if opened.get("quick"):
        return tuple(opened["whole"])
    return tuple(opened.get("services", ())) or None


def fold(hall: Hall, events: Iterable[Happened]) -> list[Call | Shift]:
    """Take many events; what of them everybody is told."""
    return [told for event in events if (told := hall.take(event)) is not None]
