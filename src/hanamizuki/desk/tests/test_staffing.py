"""Hints to open or close a counter: each says why, and none is given that nothing speaks for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.desk.logic.staffing import Load, clears_in, hint, pace

counts = st.integers(0, 200)
minutes = st.one_of(st.none(), st.floats(0.1, 120))
loads = st.builds(
    Load,
    waiting=counts,
    open=st.integers(0, 20),
    could_open=st.integers(0, 20),
    calls=counts,
    served=minutes,
    minutes=minutes,
    longest=st.floats(0, 600),
)


@given(loads, st.floats(5, 240))
def test_a_hint_can_be_followed_and_helps(load: Load, target: float) -> None:
    found = hint(load, target)
    if found is None:
        return
    if found.do == "open":
        assert load.could_open and load.waiting
        if found.now is not None and found.then is not None:
            assert found.then < found.now
    else:
        assert load.open > 1 and found.then is not None and found.then < target
        assert load.longest < target


@given(loads, st.floats(5, 240))
def test_after_closing_on_a_hint_no_hint_opens_again(load: Load, target: float) -> None:
    found = hint(load, target)
    if found is not None and found.do == "close":
        after = Load(
            load.waiting,
            load.open - 1,
            load.could_open + 1,
            load.calls,
            load.served,
            load.minutes,
            load.longest,
        )
        again = hint(after, target)
        assert again is None or again.do == "close"


def test_who_waits_at_no_counter_needs_one() -> None:
    found = hint(Load(waiting=1, open=0, could_open=1))
    assert found is not None and (found.do, found.basis) == ("open", None)
    assert hint(Load(waiting=1, open=0, could_open=0)) is None


def test_what_was_measured_goes_before_the_packs_word() -> None:
    assert pace(Load(1, 1, 0, calls=3, served=8.0, minutes=5.0)) == (8.0, "measured")
    assert pace(Load(1, 1, 0, calls=2, served=8.0, minutes=5.0)) == (5.0, "pack")
    assert pace(Load(1, 1, 0, calls=2, served=8.0)) is None


def test_a_long_line_opens_and_an_empty_one_closes() -> None:
    busy = hint(Load(waiting=12, open=2, could_open=1, minutes=10.0))
    assert busy is not None and (busy.do, busy.now, busy.then) == ("open", 60.0, 40.0)
    idle = hint(Load(waiting=0, open=2, could_open=1, minutes=10.0))
    assert idle is not None and (idle.do, idle.then) == ("close", 0.0)
    assert hint(Load(waiting=3, open=2, could_open=1, minutes=10.0)) is None


def test_nothing_is_served_nowhere() -> None:
    assert clears_in(3, 0, 5.0) is None and clears_in(0, 0, 5.0) == 0.0
