"""The worker: what runs when, what is remembered, and what a failure does."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.db import DatabaseError

from hanamizuki.core import clock
from hanamizuki.core.clock import JST
from hanamizuki.core.jobs.models import Run
from hanamizuki.core.jobs.queries import health
from hanamizuki.core.jobs.registry import JobFailed, JobRegistry, registry
from hanamizuki.core.jobs.worker import Worker, work

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 4, 1, 12, tzinfo=JST)


class Time:
    """Both clocks, moved by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.moment, self.seconds = NOON, 1000.0
        monkeypatch.setattr(clock, "now", lambda: self.moment)

    def pass_by(self, **much: float) -> None:
        self.moment += timedelta(**much)
        self.seconds += timedelta(**much).total_seconds()


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(monkeypatch)


def begun(jobs: JobRegistry, now: Time) -> Worker:
    worker = Worker(jobs, lambda: now.seconds)
    worker.begin()
    return worker


def noting(jobs: JobRegistry, name: str, **how: object) -> list[datetime]:
    ran: list[datetime] = []
    jobs.register(name, ran.append, **how)  # type: ignore[arg-type]
    return ran


def test_a_daily_job_runs_at_the_start_and_then_once_a_day(now: Time) -> None:
    jobs = JobRegistry()
    ran = noting(jobs, "test.day", every="day")
    worker = begun(jobs, now)
    for _ in range(3):
        worker.turn()
    assert ran == [NOON]
    # A worker that comes after it knows.
    assert begun(jobs, now).turn() == []
    now.pass_by(hours=12)
    assert begun(jobs, now).turn() == ["test.day"]
    assert [moment.date().isoformat() for moment in ran] == ["2026-04-01", "2026-04-02"]


def test_it_waits_for_its_time_of_day(now: Time) -> None:
    jobs = JobRegistry()
    ran = noting(jobs, "test.evening", every="day", after=time(18))
    worker = begun(jobs, now)
    assert worker.turn() == []
    now.pass_by(hours=6)
    assert worker.turn() == ["test.evening"] and len(ran) == 1


def test_a_frequent_job_keeps_its_interval_and_is_rarely_written_down(
    now: Time, django_assert_num_queries: Callable
) -> None:
    jobs = JobRegistry()
    ran = noting(jobs, "test.often", every=3)
    worker = begun(jobs, now)
    worker.turn()
    first = Run.objects.get().at
    with django_assert_num_queries(0):
        for _ in range(120):
            now.pass_by(seconds=1)
            worker.turn()
    assert len(ran) == 41
    now.pass_by(minutes=5)
    worker.turn()
    assert Run.objects.get().at > first


def test_a_rehearsals_later_day_does_not_keep_todays_job_from_running(now: Time) -> None:
    jobs = JobRegistry()
    noting(jobs, "test.day", every="day")
    now.moment += timedelta(days=200)
    begun(jobs, now).turn()
    now.moment -= timedelta(days=200)
    assert begun(jobs, now).turn() == ["test.day"]


def test_a_failure_is_written_down_and_tried_again_later_and_stops_no_other(
    now: Time, caplog: pytest.LogCaptureFixture
) -> None:
    jobs = JobRegistry()
    answers = iter([ZeroDivisionError("by 0"), ZeroDivisionError("by 0"), None])

    def shaky(_: datetime) -> None:
        if (error := next(answers)) is not None:
            raise error

    jobs.register("test.shaky", shaky, every="day")
    ran = noting(jobs, "test.other", every="day")
    worker = begun(jobs, now)
    worker.turn()
    assert Run.objects.get(name="test.shaky").error == "ZeroDivisionError: by 0" and len(ran) == 1
    assert health(now.moment, jobs).failed == {"test.shaky": "ZeroDivisionError: by 0"}
    assert worker.turn() == []
    now.pass_by(seconds=15)
    assert worker.turn() == ["test.shaky"]
    now.pass_by(seconds=15)
    assert worker.turn() == []
    now.pass_by(seconds=15)
    assert worker.turn() == ["test.shaky"]
    assert health(now.moment, jobs).failed == {}
    assert Run.objects.get(name="test.shaky").day == NOON.date()
    # The same failure is told once, with its traceback.
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_a_failure_that_says_why_needs_no_traceback(
    now: Time, caplog: pytest.LogCaptureFixture
) -> None:
    jobs = JobRegistry()

    def away(_: datetime) -> None:
        raise JobFailed("no mail can be sent")

    jobs.register("test.away", away, every=3)
    begun(jobs, now).turn()
    assert "no mail can be sent" in caplog.text and "Traceback" not in caplog.text


