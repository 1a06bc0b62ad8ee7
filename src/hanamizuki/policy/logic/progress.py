"""What a line's progress follows from: targets and values, else milestones, or a hand's word.

States, worst first: missed, late, unknown, on_track, achieved. A line is as good as its worst
target. "unknown" does not hide "late", but it does keep a line from passing as on track.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal, get_args

Direction = Literal["up", "down", "none"]
State = Literal["missed", "late", "unknown", "on_track", "achieved"]
LineState = Literal["missed", "late", "unknown", "on_track", "achieved", "unmeasured"]
TargetRule = Literal[
    "goal_reached",  # achieved: the newest value is the goal or beyond
    "due_passed_short",  # missed: the newest value, at or after the due, falls short
    "behind_line",  # late: on the wrong side of the line on the value's own date
    "on_line",  # on_track: on the line or on its good side on the value's own date
    "no_value",  # unknown: no value since the baseline
    "no_value_since_due",  # unknown: the due has passed, the newest value is older and short
    "no_baseline",  # unknown: no dated baseline, so no line to hold the value against
    "no_direction",  # unknown: neither a direction nor a baseline says what is better
]
LineRule = Literal[
    "by_hand", "worst_target", "milestones_done", "milestone_overdue", "milestones_open", "nothing"
]

WORST_FIRST: tuple[State, ...] = get_args(State)
LINE_STATES: tuple[LineState, ...] = get_args(LineState)


@dataclass(frozen=True, slots=True)
class Target:
    """`goal` by the end of `due`; `baseline` is the value on `baseline_at`. In the unit counted."""

    indicator: str
    baseline: Decimal | None
    baseline_at: date | None
    goal: Decimal
    due: date
    split: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one indicator says. `due` is the next goal's, or the last one's when all have passed.

    `expected` is the line's value today, `expected_then` on `value_at` (the one judged by).
    `share` is the way gone from the baseline to the last goal: 0 none, 1 all; may lie outside.
    """

    indicator: str
    split: str
    state: State
    rule: TargetRule
    value: Decimal | None
    value_at: date | None
    expected: Decimal | None
    expected_then: Decimal | None
    goal: Decimal
    due: date
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day to reach something by; `title` is a key for the page. Done from `done_on` on."""

    on: date
    done_on: date | None
    title: str


@dataclass(frozen=True, slots=True)
class Override:
    """A state set by hand: why, by which section (its code), since when."""

    state: LineState
    reason: str
    section: str
    since: date


@dataclass(frozen=True, slots=True)
class Why:
    """The rule that decided, with what it looked at."""

    rule: LineRule
    verdict: Verdict | None = None
    milestones: tuple[Milestone, ...] = ()
    override: Override | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """`share` is the deciding target's, or milestones done of all; None where neither tells."""

    state: LineState
    why: Why
    share: Decimal | None


def judge_target(
    targets: Sequence[Target],
    direction: Direction,
    series: Iterable[tuple[date, Decimal]],
    today: date,
) -> Verdict:
    """The verdict on one indicator (and split) with its goals; earlier ones are interim goals.

    The line runs straight from the oldest baseline through each interim goal to the last one.
    Values later than `today` do not count. Of two values of one day the less good one counts.
    Raises ValueError without targets, for targets of different indicators, for two of one day.
    """
    goals = sorted(targets, key=lambda one: one.due)
    if len({(one.indicator, one.split) for one in goals}) != 1:
        raise ValueError("targets of exactly one indicator and split are judged together")
    if len({one.due for one in goals}) != len(goals):
        raise ValueError("an indicator has one goal for one day")
    last = goals[-1]
    upcoming = next((one for one in goals if one.due >= today), last)
    baseline, baseline_at = _baseline(goals)
    sign = _sign(direction, baseline, last.goal)
    path = [(one.due, one.goal) for one in goals if baseline_at is None or one.due > baseline_at]
    if baseline is not None and baseline_at is not None:
        path.insert(0, (baseline_at, baseline))

    newest: tuple[date, Decimal] | None = None
    for at, value in series:
        if at > today or (baseline_at is not None and at <= baseline_at):
            continue
        if newest is None or at > newest[0]:
            newest = (at, value)
        elif at == newest[0]:
            newest = (at, min(newest[1], value) if sign >= 0 else max(newest[1], value))

    def verdict(state: State, rule: TargetRule) -> Verdict:
        at, value = newest or (None, None)
        return Verdict(
            last.indicator,
            last.split,
            state,
            rule,
            value,
            at,
            _decimal(_on_path(path, today)),
            _decimal(_on_path(path, at)) if at else None,
            upcoming.goal,
            upcoming.due,
            _share(baseline, last.goal, value),
        )

    if newest is None:
        return verdict("unknown", "no_value")
    if sign == 0:
        return verdict("unknown", "no_direction")
    at, value = newest
    if (value - last.goal) * sign >= 0:
        return verdict("achieved", "goal_reached")
    if today > last.due and at >= last.due:
        return verdict("missed", "due_passed_short")
    line = _on_path(path, at)
    if line is not None and (Fraction(value) - line) * sign < 0:
        return verdict("late", "behind_line")
    if today > last.due:
        return verdict("unknown", "no_value_since_due")
    if line is None:
        return verdict("unknown", "no_baseline")
    return verdict("on_track", "on_line")


