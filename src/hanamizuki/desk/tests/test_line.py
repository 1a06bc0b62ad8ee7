"""The rules of the line: who is overtaken, and why; what an event may come after."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.desk.logic.line import (
    LIVE,
    Event,
    Impossible,
    Ticket,
    Waiting,
    apply,
    next_of,
    place_after,
    replay,
)

STEPS = st.lists(
    st.tuples(
        st.sampled_from(("come", "come", "arrive", "call", "call", "absent", "forward", "finish")),
        st.integers(0, 20),
        st.booleans(),
    ),
    max_size=60,
)
BACK = 3


class Office:
    """One line and one counter, kept by the rules alone."""

    def __init__(self) -> None:
        self.events: list[list[Event]] = []
        self.now: list[Ticket] = []
        self.excused: set[int] = set()
        self.forward: set[int] = set()
        self.clock = 0

    def write(self, id: int, kind: Any, **data: Any) -> None:
        event = Event(kind, self.clock, data)
        if id == len(self.events):
            self.events.append([])
            self.now.append(apply(None, event))
        else:
            self.now[id] = apply(self.now[id], event)
        self.events[id].append(event)

    def those(self, *states: str) -> list[int]:
        return [id for id, one in enumerate(self.now) if one.state in states]

    def line(self) -> list[Waiting]:
        return [
            Waiting(id, self.now[id].place, self.now[id].present) for id in self.those("waiting")
        ]

    def step(self, kind: str, number: int, here: bool) -> None:
        self.clock += 10
        waiting, called = self.those("waiting"), self.those("called")
        if kind == "come":
            data = {"service": "a", "place": self.clock, "present": here}
            self.write(len(self.events), "issued", **data)
        elif kind == "arrive" and waiting:
            self.write(waiting[number % len(waiting)], "arrived")
        elif kind == "call" and not called:
            self.call()
        elif kind == "absent" and called:
            places = sorted(one.place for one in self.line())
            self.excused.add(called[0])
            place = place_after(places, BACK, self.clock)
            self.write(called[0], "absent", out=self.now[called[0]].returned > 0, place=place)
        elif kind == "forward" and waiting:
            id = waiting[number % len(waiting)]
            self.forward.add(id)
            self.write(id, "prioritised", place=self.now[id].place - 25)
        elif kind == "finish" and called:
            self.write(called[0], "finished")

    def call(self) -> None:
        first, passed = next_of(self.line())
        if first is None:
            assert not any(one.present for one in self.line())
            return
        for one in passed:
            assert not one.present
        for one in self.line():
            came_first = one.id < first.id
            if one.id != first.id and one.present and came_first:
                # Overtaken: for a stated rule only.
                assert first.id in self.forward or one.id in self.excused
        self.write(first.id, "called", counter="w")


@given(STEPS)
def test_nobody_there_is_overtaken_but_by_a_stated_rule(steps: list[tuple[str, int, bool]]) -> None:
    office = Office()
    for step in steps:
        office.step(*step)
    for events, now in zip(office.events, office.now, strict=True):
        assert replay(events) == now


@given(STEPS)
def test_everybody_who_comes_is_served_or_missed(steps: list[tuple[str, int, bool]]) -> None:
    office = Office()
    for step in steps:
        office.step(*step)
    for id in office.those("waiting"):
        if not office.now[id].present:
            office.write(id, "arrived")
    for _ in range(2 * len(office.now) + 2):
        office.step("finish", 0, True)
        office.step("call", 0, True)
    assert {one.state for one in office.now} <= {"done", "missed"}


@given(st.integers(0, 100), st.integers(1, 100))
def test_forward_never_sends_back(place: int, earlier: int) -> None:
    one = Ticket(state="waiting", service="a", place=place, present=True)
    moved = apply(one, Event("prioritised", 1, {"place": place - earlier}))
    assert moved.place == place - earlier
    assert apply(one, Event("prioritised", 1, {"place": place + earlier})).place == place


def test_only_who_waits_is_moved_forward() -> None:
    for state in set(LIVE) - {"waiting"}:
        with pytest.raises(Impossible):
            apply(Ticket(state=state), Event("prioritised", 1, {"place": 0}))


def test_a_visit_entered_later_is_over_and_stays_so() -> None:
    data = {"service": "a", "counter": "w", "place": 1}
    times = {"came": 1, "called": 2, "started": 2, "finished": 3}
    one = apply(None, Event("entered", 9, {**data, **times}))
    assert (one.state, one.called_at, one.finished_at) == ("done", 2, 3)
    with pytest.raises(Impossible):
        apply(one, Event("entered", 9, {**data, **times}))
    with pytest.raises(Impossible):
        apply(None, Event("entered", 9, {**data, **times, "called": 4}))
