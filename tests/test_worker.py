"""What a served ward does by itself: one worker for each database, and it ends with its ward."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from hanamizuki.core.jobs.alone import KEY
from tests.support.ward import Ward, environment, start
from tests.test_lifecycle import alive, children, gone
from tests.test_outbox_command import queue

DJANGO = {"DJANGO_SETTINGS_MODULE": "hanamizuki.site.settings"}


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    """A prepared data folder of the test's own."""
    return shutil.copytree(prepared, tmp_path / "data")


def within(seconds: float, true: Callable[[], object]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return False


@contextmanager
def served(data: Path, *options: str, **more: str) -> Iterator[Ward]:
    ward = start(data, *options, command="serve", **more)
    try:
        yield ward
    finally:
        if ward.process.poll() is None:
            ward.stop()


def family(pid: int) -> list[int]:
    below = children(pid)
    return below + [one for child in below for one in family(child)]


def worker_of(ward: Ward) -> int:
    """The process that holds the worker's lock."""
    found: list[int] = []

    def holds() -> bool:
        lock = ward.data / "worker.lock"
        found[:] = [int(word) for word in lock.read_text().split()[1:]] if lock.exists() else []
        return bool(found) and alive(found[0])

    assert within(20, holds)
    return found[0]


def runs(data: Path) -> dict[str, str]:
    with closing(sqlite3.connect(data / "ward.sqlite3")) as db:
        return dict(db.execute("SELECT name, error FROM jobs_run"))


def test_a_queued_notice_goes_out_and_the_days_jobs_are_done(data: Path) -> None:
    mail = data / "mail"
    with served(data):
        queue({**environment(data), **DJANGO}, "at-once")
        assert within(20, lambda: list(mail.glob("*.eml")))
        daily = {"notices.forget", "audit.anchor", "site.expire", "evidence.snapshot"}
        assert within(20, lambda: runs(data).keys() >= daily)
    assert set(runs(data).values()) == {""}


@pytest.mark.slow
def test_a_rehearsals_clock_is_the_workers(data: Path) -> None:
    with served(data, "--clock", "2030-03-30T10:00"):
        assert within(20, lambda: "notices.remind" in runs(data))
    with closing(sqlite3.connect(data / "ward.sqlite3")) as db:
        days = {day for (day,) in db.execute("SELECT day FROM jobs_run WHERE day IS NOT NULL")}
    assert days == {"2030-03-30"}


@pytest.mark.slow
def test_without_the_worker_nothing_goes_out_until_one_is_started(data: Path) -> None:
    env = {**environment(data), **DJANGO}
    words = [sys.executable, "-m", "hanamizuki.cli", "worker"]
    with served(data, "--no-worker"):
        queue(env, "later")
        assert not (data / "worker.lock").exists()
        assert runs(data) == {} and not (data / "mail").exists()
        alone = subprocess.Popen(words, env=env, stdout=subprocess.PIPE, text=True)
        try:
            assert within(20, lambda: list((data / "mail").glob("*.eml")))
            second = subprocess.Popen(words, env=env, stdout=subprocess.PIPE, text=True)
            assert second.stdout and "Working" in second.stdout.readline()
            assert "waiting for it to end" in second.stdout.readline()
            for process in (second, alone):
                process.send_signal(signal.SIGTERM)
                assert process.wait(timeout=15) == 0
        finally:
            for process in (alone, second):
                process.kill()
                process.communicate()


def test_the_worker_ends_with_its_ward_after_kill_9(data: Path) -> None:
    with served(data) as ward:
        worker = worker_of(ward)
        below = family(ward.process.pid)
        assert worker in below
        ward.process.kill()
        ward.process.wait()
        assert gone(below, seconds=10)


@pytest.mark.slow
def test_the_worker_ends_when_what_keeps_it_is_killed(data: Path) -> None:
    with served(data) as ward:
        worker = worker_of(ward)
        (keeper,) = [one for one in children(ward.process.pid) if worker in children(one)]
        os.kill(keeper, signal.SIGKILL)
        assert gone([worker], seconds=10)
        assert ward.get("/healthz")[0] == 200


@pytest.mark.slow
def test_a_killed_worker_is_started_again_and_goes_on(data: Path) -> None:
    with served(data) as ward:
        first = worker_of(ward)
        os.kill(first, signal.SIGKILL)
        assert within(10, lambda: not alive(first))
        queue({**environment(data), **DJANGO}, "after-the-kill")
        assert within(20, lambda: list((data / "mail").glob("*.eml")))
        assert within(20, lambda: worker_of(ward) != first)
    assert "the worker died; again in 1 s" in ward.log.read_text()


@pytest.mark.slow
@pytest.mark.postgres
def test_two_wards_on_one_postgres_have_one_worker(postgres_url: str, tmp_path: Path) -> None:
    here = {"DATABASE_URL": postgres_url}
    prepare = [sys.executable, "-m", "hanamizuki.cli", "prepare"]
    for name in ("one", "two"):
        subprocess.run(prepare, env=environment(tmp_path / name, **here), check=True, timeout=300)

    def holders() -> list[int]:
        # The jobs' own lock in this database: the search index takes one of its own for a moment.
        query = """SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted
            AND (classid::bigint << 32) + objid::bigint = %s
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
        with psycopg.connect(postgres_url) as server:
            return [pid for (pid,) in server.execute(query, [KEY]).fetchall()]

    with served(tmp_path / "one", **here) as one, served(tmp_path / "two", **here):
        assert within(20, holders)
        first = holders()
        assert len(first) == 1
        # The ward that has the lock goes; the other one takes over, and delivers.
        one.process.kill()
        one.process.wait()
        assert within(30, lambda: len(holders()) == 1 and holders() != first)
        # A lost connection is a lost lock; it is taken again.
        with psycopg.connect(postgres_url, autocommit=True) as server:
            server.execute("SELECT pg_terminate_backend(%s)", [holders()[0]])
        assert within(40, lambda: len(holders()) == 1)
        queue({**environment(tmp_path / "two", **here), **DJANGO}, "on-postgres")
        assert within(20, lambda: list((tmp_path / "two" / "mail").glob("*.eml")))
