"""When a demo begins: by the real time where that shows a hall at work, else at a better moment."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from hanamizuki.core.clock import moment as clock
from hanamizuki.desk.demo import office, start
from hanamizuki.desk.demo.tests.conftest import WEDNESDAY
from hanamizuki.desk.services.issuing import Wish, issue

pytestmark = pytest.mark.usefixtures("small")  # open from nine to five


def at(hour: float, days: int = 0) -> datetime:
    return WEDNESDAY + timedelta(hours=hour, days=days)


@pytest.mark.parametrize(
    ("real", "begins"),
    [
        (at(11), None),
        (at(16.4), None),
        (at(16.6), at(10)),
        (at(3), at(10)),
        (at(22), at(10)),
        (at(11, days=3), at(10, days=5)),  # a Saturday
    ],
)
def test_an_ordinary_day_at_real_speed(real: datetime, begins: datetime | None) -> None:
    assert start.moment("ordinary", real, 1) == begins


def test_a_fast_day_begins_in_the_morning() -> None:
    assert start.moment("ordinary", at(11), 20) == at(10)


def test_spring_is_the_most_crowded_day_that_the_pattern_foretells() -> None:
    # The season of the pattern is from 28 to 31 March: of its days of one level the nearest.
    assert office.peak_day(WEDNESDAY.date()).isoformat() == "2027-03-29"
    begins = start.moment("spring", at(11), 1)
    assert begins is not None
    assert begins.isoformat() == "2027-03-29T11:15:00+09:00"


@pytest.mark.parametrize(
    ("last", "begins"),
    [(at(12), at(12)), (at(9.5), at(10)), (at(16.8), at(10, days=1))],
)
def test_what_an_earlier_start_has_made_is_before_it(last: datetime, begins: datetime) -> None:
    with clock.held_at(last):
        issue(Wish(service="moving", channel="web"))
    found = start.moment("ordinary", at(8), 1)
    assert found is not None
    assert found - begins in (timedelta(), timedelta(seconds=1))


def test_no_day_of_opening_is_said() -> None:
    from hanamizuki.desk.models import Service

    Service.objects.update(withdrawn=True)
    with pytest.raises(LookupError):
        start.moment("ordinary", at(11), 1)
