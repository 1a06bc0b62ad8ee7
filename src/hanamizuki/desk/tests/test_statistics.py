"""What stays of a day: counts that are what the events say, twice the same, and a forecast."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.forms.models import model_to_dict

from hanamizuki.core.clock import JST
from hanamizuki.desk import jobs
from hanamizuki.desk.logic.hall import LineState
from hanamizuki.desk.logic.simulate import Visit
from hanamizuki.desk.models import Counter, Lesson, Pattern, Service, ServiceHour, Ticket
from hanamizuki.desk.queries import forecast
from hanamizuki.desk.queries.learnt import known_before
from hanamizuki.desk.queries.line import lines
from hanamizuki.desk.services import statistics
from hanamizuki.desk.services.day import audit
from hanamizuki.desk.tests.days import at, furnish, lay

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 9)


@pytest.fixture(autouse=True)
def office() -> None:
    furnish()


def hours(day: date = DAY) -> list[dict[str, object]]:
    return [model_to_dict(one, exclude=["id"]) for one in ServiceHour.objects.filter(day=day)]


def test_counts_are_what_the_events_say() -> None:
    visits = lay(DAY, told=(300, 1200))
    assert list(audit()) == []
    statistics.close(DAY + timedelta(days=1))
    rows = ServiceHour.objects.filter(day=DAY, service__code="moving")
    mine = [one for one in visits if one.person.service == "moving"]

    def total(name: str) -> float:
        return sum(getattr(row, name) for row in rows)

    assert total("issued") == len(mine)
    assert total("web") == sum(one.person.channel == "web" for one in mine) > 0
    assert total("called") == sum(bool(one.called) for one in mine)
    assert total("done") == sum(one.outcome == "done" for one in mine)
    assert total("missed") == sum(one.outcome == "missed" for one in mine)
    waits = [one.turn - one.person.at for one in mine if one.turn]
    assert total("wait_sum") == pytest.approx(sum(waits), abs=0.01)
    assert sorted(wait for row in rows for wait in row.waits) == sorted(int(w // 60) for w in waits)
    took = [one.finished - one.called for one in mine if one.outcome == "done"]
    assert total("service_sum") == pytest.approx(sum(took), abs=0.01)
    kept = sum(300 <= wait <= 1200 for wait in waits)
    assert (total("told"), total("kept")) == (len(waits), kept)
    assert total("earlier") + total("kept") + total("later") == total("told")
    ten = rows.get(hour=10)
    here = sorted(w for w, one in zip(waits, [x for x in mine if x.turn], strict=True) if _ten(one))
    assert ten.wait_p50 == pytest.approx(
        (here[len(here) // 2] + here[(len(here) - 1) // 2]) / 2, abs=1
    )
    assert ten.counters == 2


def _ten(visit: Visit) -> bool:
    return 10 <= visit.person.at / 3600 < 11


def test_closing_twice_and_making_anew_change_nothing() -> None:
    lay(DAY)
    tomorrow = datetime.combine(DAY + timedelta(days=1), datetime.min.time(), JST)
    jobs.close(tomorrow)
    assert statistics.close(DAY + timedelta(days=1)) == 0
    first, lesson = hours(), model_to_dict(Lesson.objects.get())
    jobs.close(tomorrow)
    assert statistics.rebuild([DAY]) == 1
    assert (hours(), model_to_dict(Lesson.objects.get())) == (first, lesson)


def test_today_is_not_counted_before_it_is_over() -> None:
    lay(DAY)
    assert statistics.close(DAY) == 0
    assert not ServiceHour.objects.exists()


@pytest.fixture
def two_weeks() -> date:
    """Ten days of opening, closed; the next day."""
    days = [DAY + timedelta(days=ahead) for ahead in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)]
    for seed, day in enumerate(days):
        lay(day, "monday" if day.weekday() == 0 else "ordinary", seed=seed)
    statistics.close(days[-1] + timedelta(days=1))
    return days[-1] + timedelta(days=3)


def test_past_days_teach_the_forecast(two_weeks: date) -> None:
    known = known_before(two_weeks)
    assert known.days == 10 and known.tables is not None
    assert 400 < known.paces["moving"] < 1_200
    assert known.weekdays["moving"][10] == 2
    assert known_before(DAY).days == 0
    moment = datetime.combine(two_weeks, datetime.min.time(), JST) + timedelta(hours=10)
    Counter.objects.update(state=Counter.OPEN)
    mine = Service.objects.get(code="moving")
    for number in range(1, 9):
        Ticket.objects.create(
            day=two_weeks,
            roll=mine,
            service=mine,
            number=number,
            label=f"A{number}",
            digest=str(number),
            channel="kiosk",
            state="waiting",
            present=True,
            issued_at=at(two_weeks, 36_000 - number),
            place=at(two_weeks, 36_000 + number),
        )
    here = lines(moment)
    found = [forecast.expected("moving", position, moment, here) for position in range(9)]
    assert {one.basis for one in found} == {"history"}
    assert all(one.low <= one.high for one in found)
    assert [one.high for one in found] == sorted(one.high for one in found)
    assert moment + timedelta(minutes=15) < found[8].high < moment + timedelta(hours=2)
    assert found[0].low == moment


def test_without_a_record_it_says_what_it_stands_on() -> None:
    moment = datetime(2026, 11, 9, 10, tzinfo=JST)
    closed = {"moving": LineState("moving", (), 0)}
    assert forecast.expected("moving", 0, moment, closed).basis == "none"
    assert forecast.expected("nobody", 0, moment, closed).note == "unknown"
    Counter.objects.update(state=Counter.OPEN)
    open_now = {"moving": LineState("moving", (), 2)}
    assert forecast.expected("moving", 7, moment, open_now).basis == "none"
    Pattern.objects.create(
        code="t",
        kind="table",
        name={"ja": "t"},
        source="somebody",
        data={"rows": [[5, 0, 10], [10, 10, 20]]},
    )
    open_now = dict(open_now)
    table = forecast.expected("moving", 7, moment, open_now)
    assert (table.basis, table.note, table.source) == ("pattern", "table", "somebody")
    assert (table.low, table.high) == (
        moment + timedelta(minutes=10),
        moment + timedelta(minutes=20),
    )
    assert forecast.expected("moving", 10, moment, open_now).basis == "none"
    Service.objects.filter(code="moving").update(minutes=10)
    from_pack = forecast.expected("moving", 0, moment, dict(open_now))
    assert (from_pack.basis, from_pack.note) == ("pattern", "unlearnt")


def test_today_is_enough_where_there_is_nothing_else() -> None:
    lay(DAY)
    Counter.objects.update(state=Counter.OPEN)
    moment = datetime(2026, 11, 9, 21, tzinfo=JST)
    found = forecast.expected("moving", 0, moment, {"moving": LineState("moving", (), 2)})
    assert (found.basis, found.note) == ("today", "unlearnt")


def test_what_another_version_stored_is_not_read() -> None:
    Lesson.objects.create(day=DAY, learnt={"tables": {"bands": {"": [[0, 0, 0]]}}})
    assert known_before(DAY + timedelta(days=1)).days == 0
