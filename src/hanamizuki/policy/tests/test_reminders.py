"""Which reminders are due, and that each goes once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.policy.logic.reminders import (
    LineState,
    MilestoneDue,
    Review,
    ValueDue,
    due_reminders,
)

_DAYS = st.integers(0, 800).map(lambda n: date(2026, 4, 1) + timedelta(days=n))
_LINES = st.builds(
    LineState,
    st.sampled_from(["1-1-a", "G"]),
    st.just(2026),
    st.lists(st.builds(ValueDue, st.sampled_from("vw"), _DAYS, st.booleans()), max_size=2).map(
        tuple
    ),
    st.lists(
        st.builds(MilestoneDue, st.sampled_from("mn"), _DAYS, st.booleans()),
        max_size=2,
        unique_by=lambda one: (one.ref, one.on),
    ).map(tuple),
    st.none() | _DAYS,
    st.frozensets(st.sampled_from(["mid", "end"])),
    st.just(False),
)
_LATE = ("value_late", "milestone_late", "review_late")

# A line that owes nothing by itself in the summer of 2026.
_QUIET = LineState(
    "1-1-a", 2026, milestones=(MilestoneDue("far", date(2030, 1, 1), False),), touched_at=None
)


def _kinds(line: LineState, today: date) -> list[str]:
    """Kinds due, of a line that was touched today."""
    return [one.kind for one in due_reminders(replace(line, touched_at=today), today)]


@pytest.mark.parametrize(
    ("days", "value", "milestone"),
    [
        (-31, [], []),
        (-30, ["value_due_30"], []),
        (-15, ["value_due_30"], []),
        (-14, ["value_due_30"], ["milestone_due"]),
        (0, ["value_due_30"], ["milestone_due"]),
        (1, ["value_late"], ["milestone_late"]),
    ],
)
def test_before_and_after_the_day(days: int, value: list[str], milestone: list[str]) -> None:
    due = date(2026, 8, 20)
    today = due + timedelta(days=days)
    assert _kinds(replace(_QUIET, values=(ValueDue("v", due, False),)), today) == value
    assert _kinds(replace(_QUIET, milestones=(MilestoneDue("m", due, False),)), today) == milestone
    assert _kinds(replace(_QUIET, values=(ValueDue("v", due, True),)), today) == []


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 9, 30), []),
        (date(2026, 10, 1), [("review_due", "mid")]),
        (date(2026, 10, 31), [("review_due", "mid")]),
        (date(2026, 11, 1), [("review_late", "mid")]),
        (date(2027, 2, 28), [("review_late", "mid")]),
        (date(2027, 3, 1), [("review_due", "end")]),
        (date(2027, 3, 31), [("review_due", "end")]),
        (date(2027, 4, 1), [("review_late", "end")]),
    ],
)
def test_reviews(today: date, expected: list[tuple[Review, str]]) -> None:
    line = replace(_QUIET, touched_at=today)
    assert [(one.kind, one.ref) for one in due_reminders(line, today)] == expected
    both = replace(line, reviewed=frozenset(("mid", "end")))
    assert due_reminders(both, today) == []


def test_a_line_left_alone_is_named_once_every_half_year() -> None:
    touched = date(2026, 4, 1)
    line = replace(_QUIET, touched_at=touched, reviewed=frozenset(("mid", "end")))
    days: dict[str, int] = {}
    for day in range(550):
        for one in due_reminders(line, touched + timedelta(days=day)):
            assert one.kind == "untouched"
            days.setdefault(one.key, day)
    assert list(days.values()) == [184, 367]
    never = replace(line, touched_at=None)
    assert [one.kind for one in due_reminders(never, touched)] == ["untouched"]


def test_a_line_without_a_next_milestone_is_named_once_every_half() -> None:
    line = replace(_QUIET, milestones=(), reviewed=frozenset(("mid", "end")))
    keys = {
        one.key
        for day in range(365)
        for today in [date(2026, 4, 1) + timedelta(days=day)]
        for one in due_reminders(replace(line, touched_at=today), today)
    }
    assert keys == {
        "no_next_milestone:1-1-a::2026-04-01",
        "no_next_milestone:1-1-a::2026-10-01",
    }
    october = date(2026, 10, 1)
    assert [one.key for one in due_reminders(replace(line, touched_at=october), october)] == [
        "no_next_milestone:1-1-a::2026-10-01"
    ]
    overdue = replace(line, milestones=(MilestoneDue("m", date(2026, 5, 1), False),))
    assert _kinds(overdue, date(2026, 6, 1)) == ["milestone_late"]


def test_late_ones_repeat_monthly_from_the_day_after() -> None:
    due = date(2027, 1, 30)
    line = replace(_QUIET, fiscal_year=2030, values=(ValueDue("v", due, False),))
    first: dict[str, date] = {}
    for day in range(1, 90):
        today = due + timedelta(days=day)
        for one in due_reminders(replace(line, touched_at=today), today):
            first.setdefault(one.key, today)
    assert list(first.values()) == [date(2027, 1, 31), date(2027, 3, 1), date(2027, 3, 31)]


@given(_LINES, _DAYS)
def test_a_closed_line_owes_nothing_and_keys_are_distinct(line: LineState, today: date) -> None:
    found = due_reminders(line, today)
    assert found == due_reminders(line, today)
    things = {(one.kind, one.ref, one.due) for one in found}
    assert len({one.key for one in found}) == len(things)
    assert due_reminders(replace(line, closed=True), today) == []


@given(_LINES, _DAYS)
def test_each_key_is_one_unbroken_time_and_late_ones_start_a_month_apart(
    line: LineState, start: date
) -> None:
    seen: dict[str, list[int]] = {}
    late: dict[tuple[str, str, date | None], dict[str, int]] = {}
    for day in range(120):
        for one in {r.key: r for r in due_reminders(line, start + timedelta(days=day))}.values():
            seen.setdefault(one.key, []).append(day)
            if one.kind in _LATE:
                late.setdefault((one.kind, one.ref, one.due), {}).setdefault(one.key, day)
    for days in seen.values():
        assert days == list(range(days[0], days[-1] + 1))
    for starts in late.values():
        # The first time may be cut off by the start of the watch.
        assert all(b - a >= 28 for a, b in pairwise(list(starts.values())[1:]))
