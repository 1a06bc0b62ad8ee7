"""The congestion calendar's rules: whose days follow which, hours, closed days, the record."""

from __future__ import annotations

from datetime import date, time, timedelta

import jpholiday
from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.core.clock.hours import OpeningRule, stretches
from hanamizuki.desk.logic.congestion import (
    DayLevel,
    History,
    Rule,
    at_hour,
    class_of,
    follows,
    foretell,
    own_levels,
)

YEAR_END = (("12-29", "01-03"),)
OFFICE = (
    OpeningRule(("mon", "tue", "wed", "thu", "fri"), time(8, 45), time(17), closed=YEAR_END),
    OpeningRule(("sat",), time(9), time(12), nth=(2, 4), on_holidays=True, closed=YEAR_END),
)
HOURS = Rule(
    "hours",
    "hours",
    hours=((time(9), time(10), 1), (time(10), time(12), 2), (time(12), time(14), 3)),
)
RULES = (
    Rule("monday", "when", when="monday"),
    Rule("after", "when", when="after_holiday"),
    Rule("before", "when", when="before_holiday", hours=((time(12), time(17), 1),)),
    Rule("start", "when", when="month_start"),
    Rule("end", "when", when="month_end"),
    Rule("spring", "dates", ("moving",), levels={date(2019, 3, 25): 3, date(2019, 4, 13): 3}),
    Rule("tax", "season", ("tax",), span=("06-01", "07-15")),
    HOURS,
    Rule("saturday", "when", ("moving",), level=2, when="saturday"),
    Rule("sat", "hours", saturday=True, hours=((time(11), time(12), 2),)),
)


def opens(day: date) -> list[tuple[time, time]]:
    return stretches(OFFICE, day, lambda one: bool(jpholiday.is_holiday(one)))


def on(
    year: int, month: int, day: int, service: str = "moving", own: History | None = None
) -> DayLevel:
    return foretell(service, date(year, month, day), RULES, opens, own or {})


def test_the_year_end_of_2026_is_closed_and_the_days_beside_it_are_busier() -> None:
    closed = [date(2026, 12, 29) + timedelta(days=ahead) for ahead in range(6)]
    for day in closed:
        assert foretell("moving", day, RULES, opens, {}) == DayLevel(day, None, "none")
    last = on(2026, 12, 28)
    assert (last.level, last.because) == (1, ("monday", "before", "end"))
    first = on(2027, 1, 4)
    assert (first.level, first.because) == (1, ("monday", "after", "start"))
    assert on(2027, 1, 5).because == ()


def test_only_the_2nd_and_4th_saturdays_open_also_on_a_holiday() -> None:
    open_days = [
        day for day in range(1, 32) if on(2027, 1, day).hours and date(2027, 1, day).weekday() == 5
    ]
    assert open_days == [9, 23]
    holiday = on(2028, 4, 22)  # an ordinary 4th Saturday
    # The whole day is crowded, its last hour more so; of another line only that hour is known.
    assert ([one.level for one in holiday.hours], holiday.level) == ([2, 2, 3], 2)
    other = on(2028, 4, 22, "tax")
    assert ([one.level for one in other.hours], other.level) == ([None, None, 1], None)
    assert on(2026, 5, 23).hours[0].start == time(9)
    assert on(2027, 2, 27).hours and not on(2027, 2, 20).hours


def test_a_published_monday_is_followed_by_the_nearest_monday_and_a_saturday_by_its_count() -> None:
    assert follows(date(2019, 3, 25), 2026) == date(2026, 3, 23)
    assert follows(date(2019, 3, 25), 2027) == date(2027, 3, 22)
    assert follows(date(2019, 3, 25), 2028) == date(2028, 3, 27)
    assert follows(date(2019, 4, 13), 2027) == date(2027, 4, 10)
    assert follows(date(2019, 3, 25), 2019) == date(2019, 3, 25)


