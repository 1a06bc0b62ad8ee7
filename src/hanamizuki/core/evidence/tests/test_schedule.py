"""What is due, what is stale, what is asked back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.core.evidence.logic.periods import add_months, period_of, periods
from hanamizuki.core.evidence.logic.plausible import doubts_of_parts, jumps, looks_like_fraction
from hanamizuki.core.evidence.logic.schedule import stale_since, waiting

EVERY = st.sampled_from([1, 3, 6, 12, 48])
DAYS = st.dates(date(2015, 1, 1), date(2026, 12, 31))


@given(EVERY, st.integers(0, 400), DAYS, st.sets(st.integers(0, 30)), st.integers(0, 4000))
def test_exactly_the_ended_periods_without_a_value_wait(
    every: int, due_days: int, since: date, given_: set[int], days: int
) -> None:
    today = since + timedelta(days=days)
    every_period = periods(every, since, today)
    have = {one.last for number, one in enumerate(every_period) if number in given_}
    found = waiting(every, due_days, since, have, today)
    ended = [one for one in every_period if one.last < today]
    assert [due.period for due in found] == [one for one in ended if one.last not in have]
    assert all(due.due_on == due.period.last + timedelta(days=due_days) for due in found)
    assert all(due.late(today) == (due.due_on < today) for due in found)


@given(EVERY, DAYS, st.integers(0, 4000))
def test_nobody_is_asked_without_a_schedule(every: int, since: date, days: int) -> None:
    today = since + timedelta(days=days)
    assert waiting(every, None, since, set(), today) == []
    assert waiting(every, 30, None, set(), today) == []


@given(EVERY, DAYS, st.integers(0, 6000))
def test_without_a_schedule_a_value_is_fresh_for_twice_its_time(
    every: int, newest: date, days: int
) -> None:
    today = newest + timedelta(days=days)
    since = stale_since(every, None, None, set(), newest, today)
    fresh_to = add_months(newest, 2 * every)
    assert since == (fresh_to + timedelta(days=1) if today > fresh_to else None)
    # The day on which it became stale is the first one on which it is said.
    if since:
        assert stale_since(every, None, None, set(), newest, since) == since
        assert stale_since(every, None, None, set(), newest, since - timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("have", "today", "since"),
    [
        ([], date(2024, 6, 30), None),
        ([], date(2024, 7, 1), date(2024, 6, 30)),
        ([date(2024, 3, 31)], date(2025, 6, 30), None),
        ([date(2024, 3, 31)], date(2026, 8, 1), date(2025, 6, 30)),
        # A gap before the newest value is waited for, and makes nothing stale.
        ([date(2025, 3, 31)], date(2026, 6, 30), None),
    ],
)
def test_with_a_schedule_the_due_date_that_passed_counts(
    have: list[date], today: date, since: date | None
) -> None:
    given_ = set(have)
    assert stale_since(12, 91, date(2023, 4, 1), given_, date(2010, 1, 1), today) == since


def test_a_value_given_in_time_is_never_stale_before_the_next_is_due() -> None:
    have = {period_of(date(2025, 1, 1), 12).last}
    for month in range(1, 14):
        today = add_months(date(2025, 4, 1), month)
        assert stale_since(12, 61, date(2024, 4, 1), have, None, today) is None


@pytest.mark.parametrize(
    ("value", "last", "asked"),
    [
        ("100", "10", False),
        ("101", "10", True),
        ("1", "10", False),
        ("0.9", "10", True),
        ("0", "10", True),
        ("5", "0", False),
        ("5", None, False),
        ("-200", "10", True),
    ],
)
def test_ten_times_the_last_value_is_asked_back(value: str, last: str | None, asked: bool) -> None:
    assert jumps(Decimal(value), Decimal(last) if last else None) is asked


def test_a_fraction_for_a_percentage_is_asked_back_while_nothing_is_known() -> None:
    assert looks_like_fraction(Decimal("0.832"), None, "%")
    assert not looks_like_fraction(Decimal("0.832"), Decimal("0.9"), "%")
    assert not looks_like_fraction(Decimal("83.2"), None, "％")
    assert not looks_like_fraction(Decimal("0.5"), None, "km")


@pytest.mark.parametrize(
    ("parts", "unit", "found"),
    [
        ({"": 100, "gender:female": 60, "gender:male": 40}, "人", []),
        ({"": 100, "gender:female": 60, "gender:male": 30}, "人", ["gender_sum"]),
        ({"": 100, "gender:female": 60, "gender:male": 30, "gender:unknown": 10}, "人", []),
        ({"": 100, "gender:female": 60}, "人", []),
        ({"": 100, "gender:female": 101}, "人", ["too_much"]),
        ({"": 100, "district:a": 60, "district:b": 50}, "件", ["too_much"]),
        ({"": 100, "district:a": 60, "district:b": 30}, "件", []),
        ({"": 60, "gender:female": 62, "gender:male": 58}, "%", []),
        ({"": 70, "gender:female": 62, "gender:male": 58}, "%", ["gender_range"]),
        ({"": 60, "district:a": 70, "district:b": 65}, "%", []),
        ({"": -5, "gender:female": -3, "gender:male": -3}, "人", []),
        ({"gender:female": 62, "gender:male": 58}, "人", []),
    ],
)
def test_parts_that_contradict_the_whole_are_asked_back(
    parts: dict[str, int], unit: str, found: list[str]
) -> None:
    values = {split: Decimal(value) for split, value in parts.items()}
    assert doubts_of_parts(values, unit) == found