def test_what_is_late_is_told_after_two_hours(now: Time) -> None:
    jobs = JobRegistry()
    noting(jobs, "test.day", every="day")
    noting(jobs, "test.morning", every="day", after=time(7))
    assert health(now.moment, jobs).last is None
    begun(jobs, now).turn()
    assert health(now.moment, jobs).late == []
    now.moment = datetime(2026, 4, 2, 1, 59, tzinfo=JST)
    assert health(now.moment, jobs).late == []
    now.moment = datetime(2026, 4, 2, 2, 1, tzinfo=JST)
    assert health(now.moment, jobs).late == ["test.day"]
    now.moment = datetime(2026, 4, 2, 9, 1, tzinfo=JST)
    assert health(now.moment, jobs).late == ["test.day", "test.morning"]
    assert health(now.moment, jobs).last == NOON


def test_a_database_that_goes_away_ends_nothing(
    now: Time, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    jobs = JobRegistry()
    ran = noting(jobs, "test.often", every=3)

    def gone(**_: object) -> None:
        raise DatabaseError("gone")

    worker = begun(jobs, now)
    with monkeypatch.context() as patch:
        patch.setattr(Run.objects, "update_or_create", gone)
        worker.turn()
    now.pass_by(seconds=3)
    worker.turn()
    assert len(ran) == 2 and Run.objects.get().error == ""
    assert "not written down" in caplog.text


class Refusing:
    """A lock that another holds until `free`."""

    def __init__(self) -> None:
        self.free, self.asked = Event(), Event()

    def take(self) -> bool:
        self.asked.set()
        return self.free.is_set()

    def held(self) -> bool:
        return True

    def release(self) -> None:
        pass


def test_without_the_lock_nothing_runs_and_waiting_is_told_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hanamizuki.core.jobs.worker.CHECK", 0.01)
    jobs, lock, stop = JobRegistry(), Refusing(), Event()
    ran = noting(jobs, "test.day", every="day")
    told: list[str] = []

    def waiting() -> None:
        told.append("waiting")

    thread = Thread(target=work, args=(lock, stop, waiting, Worker(jobs)))
    thread.start()
    assert lock.asked.wait(5)
    lock.asked.clear()
    assert lock.asked.wait(5)
    stop.set()
    thread.join(5)
    assert not thread.is_alive() and told == ["waiting"] and ran == []


def test_names_and_intervals_that_cannot_be_are_refused() -> None:
    jobs = JobRegistry()
    jobs.register("test.day", print, every="day")
    for name, every in (("test.day", "day"), ("Test", "day"), ("a b", 3), ("x", 0), ("x", -1)):
        with pytest.raises(ValueError, match="job"):
            jobs.register(name, print, every=every)  # type: ignore[arg-type]


def test_the_houses_own_jobs_are_declared_and_run(now: Time, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    named = {job.name for job in registry}
    assert named >= {
        "notices.deliver",
        "notices.remind",
        "notices.forget",
        "evidence.snapshot",
        "audit.anchor",
        "site.expire",
    }
    worker = Worker(registry, lambda: now.seconds)
    worker.begin()
    assert set(worker.turn()) == named
    assert dict(Run.objects.values_list("name", "error")) == dict.fromkeys(named, "")
