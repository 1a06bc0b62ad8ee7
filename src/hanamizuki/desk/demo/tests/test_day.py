"""A whole day of the demo, quickly: everybody's visit ends, the record is sound."""

from __future__ import annotations

from collections import Counter as Count
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.support.staff import make_account

from hanamizuki.core.clock import moment as clock
from hanamizuki.core.evidence import registry as indicators
from hanamizuki.core.people.roles import Role
from hanamizuki.desk import jobs as desk_jobs
from hanamizuki.desk.demo import services
from hanamizuki.desk.demo.day import Demo
from hanamizuki.desk.demo.tests.conftest import WEDNESDAY
from hanamizuki.desk.logic.line import LIVE
from hanamizuki.desk.models import Counter, Event, Feedback, Service, Ticket
from hanamizuki.desk.services import counters
from hanamizuki.desk.services.day import audit
from hanamizuki.desk.services.taking import Asked, take

pytestmark = pytest.mark.usefixtures("small")
STEP = timedelta(seconds=30)


def at(hour: float) -> datetime:
    return WEDNESDAY + timedelta(hours=hour)


def live(demo: Demo, begin: datetime, end: datetime) -> None:
    """Turn the demo from one moment to another, as the worker does every second."""
    now = begin
    while now <= end:
        with clock.held_at(now):
            demo.turn(now)
        now += STEP


def test_a_whole_day_ends_for_everybody(settings: Any) -> None:
    services.mark()
    live(Demo(), at(8.5), at(19))
    kinds = Count(Event.objects.values_list("kind", flat=True))
    for kind in ("issued", "arrived", "passed", "called", "recalled", "absent", "started"):
        assert kinds[kind], kind
    for kind in ("finished", "cancelled", "transferred", "counter_opened", "counter_paused"):
        assert kinds[kind], kind
    channels = Count(Ticket.objects.values_list("channel", flat=True))
    assert channels.keys() == {"web", "kiosk", "staff", "phone", "journey"}
    assert Feedback.objects.exists()
    # Who is there is served before the office goes home; who never came is closed with the day.
    assert not Ticket.objects.filter(state__in=LIVE, present=True).exclude(state="missed").exists()
    assert not Counter.objects.exclude(state=Counter.CLOSED).exists()
    assert max(Event.objects.values_list("at", flat=True)) < clock_micros(at(19))
    with clock.held_at(at(24.1)):
        desk_jobs.close(at(24.1))
    assert set(Ticket.objects.values_list("state", flat=True)) <= {"done", "cancelled", "closed"}
    assert Count(Ticket.objects.values_list("state", flat=True))["done"] > 100
    assert list(audit()) == []
    assert not Ticket.objects.exclude(device="").exists()
    # The same record as a ward's own would give values; a demo's gives none.
    assert values(at(24.2)) > 3
    settings.DEMO = True
    assert values(at(24.2)) == 0


def values(moment: datetime) -> int:
    """How many of the desk's indicators say anything."""
    mine = [one for one in indicators if one.id.startswith("desk-")]
    return sum(bool(one.read(moment)) for one in mine)


def clock_micros(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


def test_in_the_middle_of_a_day_the_hall_is_at_work_at_once() -> None:
    services.mark()
    now = at(11)
    with clock.held_at(now):
        Demo().turn(now)
    first, last = Event.objects.first(), Event.objects.last()
    assert first and last
    assert clock_micros(at(9)) <= first.at < last.at <= clock_micros(now)
    states = Count(Ticket.objects.values_list("state", flat=True))
    assert states["done"] > 10
    assert states["called"] + states["serving"] >= 2
    assert list(audit()) == []


def test_a_process_that_begins_anew_goes_on_with_the_same_people() -> None:
    services.mark()
    live(Demo(), at(9.6), at(10.5))
    some = Ticket.objects.filter(channel="web", state="waiting", present=False)
    out = list(some.values_list("pk", flat=True))
    before = Ticket.objects.exclude(channel="journey").count()
    devices = Ticket.objects.exclude(device="").values_list("device", flat=True)
    assert out
    assert before > 20
    live(Demo(), at(10.5) + STEP, at(12.5))
    assert len(set(devices)) == len(devices)
    # Of those who had a number over the web at least one came after all.
    assert Ticket.objects.filter(pk__in=out, present=True).exists()
    # And nobody is forgotten at a window.
    assert not Ticket.objects.filter(
        state__in=("called", "serving"), called_at__lt=clock_micros(at(11))
    ).exists()
    assert list(audit()) == []


def test_a_visitors_own_number_is_called_and_served() -> None:
    services.mark()
    demo = Demo()
    live(demo, at(9.9), at(10))
    with clock.held_at(at(10) + STEP):
        asked = Asked(service=Service.objects.get(code="papers"), channel="kiosk", present=True)
        mine = take(asked).ticket
    live(demo, at(10) + 2 * STEP, at(12))
    mine.refresh_from_db()
    assert mine.state == "done"


def test_a_window_that_somebody_has_taken_over_is_left_to_them() -> None:
    services.mark()
    demo, human = Demo(), make_account("clerk@example.lg.jp", Role.COUNTER)
    live(demo, at(8.9), at(9))
    taken = Counter.objects.get(code="p1")
    while Ticket.objects.filter(counter=taken, state__in=("called", "serving")).exists():
        with clock.held_at(at(9)):
            here = Ticket.objects.get(counter=taken, state__in=("called", "serving"))
            counters.finish(human, here)
    with clock.held_at(at(9) + STEP):
        counters.open_counter(human, taken)
    seen = Event.objects.last()
    assert seen
    live(demo, at(9) + 2 * STEP, at(10.5))
    since = Event.objects.filter(seq__gt=seen.seq)
    assert not since.filter(counter="p1").exists()
    assert since.filter(counter="m1", kind="called").exists()
    taken.refresh_from_db()
    assert (taken.state, taken.clerk) == (Counter.OPEN, human)


def test_at_night_a_fast_clock_jumps_to_the_next_opening(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[datetime] = []
    monkeypatch.setattr("hanamizuki.desk.demo.day.rate", lambda: 20.0)
    monkeypatch.setattr("hanamizuki.desk.demo.day.jump", told.append)
    services.mark()
    live(Demo(), at(16.7), at(19))
    assert told == [at(24 + 9) - timedelta(minutes=2)]
    told.clear()
    saturday = WEDNESDAY + timedelta(days=3, hours=10)
    live(Demo(), saturday, saturday + timedelta(hours=1))
    assert told == [WEDNESDAY + timedelta(days=5, hours=9) - timedelta(minutes=2)]


def test_at_real_speed_the_night_takes_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hanamizuki.desk.demo.day.jump", lambda to: pytest.fail("jumped"))
    services.mark()
    demo = Demo()
    live(demo, at(16.7), at(19))
    before = Ticket.objects.count()
    live(demo, at(24 + 8.9), at(24 + 9.5))
    assert Ticket.objects.filter(day=at(24).date()).exists()
    assert Ticket.objects.filter(day=at(0).date()).count() == before


def test_the_job_writes_nothing_where_no_demo_is_marked(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hanamizuki.desk.demo import jobs

    monkeypatch.setattr(jobs, "_demo", Demo())
    settings.DEMO_DAY = "ordinary"
    jobs.turn(at(11))
    assert not Event.objects.exists()
    services.mark()
    settings.DEMO_DAY = "off"
    jobs.turn(at(11))
    assert not Event.objects.exists()
    settings.DEMO_DAY = "ordinary"
    with clock.held_at(at(11)):
        jobs.turn(at(11))
    assert Event.objects.exists()
