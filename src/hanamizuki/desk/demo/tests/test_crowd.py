"""Who comes: as many as the windows have time for, in their hours, more on crowded days."""

import math
from dataclasses import replace

from hanamizuki.desk.demo.logic.crowd import Known, people

HOUR = 3600.0
MOVING = Known("moving", 4.0, 8.75 * HOUR, 17 * HOUR, web=(9.5 * HOUR, 16 * HOUR))


def test_the_same_day_has_the_same_people() -> None:
    first = people([MOVING, replace(MOVING, code="tax", windows=1.0)], "2026-04-08")
    assert first == people([MOVING, replace(MOVING, code="tax", windows=1.0)], "2026-04-08")
    assert first != people([MOVING], "2026-04-09")
    assert [one.id for one in first] == list(range(1, len(first) + 1))
    assert [one.at for one in first] == sorted(one.at for one in first)
    assert {one.service for one in first} == {"moving", "tax"}


def test_they_come_while_it_is_open_and_over_the_web_in_its_hours() -> None:
    some = people([MOVING], "2026-04-08")
    assert all(8.75 * HOUR <= one.at < 17 * HOUR for one in some)
    web = [one for one in some if one.channel == "web"]
    assert web
    assert all(9.5 * HOUR <= one.at < 16 * HOUR for one in web)
    assert all(one.arrives < 17 * HOUR for one in web if not math.isinf(one.arrives))
    assert not [one for one in people([replace(MOVING, web=None)], "x") if one.channel == "web"]


def many(known: Known, days: int = 20) -> float:
    return sum(len(people([known], f"day {number}")) for number in range(days)) / days


def test_windows_have_enough_to_do_and_more_on_a_crowded_day() -> None:
    ordinary, peak = many(MOVING), many(replace(MOVING, level=3))
    minutes = ordinary * 8 / 4  # the median visit, for each window
    assert 0.35 * 8.25 * 60 < minutes < 0.75 * 8.25 * 60
    assert 1.4 * ordinary < peak < 1.8 * ordinary
    assert many(replace(MOVING, quick=True)) > 1.8 * ordinary
    short = replace(MOVING, opens=9 * HOUR, closes=12 * HOUR, saturday=True, web=None)
    assert 0.25 * ordinary < many(short) < 0.5 * ordinary


def test_crowded_hours_bring_more() -> None:
    noon = replace(MOVING, hours=((11 * HOUR, 13 * HOUR, 3),))
    part = [
        sum(11 * HOUR <= one.at < 13 * HOUR for one in people([noon], str(day)))
        for day in range(20)
    ]
    plain = [
        sum(11 * HOUR <= one.at < 13 * HOUR for one in people([MOVING], str(day)))
        for day in range(20)
    ]
    assert sum(part) > 1.2 * sum(plain)