@given(st.dates(date(2019, 3, 1), date(2019, 4, 30)), st.integers(2020, 2060))
def test_what_follows_has_the_weekday_and_is_near(given_day: date, year: int) -> None:
    found = follows(given_day, year)
    assert found.weekday() == given_day.weekday()
    if given_day.weekday() == 5:
        assert (found.day - 1) // 7 <= (given_day.day - 1) // 7 and found.month == given_day.month
    else:
        assert abs((found - given_day.replace(year=year)).days) <= 3


def test_a_published_day_that_falls_on_a_holiday_is_closed_like_any() -> None:
    assert jpholiday.is_holiday(date(2027, 3, 22))
    assert on(2027, 3, 22).hours == ()
    assert on(2028, 3, 27).level == 3
    assert on(2028, 3, 27, "tax").level == 1  # only a Monday there


def test_hours_rise_and_fall_with_the_day() -> None:
    ordinary = on(2026, 11, 11)
    assert [one.level for one in ordinary.hours] == [None, 0, 1, 1, 2, 2, None, None, None]
    assert (ordinary.level, ordinary.basis, ordinary.because) == (1, "pattern", ())
    monday = on(2026, 11, 9)
    # Beyond the table an hour is as the day is said to be, never quiet for want of a word.
    assert [one.level for one in monday.hours] == [1, 1, 2, 2, 3, 3, 1, 1, 1]
    peak = on(2028, 3, 27)
    assert {one.level for one in peak.hours} == {3}
    assert monday.hours[0].start == time(8, 45) and monday.hours[0].end == time(9)


def test_before_a_holiday_only_the_afternoon_is_busier() -> None:
    before, ordinary = on(2026, 11, 2), on(2026, 11, 11)
    assert "before" in before.because
    assert jpholiday.is_holiday(date(2026, 11, 3))
    thursday = on(2027, 2, 10)  # a Wednesday before 11 February
    assert thursday.because == ("before",) and thursday.level == 1
    afternoon = [one.level for one in thursday.hours if one.start >= time(12)]
    assert afternoon == [3, 3, 1, 1, 1]
    assert [one.level for one in thursday.hours][:4] == [one.level for one in ordinary.hours][:4]


@given(st.integers(0, 3), st.integers(0, 3))
def test_a_busier_day_is_never_quieter_at_any_hour(day: int, usual: int) -> None:
    here = at_hour(day, usual)
    assert 0 <= here <= 3
    assert here <= at_hour(min(3, day + 1), usual)
    assert here <= at_hour(day, min(3, usual + 1))


def test_the_desks_own_record_stands_before_the_pattern_but_not_before_a_named_season() -> None:
    own: History = {("other", hour): 2 for hour in range(8, 17)} | {("first", 10): 0}
    ordinary = on(2026, 11, 11, own=own)
    assert (ordinary.level, ordinary.basis) == (2, "history")
    monday = on(2026, 11, 9, own=own)
    assert monday.basis == "pattern"
    assert [(one.level, one.basis) for one in monday.hours][2] == (0, "history")
    spring = on(2028, 3, 27, own={("first", 10): 0})
    assert (spring.hours[2].level, spring.hours[2].basis) == (3, "pattern")


def test_own_levels_need_days_enough() -> None:
    few = own_levels({("other", 10): [[70, 80]] * 3}, (20, 40, 60))
    enough = own_levels(
        {("other", 10): [[70, 80]] * 4, ("first", 9): [[0, 25, 50]] * 4}, (20, 40, 60)
    )
    assert few == {}
    assert enough == {("other", 10): 3, ("first", 9): 1}


def test_without_anything_known_nothing_is_said() -> None:
    found = foretell("moving", date(2026, 11, 11), (), opens, {})
    assert (found.level, found.basis) == (None, "none")
    assert {one.level for one in found.hours} == {None}


def test_first_days_are_mondays_and_days_after_a_closure() -> None:
    assert class_of(date(2026, 11, 9), opens) == "first"
    assert class_of(date(2026, 11, 4), opens) == "first"  # after the 3rd
    assert class_of(date(2026, 11, 11), opens) == "other"
    assert class_of(date(2026, 11, 14), opens) == "saturday"
