"""The forecast's rules, for any line: in order, never earlier further back, learnt and finite."""

from __future__ import annotations

import json
import math
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.desk.logic import forecast, projection
from hanamizuki.desk.logic.forecast import KNOTS, Sample, Tables, interval, learn, quantile
from hanamizuki.desk.logic.projection import Flow, Window, flow, mean_pace, project, together

CODES = ("a", "b", "c")
seconds = st.floats(0, 40_000, allow_nan=False)
paces = st.fixed_dictionaries({code: st.floats(20, 3_000) for code in CODES})
people = st.lists(st.tuples(st.sampled_from(CODES), st.booleans()), max_size=40)
windows = st.lists(
    st.builds(
        Window,
        st.sets(st.sampled_from(CODES), min_size=1).map(lambda some: tuple(sorted(some))),
        st.sampled_from(("", *CODES)),
        st.floats(0, 5_000),
    ),
    max_size=6,
)
plans = st.dictionaries(st.integers(8, 17), st.floats(0, 9), max_size=10)
band = st.tuples(st.floats(-3, 3), st.floats(-3, 3), st.floats(-3, 3)).map(
    lambda some: tuple(sorted(some))
)
tables = st.builds(
    Tables,
    st.fixed_dictionaries(
        {code: st.lists(band, min_size=len(KNOTS), max_size=len(KNOTS)) for code in ("", "a")}
    ),
    st.lists(st.floats(-1, 2), min_size=4, max_size=4).map(tuple),
)
maybe_tables = st.none() | tables


@given(seconds, st.sampled_from(CODES), maybe_tables)
def test_an_interval_is_in_order_and_finite(projected: float, code: str, known: Tables) -> None:
    low, mid, high = interval(projected, code, known)
    assert 0 <= low <= mid <= high < math.inf


@given(seconds, seconds, maybe_tables)
def test_a_longer_projection_is_never_foretold_earlier(
    one: float, other: float, known: Tables
) -> None:
    sooner, later = sorted((one, other))
    for earlier, after in zip(
        interval(sooner, "a", known), interval(later, "a", known), strict=True
    ):
        assert earlier <= after + 1e-6


@given(people, windows, paces, plans, st.floats(8, 17.9))
def test_further_back_is_never_called_earlier(
    line: list[tuple[str, bool]],
    open_now: list[Window],
    pace: dict[str, float],
    plan: dict[int, float],
    hour: float,
) -> None:
    found = project(line, open_now, pace, flow=flow(plan, hour))
    for code in CODES:
        here = [one for one, _present in line if one == code]
        calls = [found.at(code, position) for position in range(len(here) + 1)]
        if not any(code in window.services for window in open_now):
            assert calls == [None] * len(calls)
            continue
        assert all(call is not None and math.isfinite(call) and call >= 0 for call in calls)
        assert calls == sorted(calls)


@given(people, st.integers(1, 5), paces, plans, st.floats(8, 17.9))
def test_one_more_window_for_the_same_lines_never_makes_anybody_wait_longer(
    line: list[tuple[str, bool]],
    many: int,
    pace: dict[str, float],
    plan: dict[int, float],
    hour: float,
) -> None:
    usual = flow(plan, hour)
    fewer = project(line, [Window(CODES)] * many, pace, flow=usual)
    more = project(line, [Window(CODES)] * (many + 1), pace, flow=usual)
    for code in CODES:
        before, after = fewer.called.get(code, []), more.called.get(code, [])
        assert all(late + 1e-6 >= soon for late, soon in zip(before, after, strict=True))
        assert more.newcomer[code] <= fewer.newcomer[code] + 1e-6


@given(plans, st.floats(8, 17.9), seconds, seconds)
def test_more_work_is_never_done_earlier(
    plan: dict[int, float], hour: float, one: float, other: float
) -> None:
    usual, (less, more) = flow(plan, hour), sorted((one, other))
    assert 0 <= usual.when(less) <= usual.when(more) + 1e-6


def test_the_mix_ahead_counts_not_only_the_number() -> None:
    pace = {"a": 600.0, "b": 60.0}
    shared = [Window(("a", "b"))]
    assert project([("a", True)] * 3, shared, pace).at("b", 0) == 1800
    assert project([("b", True)] * 3, shared, pace).at("b", 3) == 180


def test_fewer_windows_at_lunch_slow_the_line_and_their_return_speeds_it() -> None:
    lunch = flow({11: 4, 12: 2, 13: 4}, 11.5)
    assert lunch == Flow((0.0, 1800.0, 5400.0), (1.0, 0.5, 1.0))
    assert lunch.when(1800) == 1800
    assert lunch.when(2700) == 3600
    assert lunch.when(3600 + 900) == 5400 + 900
    assert flow({}, 11.5) == Flow()


def test_somebody_not_there_yet_counts_less_at_the_front_than_far_back() -> None:
    one, pace = [Window(("a",))], {"a": 600.0}
    assert project([("a", False)], one, pace).at("a", 1) == 0
    far = project([("a", True)] * 12 + [("a", False)], one, pace)
    assert far.at("a", 13) == 7200 + 600 * projection.COME * (1 - math.exp(-7200 / 1500))


def test_today_draws_the_usual_pace_and_one_long_visit_does_not() -> None:
    assert mean_pace(None, []) is None
    assert mean_pace(300, []) == 300
    assert mean_pace(300, [600] * 12) == 450
    assert mean_pace(None, [60, 60, 60, 10_000]) == (60 * 3 + 240) / 4


def test_lines_that_share_a_window_hang_together() -> None:
    assert together("a", [("a", "b"), ("b", "c"), ("d",)]) == {"a", "b", "c"}
    assert together("d", [("a", "b"), ("d",)]) == {"d"}
    assert together("e", []) == {"e"}


def _days(many: int, chance: Random) -> list[list[Sample]]:
    found = []
    for _ in range(many):
        slower = chance.lognormvariate(0, 0.1)
        day = []
        for _ in range(120):
            said = chance.uniform(0, 7_200)
            wait = max(0.0, said * 1.2 * slower * chance.lognormvariate(0, 0.25))
            day.append(Sample("a", said, wait))
        found.append(day)
    return found


def test_what_was_learnt_holds_eight_of_ten_on_days_it_never_saw() -> None:
    chance = Random(5)
    known = learn(_days(40, chance))
    assert known is not None and (known.days, known.samples > 4_000) == (40, True)
    held = errors = 0
    unseen = [one for day in _days(40, chance) for one in day]
    for one in unseen:
        low, mid, high = interval(one.projected, "a", known)
        held += low <= one.waited <= high
        errors += one.waited < mid
    assert 0.75 <= held / len(unseen) <= 0.85
    assert 0.45 <= errors / len(unseen) <= 0.55


def test_too_little_teaches_nothing() -> None:
    assert learn([]) is None
    assert learn(_days(forecast.LEAST_DAYS - 1, Random(1))) is None
    assert learn([[Sample("a", 0.0, 0.0)] * 100] * 10) is None


def test_a_new_service_has_the_bands_of_all_and_tables_survive_storage() -> None:
    known = learn(_days(10, Random(2)))
    assert known is not None
    assert interval(1_800, "new", known) == interval(1_800, "", known)
    again = Tables.from_dict(json.loads(json.dumps(known.as_dict())))
    assert again == known


def test_a_quantile_lies_between() -> None:
    assert quantile([1.0], 0.8) == 1
    assert quantile([0.0, 10.0], 0.8) == 8
