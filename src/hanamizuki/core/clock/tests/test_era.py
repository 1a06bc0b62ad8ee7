"""Eras and fiscal years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.core.clock import fiscal_year, fiscal_year_name, from_wareki, wareki

DAYS = st.dates(date(1868, 1, 25), date(2100, 12, 31))


@given(DAYS)
def test_wareki_round_trip(day: date) -> None:
    assert from_wareki(wareki(day)) == day


@given(DAYS)
def test_fiscal_year_changes_on_the_first_of_april_only(day: date) -> None:
    step = fiscal_year(day + timedelta(days=1)) - fiscal_year(day)
    assert step == (1 if (day.month, day.day) == (3, 31) else 0)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和7年4月1日", date(2025, 4, 1)),
        ("令和元年５月１日", date(2019, 5, 1)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("R7.4.1", date(2025, 4, 1)),
        ("昭和64年1月7日", date(1989, 1, 7)),
    ],
)
def test_from_wareki(text: str, day: date) -> None:
    assert from_wareki(text) == day


@pytest.mark.parametrize(
    "text", ["令和7年2月31日", "平成31年5月1日", "昭和64年1月8日", "令和0年1月1日", "むかし", ""]
)
def test_from_wareki_refuses(text: str) -> None:
    with pytest.raises(ValueError):
        from_wareki(text)


@pytest.mark.parametrize(
    ("year", "name"), [(2025, "令和7年度"), (2019, "令和元年度"), (2018, "平成30年度")]
)
def test_fiscal_year_name(year: int, name: str) -> None:
    assert fiscal_year_name(year) == name
