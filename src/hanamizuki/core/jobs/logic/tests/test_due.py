"""A daily job runs once a day, from its time on; a failing one waits longer each time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.core.jobs.logic.due import LONGEST_PAUSE, is_due, pause

MOMENTS = st.datetimes(
    datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None),
    datetime(2029, 12, 31, tzinfo=UTC).replace(tzinfo=None),
    timezones=st.just(UTC),
)


@given(st.lists(MOMENTS, max_size=60).map(sorted), st.times())
def test_each_day_once_and_never_before_its_time(looks: list[datetime], after: time) -> None:
    done: date | None = None
    ran = []
    for moment in looks:
        if is_due(done, moment, after):
            ran.append(moment)
            done = moment.date()
    assert all(moment.time() >= after for moment in ran)
    assert [moment.date() for moment in ran] == sorted(
        {m.date() for m in looks if m.time() >= after}
    )


@given(MOMENTS, st.integers(1, 400))
def test_a_rehearsal_of_a_later_day_does_not_stop_today(moment: datetime, days: int) -> None:
    assert is_due(moment.date() + timedelta(days=days), moment, time())


@given(st.floats(0, 86_400), st.integers(1, 10_000))
def test_a_pause_grows_up_to_ten_minutes(every: float, failures: int) -> None:
    assert every <= pause(every, failures) <= pause(every, failures + 1)
    assert pause(every, failures) <= max(every, LONGEST_PAUSE)
