"""Opening rules: weekdays, the 2nd and 4th Saturday, holidays, the year's end."""

from datetime import datetime, time

import pytest

from hanamizuki.core.clock import JST
from hanamizuki.core.clock.hours import OpeningRule, opening
from hanamizuki.core.clock.queries import is_holiday

YEAR_END = (("12-29", "01-03"),)
OFFICE = [
    OpeningRule(("mon", "tue", "wed", "thu", "fri"), time(8, 45), time(17), closed=YEAR_END),
    OpeningRule(("sat",), time(9), time(12), nth=(2, 4), on_holidays=True, closed=YEAR_END),
]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JST)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-24T08:44", False),
        ("2026-11-24T08:45", True),
        ("2026-11-24T16:59", True),
        ("2026-11-24T17:00", False),
        ("2026-11-23T10:00", False),  # 勤労感謝の日
        ("2026-11-14T10:00", True),  # second Saturday
        ("2026-11-21T10:00", False),  # third Saturday
        ("2026-11-28T11:59", True),  # fourth Saturday
        ("2026-12-29T10:00", False),
        ("2027-01-04T10:00", True),
        ("2025-08-23T10:00", True),
    ],
)
def test_office(moment: str, is_open: bool) -> None:
    assert opening(OFFICE, at(moment), is_holiday).is_open is is_open


def test_next_opening_skips_the_new_year() -> None:
    found = opening(OFFICE, at("2026-12-28T18:00"), is_holiday)
    assert found.next_open == at("2027-01-04T08:45")


def test_open_until() -> None:
    assert opening(OFFICE, at("2026-11-28T10:00"), is_holiday).until == at("2026-11-28T12:00")


def test_no_rule_never_opens() -> None:
    found = opening([], at("2026-11-28T10:00"), is_holiday)
    assert not found.is_open and found.next_open is None


def test_stretches_that_touch_are_one() -> None:
    day = OpeningRule(("tue",), time(9), time(17))
    evening = OpeningRule(("tue",), time(17), time(21))
    assert opening([evening, day], at("2026-11-24T10:00"), is_holiday).until == at(
        "2026-11-24T21:00"
    )
