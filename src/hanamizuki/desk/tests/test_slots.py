"""Slots by rule: never more people than desks, none outside opening, deadlines in business days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.core.clock import JST
from hanamizuki.core.clock.hours import OpeningRule, stretches
from hanamizuki.core.clock.queries import is_holiday
from hanamizuki.desk.logic import slots as logic
from hanamizuki.desk.logic.line import Waiting, next_of
from hanamizuki.desk.logic.opening import WEEKDAYS
from hanamizuki.desk.logic.slots import Rules, Slot, Times

WEEK = WEEKDAYS[:5]
OFFICE = OpeningRule(WEEK, time(8, 45), time(17), closed=(("12-29", "01-03"),))
SATURDAY = OpeningRule(
    ("sat",), time(9), time(12), nth=(2, 4), on_holidays=True, closed=(("12-29", "01-03"),)
)
PILOT = Rules(
    minutes=50,
    times=(Times(WEEK, (time(9), time(10, 30), time(13, 30), time(15))),),
    cutoff_days=5,
    cutoff_time=time(16),
)


def weekdays(day: date) -> list[tuple[time, time]]:
    return stretches([OFFICE], day, is_holiday)


def saturdays_too(day: date) -> list[tuple[time, time]]:
    return stretches([OFFICE, SATURDAY], day, is_holiday)


def works(day: date) -> bool:
    return bool(weekdays(day))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JST)


def starts(rules: Rules, day: date, hours: object = weekdays) -> list[str]:
    return [f"{one.start:%H:%M}" for one in logic.slots(rules, day, hours, JST)]  # type: ignore[arg-type]


clocks = st.times(min_value=time(0), max_value=time(23, 59)).map(
    lambda one: one.replace(second=0, microsecond=0, minute=one.minute // 5 * 5)
)
days = st.dates(date(2024, 1, 1), date(2029, 12, 31))
any_rules = st.builds(
    Rules,
    minutes=st.integers(5, 300),
    desks=st.integers(1, 9),
    times=st.lists(
        st.builds(
            Times,
            st.sets(st.sampled_from(WEEKDAYS), min_size=1).map(tuple),
            st.lists(clocks, min_size=1, max_size=12).map(tuple),
            st.sampled_from([(), (2, 4), (1,), (5,)]),
        ),
        min_size=1,
        max_size=3,
    ).map(tuple),
    cutoff_days=st.integers(0, 12),
    cutoff_time=st.none() | clocks,
    ahead_days=st.integers(1, 120),
)


@given(any_rules, days)
def test_no_more_people_than_desks_and_none_outside_opening(rules: Rules, day: date) -> None:
    found = logic.slots(rules, day, saturdays_too, JST)
    assert found == sorted(found, key=lambda one: one.start)
    for one, after in pairwise(found):
        assert one.end <= after.start
    for one in found:
        assert one.start.date() == one.end.date() == day
        assert one.end - one.start == timedelta(minutes=rules.minutes)
        assert any(o <= one.start.time() and one.end.time() <= c for o, c in saturdays_too(day))


@given(any_rules, days, clocks)
def test_the_deadline_leaves_its_business_days_and_is_never_after_the_start(
    rules: Rules, day: date, clock: time
) -> None:
    start = datetime.combine(day, clock, tzinfo=JST)
    last = logic.deadline(rules, start, works)
    assert last <= start
    between = [last.date() + timedelta(days=n) for n in range((day - last.date()).days)]
    assert sum(map(works, between)) == rules.cutoff_days
    if rules.cutoff_days:
        assert works(last.date())


@given(any_rules, days, days, clocks)
def test_only_a_free_slot_in_time_is_given(
    rules: Rules, day: date, today: date, clock: time
) -> None:
    moment = datetime.combine(today, clock, tzinfo=JST)
    for slot in logic.slots(rules, day, weekdays, JST):
        for taken in range(rules.desks + 1):
            found = logic.standing(rules, slot, moment, works, taken=taken, blocked=False)
            if found == "free":
                assert moment < slot.start and taken < rules.desks
                assert slot.start.date() <= moment.date() + timedelta(days=rules.ahead_days)


def test_the_pilots_day() -> None:
    assert starts(PILOT, date(2026, 2, 2)) == ["09:00", "10:30", "13:30", "15:00"]
    assert starts(PILOT, date(2026, 2, 11)) == []  # a holiday
    assert starts(PILOT, date(2026, 2, 14), saturdays_too) == []  # open, but weekdays only


def test_five_business_days_before_at_four() -> None:
    deadline = logic.deadline(PILOT, at("2026-02-18T09:00"), works)
    assert deadline == at("2026-02-10T16:00")  # over a weekend and 11 February
    slot = Slot(at("2026-02-18T09:00"), at("2026-02-18T09:50"))
    just_in = logic.standing(PILOT, slot, at("2026-02-10T15:59"), works, taken=0, blocked=False)
    too_late = logic.standing(PILOT, slot, deadline, works, taken=0, blocked=False)
    assert (just_in, too_late) == ("free", "too_late")


def test_over_the_year_end_and_the_leap_day() -> None:
    # 28 December 2026 is a Monday; the office opens again on 4 January.
    assert starts(PILOT, date(2026, 12, 28)) and not starts(PILOT, date(2026, 12, 29))
    assert logic.deadline(PILOT, at("2027-01-05T09:00"), works) == at("2026-12-23T16:00")
    assert starts(PILOT, date(2028, 2, 29)) == ["09:00", "10:30", "13:30", "15:00"]
    assert logic.deadline(PILOT, at("2028-03-01T09:00"), works) == at("2028-02-22T16:00")


def test_second_and_fourth_saturdays() -> None:
    rules = Rules(minutes=30, times=(Times(("sat",), (time(9), time(11, 30), time(11, 45))),))
    december = [date(2026, 12, day) for day in (5, 12, 19, 26)]
    found = [starts(rules, day, saturdays_too) for day in december]
    assert found == [[], ["09:00", "11:30"], [], ["09:00", "11:30"]]
    once = Rules(minutes=30, times=(Times(("sat",), (time(9),), nth=(2,)),))
    assert [bool(starts(once, day, saturdays_too)) for day in december] == [
        False,
        True,
        False,
        False,
    ]


def test_first_and_last_day() -> None:
    rules = Rules(
        minutes=50,
        times=PILOT.times,
        first_day=date(2026, 2, 3),
        last_day=date(2026, 2, 4),
        ahead_days=30,
    )
    offered = [day for day in range(2, 7) if starts(rules, date(2026, 2, day))]
    assert offered == [3, 4]
    assert logic.last_day(rules, date(2026, 1, 1)) == date(2026, 1, 31)
    assert logic.last_day(rules, date(2026, 1, 20)) == date(2026, 2, 4)


def test_stored_rules_are_read_back() -> None:
    stored = {
        "minutes": 50,
        "times": [{"weekdays": ["mon"], "starts": ["09:00"], "nth": [2]}],
        "cutoff_days": 5,
        "cutoff_time": "16:00",
    }
    assert logic.rules_of(stored) == Rules(
        minutes=50,
        times=(Times(("mon",), (time(9),), (2,)),),
        cutoff_days=5,
        cutoff_time=time(16),
    )
    assert logic.rules_of({}) is None


@given(st.sets(st.integers(1, 6)), st.integers(1, 6))
def test_the_lowest_free_seat(taken: set[int], desks: int) -> None:
    seat = logic.free_seat(desks, taken)
    free = [one for one in range(1, desks + 1) if one not in taken]
    assert seat == (free[0] if free else None)


def test_reminders_on_the_office_day_before_and_hours_before() -> None:
    booked = at("2026-01-20T10:00")
    found = logic.reminders(at("2026-02-02T13:30"), booked, works, time(10), 2)
    assert found == [("day", at("2026-01-30T10:00")), ("hours", at("2026-02-02T11:30"))]
    late = logic.reminders(at("2026-02-02T13:30"), at("2026-02-02T09:00"), works, time(10), 2)
    assert [name for name, _moment in late] == ["hours"]
    assert logic.reminders(at("2026-02-02T13:30"), booked, works, time(10), None) == found[:1]


# ---- the stated rule of the merge

MINUTE = 60_000_000
minutes = st.integers(0, 240).map(lambda one: one * MINUTE)
walk_ins = st.lists(minutes, max_size=12)
holders = st.lists(st.tuples(minutes, minutes), max_size=12)  # (hour of the slot, arrival)


@given(walk_ins, holders, st.sampled_from([0, 15, 30]))
def test_nobody_is_overtaken_but_by_the_stated_rule(
    came: list[int], booked: list[tuple[int, int]], grace: int
) -> None:
    people = [(moment, None, moment) for moment in came]
    people += [(logic.place_of(start, here, grace), start, here) for start, here in booked]
    line = [Waiting(number, place, True) for number, (place, _s, _h) in enumerate(people)]
    order: list[int] = []
    while line:
        called, passed = next_of(line)
        assert called is not None and passed == []
        order.append(called.id)
        line.remove(called)
    for index, first in enumerate(order):
        _place, slot, arrived = people[first]
        for later in order[index + 1 :]:
            _other, others_slot, others_arrival = people[later]
            if slot is None and others_slot is None:
                assert arrived <= others_arrival  # walk-ins among themselves: as they came
            elif slot is None and others_slot is not None:
                # A walk-in goes before a holder only if they came by that hour, or it was missed.
                missed = others_arrival - others_slot > grace * MINUTE
                assert arrived <= (others_arrival if missed else others_slot)
            elif slot is not None and others_slot is None:
                missed = arrived - slot > grace * MINUTE
                # A holder goes before whoever came after their hour; coming early gains nothing.
                assert (arrived if missed else slot) <= others_arrival


def test_to_come_early_gains_nothing_and_too_late_is_a_new_place() -> None:
    ten = 600 * MINUTE
    assert logic.place_of(ten, ten - 90 * MINUTE, 15) == ten
    assert logic.place_of(ten, ten + 15 * MINUTE, 15) == ten
    assert logic.place_of(ten, ten + 16 * MINUTE, 15) == ten + 16 * MINUTE