def judge_line(
    verdicts: Sequence[Verdict],
    milestones: Sequence[Milestone],
    override: Override | None,
    today: date,
) -> Progress:
    """A line's progress: by hand if set so, else its worst target, else its milestones."""
    if override is not None:
        return Progress(override.state, Why("by_hand", override=override), None)
    if verdicts:
        worst = min(verdicts, key=_severity)
        return Progress(worst.state, Why("worst_target", verdict=worst), worst.share)
    if not milestones:
        return Progress("unmeasured", Why("nothing"), None)
    ordered = sorted(milestones, key=lambda one: (one.on, one.title, one.done_on or date.max))
    undone = [one for one in ordered if one.done_on is None or one.done_on > today]
    share = _rounded(Fraction(len(ordered) - len(undone), len(ordered)))
    if not undone:
        return Progress("achieved", Why("milestones_done", milestones=tuple(ordered)), share)
    if overdue := tuple(one for one in undone if one.on < today):
        return Progress("late", Why("milestone_overdue", milestones=overdue), share)
    return Progress("on_track", Why("milestones_open", milestones=tuple(undone)), share)


def judge_parent(children: Iterable[LineState]) -> dict[LineState, int]:
    """How many children are in each state; every state is there, worst first."""
    counts = dict.fromkeys(LINE_STATES, 0)
    for state in children:
        counts[state] += 1
    return counts


def _severity(one: Verdict) -> tuple[int, str, str, date]:
    return WORST_FIRST.index(one.state), one.indicator, one.split, one.due


def _baseline(goals: Sequence[Target]) -> tuple[Decimal | None, date | None]:
    """The oldest dated baseline before the last due, else the first undated one."""
    dated = [
        (one.baseline_at, one.baseline)
        for one in goals
        if one.baseline is not None and one.baseline_at and one.baseline_at < goals[-1].due
    ]
    if dated:
        at, value = min(dated)
        return value, at
    return next((one.baseline for one in goals if one.baseline is not None), None), None


def _sign(direction: Direction, baseline: Decimal | None, goal: Decimal) -> int:
    """1 where more is better, -1 where less is, 0 where nobody said."""
    if direction != "none":
        return 1 if direction == "up" else -1
    if baseline is None or baseline == goal:
        return 0
    return 1 if goal > baseline else -1


def _on_path(path: Sequence[tuple[date, Decimal]], on: date) -> Fraction | None:
    """The line's value on a day; flat after its end, None before its start."""
    before = [point for point in path if point[0] <= on]
    after = [point for point in path if point[0] > on]
    if not before:
        return None
    (start, low) = before[-1]
    if not after:
        return Fraction(low)
    (end, high) = after[0]
    gone = Fraction((on - start).days, (end - start).days)
    return Fraction(low) + (Fraction(high) - Fraction(low)) * gone


def _share(baseline: Decimal | None, goal: Decimal, value: Decimal | None) -> Decimal | None:
    if baseline is None or value is None or baseline == goal:
        return None
    return _rounded(Fraction(value - baseline) / Fraction(goal - baseline))


def _decimal(exact: Fraction | None) -> Decimal | None:
    return None if exact is None else _rounded(exact)


def _rounded(exact: Fraction) -> Decimal:
    """To four places, for showing; what is judged stays exact."""
    value = Decimal(exact.numerator) / Decimal(exact.denominator)
    return value.quantize(Decimal("0.0001"), ROUND_HALF_UP)
