"""What a line's progress follows from."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hanamizuki.policy.logic.progress import (
    LINE_STATES,
    WORST_FIRST,
    Direction,
    LineState,
    Milestone,
    Override,
    Progress,
    State,
    Target,
    Verdict,
    Why,
    judge_line,
    judge_parent,
    judge_target,
)

_START = date(2026, 4, 1)
_DAYS = st.integers(-30, 400).map(lambda n: _START + timedelta(days=n))
_NUMBERS = st.decimals(-50, 200, places=1)
_DIRECTIONS = st.sampled_from(["up", "down", "none"])
_SERIES = st.lists(st.tuples(_DAYS, _NUMBERS), max_size=6)


@st.composite
def _targets(draw: st.DrawFn) -> list[Target]:
    dues = draw(st.lists(_DAYS, min_size=1, max_size=3, unique=True))
    return [
        Target("i", draw(st.none() | _NUMBERS), draw(st.none() | _DAYS), draw(_NUMBERS), due)
        for due in dues
    ]


def _target(goal: str, due: date, baseline: str | None = "10", at: date | None = _START) -> Target:
    return Target("i", None if baseline is None else Decimal(baseline), at, Decimal(goal), due)


def _day(days: int) -> date:
    return _START + timedelta(days=days)


def _judge(
    value: str,
    at: int,
    today: int,
    *targets: Target,
    direction: Direction = "up",
) -> tuple[str, str]:
    verdict = judge_target(targets, direction, [(_day(at), Decimal(value))], _day(today))
    return verdict.state, verdict.rule


_HUNDRED = _target("110", _day(100))  # from 10, one more each day


@pytest.mark.parametrize(
    ("value", "at", "today", "expected"),
    [
        ("60", 50, 50, ("on_track", "on_line")),
        ("59.9", 50, 50, ("late", "behind_line")),
        ("60", 50, 90, ("on_track", "on_line")),  # judged on its own date, not today
        ("110", 50, 50, ("achieved", "goal_reached")),
        ("109", 100, 100, ("late", "behind_line")),  # the due day itself is not over
        ("109", 100, 101, ("missed", "due_passed_short")),
        ("120", 130, 140, ("achieved", "goal_reached")),
        ("100", 90, 101, ("unknown", "no_value_since_due")),
        ("99", 90, 101, ("late", "behind_line")),
        ("999", 0, 50, ("unknown", "no_value")),  # the baseline's own day is no news
        ("999", 60, 50, ("unknown", "no_value")),  # nor is tomorrow
    ],
)
def test_a_value_against_the_line(
    value: str, at: int, today: int, expected: tuple[str, str]
) -> None:
    assert _judge(value, at, today, _HUNDRED) == expected


def test_the_line_runs_through_interim_goals() -> None:
    targets = (_target("20", _day(100)), _target("120", _day(200)))
    assert _judge("15", 50, 50, *targets) == ("on_track", "on_line")
    assert _judge("14.9", 50, 50, *targets) == ("late", "behind_line")
    assert _judge("70", 150, 150, *targets) == ("on_track", "on_line")
    assert _judge("69", 150, 150, *targets) == ("late", "behind_line")
    assert _judge("20", 50, 50, *targets) == ("on_track", "on_line")
    verdict = judge_target(targets, "up", [(_day(50), Decimal(15))], _day(150))
    assert (verdict.expected, verdict.expected_then) == (Decimal(70), Decimal(15))
    assert (verdict.goal, verdict.due) == (Decimal(120), _day(200))
    assert verdict.share == Decimal("0.0455")


def test_less_is_better_where_the_goal_lies_below_the_baseline() -> None:
    falling = _target("0", _day(100), "100")
    assert _judge("50", 50, 50, falling, direction="none") == ("on_track", "on_line")
    assert _judge("51", 50, 50, falling, direction="none") == ("late", "behind_line")
    assert _judge("-1", 50, 50, falling, direction="down") == ("achieved", "goal_reached")


def test_what_nobody_said_stays_unknown() -> None:
    bare = _target("100", _day(100), None, None)
    assert _judge("200", 50, 50, bare, direction="none") == ("unknown", "no_direction")
    assert _judge("50", 50, 50, bare) == ("unknown", "no_baseline")
    assert _judge("100", 50, 50, bare) == ("achieved", "goal_reached")
    assert _judge("99", 100, 101, bare) == ("missed", "due_passed_short")
    undated = _target("0", _day(100), "100", None)
    assert _judge("50", 50, 50, undated, direction="none") == ("unknown", "no_baseline")


def test_of_two_values_of_one_day_the_less_good_one_counts() -> None:
    both = [(_day(50), Decimal(70)), (_day(50), Decimal(30))]
    assert judge_target([_HUNDRED], "up", both, _day(50)).value == Decimal(30)
    falling = _target("0", _day(100), "100")
    assert judge_target([falling], "down", both, _day(50)).value == Decimal(70)


def test_the_next_goal_is_told_until_its_day_is_over() -> None:
    targets = [_target("20", _day(100)), _target("120", _day(200))]
    for today, goal in ((100, 20), (101, 120), (200, 120), (300, 120)):
        assert judge_target(targets, "up", [], _day(today)).goal == goal


def test_thirds_are_judged_exactly() -> None:
    third = _target("1", _day(3), "0")
    assert _judge("0.3333333333333333333333333333", 1, 1, third) == ("late", "behind_line")
    assert _judge("0.3333333333333333333333333334", 1, 1, third) == ("on_track", "on_line")


def test_targets_that_do_not_belong_together_are_refused() -> None:
    other = Target("j", None, None, Decimal(1), _day(9))
    for targets in ([], [_HUNDRED, other], [_HUNDRED, _HUNDRED]):
        with pytest.raises(ValueError, match="indicator"):
            judge_target(targets, "up", [], _START)


@given(_targets(), _DIRECTIONS, _SERIES, _DAYS, st.randoms())
def test_the_order_of_values_and_targets_does_not_matter(
    targets: list[Target],
    direction: Direction,
    series: list[tuple[date, Decimal]],
    today: date,
    random: Random,
) -> None:
    one = judge_target(targets, direction, series, today)
    random.shuffle(series)
    random.shuffle(targets)
    assert judge_target(targets, direction, series, today) == one


@given(
    _targets(),
    _DIRECTIONS,
    st.lists(st.tuples(_DAYS, _NUMBERS), min_size=1, max_size=4),
    _DAYS,
    st.data(),
)
def test_a_better_value_never_gives_a_worse_state(
    targets: list[Target],
    direction: Direction,
    series: list[tuple[date, Decimal]],
    today: date,
    data: st.DataObject,
) -> None:
    before = judge_target(targets, direction, series, today)
    index = data.draw(st.integers(0, len(series) - 1))
    more = data.draw(st.decimals(0, 300, places=1))
    up = direction == "up"
    if direction == "none":
        assume(before.share is not None)  # else nothing says which way is better
        up = _rises(targets)
    better = [*series]
    better[index] = (series[index][0], series[index][1] + (more if up else -more))
    after = judge_target(targets, direction, better, today)
    assert WORST_FIRST.index(after.state) >= WORST_FIRST.index(before.state)


def _rises(targets: list[Target]) -> bool:
    ordered = sorted(targets, key=lambda one: one.due)
    last = ordered[-1]
    dated = [
        (t.baseline_at, t.baseline)
        for t in targets
        if t.baseline is not None and t.baseline_at and t.baseline_at < last.due
    ]
    undated = [one.baseline for one in ordered if one.baseline is not None]
    return last.goal > (min(dated)[1] if dated else undated[0])


def _verdict(state: State, indicator: str = "i") -> Verdict:
    return Verdict(
        indicator, "", state, "on_line", None, None, None, None, Decimal(1), _START, None
    )


_VERDICTS = st.lists(st.builds(_verdict, st.sampled_from(WORST_FIRST), st.sampled_from("abc")))
_MILESTONES = st.lists(
    st.builds(Milestone, _DAYS, st.none() | _DAYS, st.sampled_from(["m", "n"])), max_size=4
)


@given(_VERDICTS, _MILESTONES, st.sampled_from(LINE_STATES), _DAYS)
def test_a_word_by_hand_always_wins(
    verdicts: list[Verdict], milestones: list[Milestone], state: LineState, today: date
) -> None:
    override = Override(state, "工事が延びたため", "kikaku", _START)
    assert judge_line(verdicts, milestones, override, today) == Progress(
        override.state, Why("by_hand", override=override), None
    )


@given(_VERDICTS, _MILESTONES, _DAYS, st.randoms())
def test_a_line_is_its_worst_target_in_any_order(
    verdicts: list[Verdict], milestones: list[Milestone], today: date, random: Random
) -> None:
    progress = judge_line(verdicts, milestones, None, today)
    if verdicts:
        assert WORST_FIRST.index(progress.state) == min(
            WORST_FIRST.index(one.state) for one in verdicts
        )
    random.shuffle(verdicts)
    random.shuffle(milestones)
    assert judge_line(verdicts, milestones, None, today) == progress


def test_unknown_hides_neither_late_nor_passes_as_on_track() -> None:
    for states, expected in (
        (("unknown", "late"), "late"),
        (("unknown", "on_track"), "unknown"),
        (("achieved", "on_track"), "on_track"),
        (("late", "missed"), "missed"),
    ):
        verdicts = [_verdict(state) for state in states]
        assert judge_line(verdicts, [], None, _START).state == expected


def test_without_targets_the_milestones_tell() -> None:
    done = Milestone(_day(1), _day(2), "done")
    late = Milestone(_day(5), None, "late")
    open_ = Milestone(_day(20), None, "open")
    assert judge_line([], [done], None, _day(9)) == Progress(
        "achieved", Why("milestones_done", milestones=(done,)), Decimal(1)
    )
    assert judge_line([], [open_, late, done], None, _day(9)) == Progress(
        "late", Why("milestone_overdue", milestones=(late,)), Decimal("0.3333")
    )
    assert judge_line([], [open_, late, done], None, _day(5)) == Progress(
        "on_track", Why("milestones_open", milestones=(late, open_)), Decimal("0.3333")
    )
    ahead = Milestone(_day(20), _day(15), "ahead")
    assert judge_line([], [ahead], None, _day(9)).state == "on_track"  # not done before its day
    assert judge_line([], [], None, _day(9)) == Progress("unmeasured", Why("nothing"), None)


@given(st.lists(st.sampled_from(LINE_STATES)))
def test_a_parent_counts_every_child_once(children: list[LineState]) -> None:
    counts = judge_parent(children)
    assert tuple(counts) == LINE_STATES
    assert all(counts[state] == children.count(state) for state in LINE_STATES)
