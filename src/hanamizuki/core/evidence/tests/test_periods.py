"""Fiscal periods: aligned to April, named, and read back from their names."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.core import clock
from hanamizuki.core.evidence.logic.periods import (
    Period,
    add_months,
    parse_period,
    period_of,
    periods,
    valid_length,
)

LENGTHS = st.sampled_from([1, 2, 3, 4, 6, 12, 24, 36, 48, 60])
DAYS = st.dates(date(1927, 4, 1), date(2099, 12, 31))


def span(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@given(DAYS, LENGTHS)
def test_a_day_lies_in_its_period_which_is_whole_and_begins_with_the_year(
    day: date, every: int
) -> None:
    period = period_of(day, every)
    assert period.first <= day <= period.last and period.months == every
    assert (period.first.day, (period.last + timedelta(days=1)).day) == (1, 1)
    assert (period.first.month - 4) % 12 % every == 0
    assert period_of(period.first, every) == period_of(period.last, every) == period


@given(DAYS, LENGTHS)
def test_a_period_is_read_back_from_its_name(day: date, every: int) -> None:
    period = period_of(day, every)
    assert parse_period(period.label) == period
    assert len(period.label) <= 40


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(0, 4000), LENGTHS)
def test_periods_follow_each_other_without_a_gap(since: date, days: int, every: int) -> None:
    until = since + timedelta(days=days)
    found = periods(every, since, until)
    assert found[0].first <= since and found[-1].first <= until <= found[-1].last
    assert all(b.first == a.last + timedelta(days=1) for a, b in itertools.pairwise(found))
    assert all(period_of(one.first, every, since) == one for one in found)


@given(st.integers(1927, 2099))
def test_a_fiscal_year_is_named_as_the_ward_names_it(year: int) -> None:
    assert period_of(date(year, 4, 1), 12).label == clock.fiscal_year_name(year)


@pytest.mark.parametrize(
    ("text", "first", "last", "label"),
    [
        ("令和7年度", "2025-04-01", "2026-03-31", "令和7年度"),
        ("2025年度", "2025-04-01", "2026-03-31", "令和7年度"),
        ("２０２５", "2025-04-01", "2026-03-31", "令和7年度"),
        ("R元年度", "2019-04-01", "2020-03-31", "令和元年度"),
        ("平成31年度", "2019-04-01", "2020-03-31", "令和元年度"),
        ("2025年度上半期", "2025-04-01", "2025-09-30", "令和7年度上半期"),
        ("令和7年度 下期", "2025-10-01", "2026-03-31", "令和7年度下半期"),
        ("2025年度第4四半期", "2026-01-01", "2026-03-31", "令和7年度第4四半期"),
        ("2025-04", "2025-04-01", "2025-04-30", "2025年4月"),
        ("2024/2", "2024-02-01", "2024-02-29", "2024年2月"),
        ("令和7年4月", "2025-04-01", "2025-04-30", "2025年4月"),
        ("2025年4月〜5月", "2025-04-01", "2025-05-31", "2025年4月〜5月"),
        ("2025〜2028年度", "2025-04-01", "2029-03-31", "令和7年度〜令和10年度"),
    ],
)
def test_what_people_write_is_read(text: str, first: str, last: str, label: str) -> None:
    period = parse_period(text)
    assert (period, period.label) == (span(first, last), label)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "期間として読めません"),
        ("去年", "去年"),
        ("2025年", "年か年度か"),
        ("2025-13", "1から12まで"),
        ("0025年度", "1900から"),
        ("2026年度〜2025年度", "終わりが始まりより前"),
        ("2025年度第5四半期", "期間として読めません"),
        ("〜", "期間として読めません"),
    ],
)
def test_what_is_no_period_is_said(text: str, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        parse_period(text)


@given(st.text(max_size=12))
def test_any_text_is_a_period_or_a_message(text: str) -> None:
    try:
        assert parse_period(text).months >= 1
    except ValueError as error:
        assert "。" in str(error)


def test_a_cycle_of_years_is_counted_from_its_beginning() -> None:
    since = date(2021, 6, 1)
    assert period_of(date(2026, 1, 1), 48, since).label == "令和7年度〜令和10年度"
    assert period_of(date(2026, 1, 1), 48).label == "令和6年度〜令和9年度"


@pytest.mark.parametrize("every", [0, -12, 5, 7, 18])
def test_a_length_that_fits_no_year_is_refused(every: int) -> None:
    assert not valid_length(every)
    with pytest.raises(ValueError, match="年度に合いません"):
        period_of(date(2026, 1, 1), every)


def test_a_month_on_is_the_last_day_where_there_is_no_such_day() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2024, 1, 1), -1) == date(2023, 12, 1)
