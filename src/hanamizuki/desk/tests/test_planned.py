"""Windows planned for coming hours: the forecast counts them from their hour on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.core import clock
from hanamizuki.core.people.models import Account
from hanamizuki.desk.logic.projection import Flow, Window, flow, project
from hanamizuki.desk.logic.scene import Known, Scene
from hanamizuki.desk.models import Counter, Service
from hanamizuki.desk.queries.forecast import expected
from hanamizuki.desk.queries.line import lines
from hanamizuki.desk.services import settings
from hanamizuki.desk.tests.console import take

PLAN = st.dictionaries(st.integers(8, 17), st.integers(0, 6), max_size=10)
HOUR = st.floats(8, 17.9)


@given(PLAN, HOUR, st.integers(1, 6), st.floats(0, 20_000), st.floats(0, 20_000))
def test_more_work_is_never_done_sooner(
    plan: dict[int, int], hour: float, now: int, one: float, other: float
) -> None:
    found = flow({}, hour, planned=plan, windows=now)
    less, more = sorted((one, other))
    assert 0 <= found.when(less) <= found.when(more) + 1e-6 < float("inf")


@given(PLAN, PLAN, HOUR, st.integers(1, 6), st.floats(0, 20_000))
def test_more_windows_make_nothing_later(
    plan: dict[int, int], more: dict[int, int], hour: float, now: int, work: float
) -> None:
    # The last hour goes on as it is, so it is made equal in what both have.
    few = {clock_hour: plan.get(clock_hour, 1) for clock_hour in range(8, 30)}
    many = {at: count + more.get(at, 0) for at, count in few.items()}
    fewer = flow({}, hour, planned=few, windows=now)
    assert flow({}, hour, planned=many, windows=now).when(work) <= fewer.when(work) + 1e-6


@given(HOUR, st.integers(1, 6), st.floats(0, 20_000))
def test_as_many_as_now_change_nothing(hour: float, now: int, work: float) -> None:
    same = dict.fromkeys(range(8, 30), now)
    assert flow({}, hour, planned=same, windows=now) == Flow()
    # What is said goes before what is usual.
    assert flow({11: 4, 12: 1, 13: 4}, 11.0, planned=same, windows=now) == Flow()


def test_an_hour_without_a_window_stands_still() -> None:
    found = flow({}, 11.5, planned={12: 0, 13: 2}, windows=2)
    assert (found.when(1800), found.when(1801)) == (1800, 1800 + 3600 + 1)
    end = flow({}, 11.5, planned={12: 0}, windows=2)
    assert end.when(1801) == 1800 + 3600 + 1  # the hour after it nobody spoke of
    assert flow({}, 16.5, planned={17: 1, 24: 0}, windows=2).when(10**6) < float("inf")


def test_a_window_that_is_to_open_calls_nobody_before() -> None:
    found = project([("a", True)] * 3, [Window(("a",), opens_in=900.0)] * 2, {"a": 300.0})
    assert found.called["a"] == [900.0, 900.0, 1200.0] and found.newcomer["a"] == 1200.0


def test_until_it_opens_the_clock_runs_as_it_does() -> None:
    """A usual lunch break does not stretch the wait for a window that opens at one."""
    known = Known(weekdays={"a": {11: 4, 12: 1, 13: 4}})
    opens = [Window(("a",), opens_in=5400.0)]
    scene = Scene([], opens, {}, {"a": 270.0}, 11.5, planned={"a": {13: 1, 14: 3}})
    found = scene.projection("a", known)
    assert found is not None and found.newcomer["a"] == 5400.0


@pytest.mark.django_db
def test_a_plan_for_the_afternoon_is_seen_in_the_morning(
    window: Counter, clerk: Account, ward: Any
) -> None:
    Service.objects.filter(code="moving").update(minutes=10)
    for _ in range(13):
        take()

    def last() -> Any:
        return expected("moving", 12, clock.now(), lines(clock.now()))

    alone = last()
    settings.set_planned(clerk, "moving", {11: 3})
    helped = last()
    assert clock.now().hour == 10 and helped.low < alone.low
    settings.set_planned(clerk, "moving", {11: 0, 12: 1})
    assert last().high > alone.high


@pytest.mark.django_db
def test_before_the_first_window_opens_its_hour_is_foretold(clerk: Account, ward: Any) -> None:
    Service.objects.filter(code="moving").update(minutes=10)
    ward.move_to("2026-04-08T08:46:00+09:00")
    take()

    def first() -> Any:
        return expected("moving", 0, clock.now(), lines(clock.now()))

    assert first().basis == "none"
    settings.set_planned(clerk, "moving", {10: 2})
    ten = clock.now().replace(hour=10, minute=0)
    found = first()
    assert found.basis == "pattern" and found.low <= ten <= found.high
    assert found.low > clock.now() + timedelta(minutes=30)
    ward.move_to("2026-04-08T11:00:00+09:00")  # the plan is over, and nobody came
    assert first().basis == "none"
