"""`up` by default shows an office at work; a demo and real numbers never share a database."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.ward import Ward, environment, start
from tests.test_lifecycle import alive, children, gone

DEMO = ("--demo-day", "ordinary", "--demo-speed", "20")


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    return shutil.copytree(prepared, tmp_path / "data")


def command(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    given = [sys.executable, "-m", "hanamizuki.cli", *words]
    return subprocess.run(given, env=environment(data), capture_output=True, text=True, timeout=120)


def services(ward: Ward) -> list[dict[str, Any]]:
    status, body = ward.get("/api/v1/desk/services")
    assert status == 200
    found: list[dict[str, Any]] = json.loads(body)
    return found


def waits_for(ward: Ward, seconds: float) -> list[dict[str, Any]]:
    """The lines as soon as windows are open and somebody waits; fails after so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = services(ward)
        if sum(one["waiting"] for one in found) and sum(one["counters_open"] for one in found):
            return found
        time.sleep(0.5)
    pytest.fail(ward.log.read_text()[-2000:])


def everybody(pid: int) -> list[int]:
    """A ward's processes: its main one, those it started, and those they started."""
    found = children(pid)
    return [pid, *found, *(one for parent in found for one in children(parent))]


def rows(data: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(data / "ward.sqlite3")) as base:
        return base.execute(query).fetchall()


def test_a_hall_at_work_under_a_banner_and_nothing_left_over(data: Path) -> None:
    ward = start(data, *DEMO)
    pids = everybody(ward.process.pid)
    try:
        found = waits_for(ward, 20)
        assert len([one for one in found if one["counters_open"]]) > 5
        assert "2" in str(found[0]["until"])
        for page in ("/", "/desk/", "/desk/board/", "/desk/kiosk/"):
            assert "デモ" in ward.get(page)[1].decode(), page
        before = rows(data, "SELECT MAX(seq) FROM desk_event")
        deadline = time.monotonic() + 20
        while rows(data, "SELECT MAX(seq) FROM desk_event") == before:
            assert time.monotonic() < deadline, "the hall stands still"
            time.sleep(0.5)
        assert ward.stop() == 0
    finally:
        ward.process.kill()
    assert gone(pids)
    assert not any(map(alive, pids))
    done = command(data, "desk", "audit")
    assert (done.returncode, done.stdout.splitlines()[-1][:6]) == (0, "sound:")

    for words in (("up", "--no-demo"), ("serve",), ("worker",)):
        refused = command(data, *words)
        assert refused.returncode == 2
        assert "holds a demo" in refused.stderr
        assert "--data" in refused.stderr

    again = start(data, *DEMO)  # the record goes on, and the clock never goes back
    try:
        last = rows(data, "SELECT MAX(at) FROM desk_event")[0][0]
        waits_for(again, 20)
        deadline = time.monotonic() + 20
        while rows(data, "SELECT MAX(at) FROM desk_event")[0][0] == last:
            assert time.monotonic() < deadline, "the hall stands still"
            time.sleep(0.5)
        assert not rows(
            data,
            "SELECT 1 FROM desk_event a JOIN desk_event b ON b.seq = a.seq + 1 WHERE b.at < a.at",
        )
    finally:
        assert again.stop() == 0


TAKE = """
import django
django.setup()
from hanamizuki.desk.services.issuing import Wish, issue
issue(Wish(service="registration", channel="kiosk", present=True))
"""


def test_in_a_ward_with_real_numbers_it_serves_without_the_demo_day(data: Path) -> None:
    env = environment(data, DJANGO_SETTINGS_MODULE="hanamizuki.site.settings")
    subprocess.run([sys.executable, "-c", TAKE], env=env, check=True, timeout=60)
    before = rows(data, "SELECT COUNT(*), MAX(seq) FROM desk_event")
    ward = start(data, *DEMO)
    try:
        assert ward.get("/desk/")[0] == 200
        time.sleep(4)
        said = ward.log.read_text()
        assert "no demo day: people have entered something" in said
        assert "--no-demo" in said
        assert rows(data, "SELECT COUNT(*), MAX(seq) FROM desk_event") == before
        assert not rows(data, "SELECT 1 FROM desk_setting WHERE name = 'demo'")
    finally:
        assert ward.stop() == 0
    clean = start(data, "--no-demo")  # and it is the ward it was
    try:
        assert "デモ" not in clean.get("/desk/")[1].decode()
    finally:
        assert clean.stop() == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--demo-speed", "100"), "choose from 1 to 60"),
        (("--demo-speed", "0"), "choose from 1 to 60"),
        (("--demo-speed", "20", "--no-demo"), "leave out --no-demo"),
        (("--demo-speed", "20", "--host", "0.0.0.0"), "for this machine"),
        (("--demo-day", "summer"), "invalid choice"),
    ],
)
def test_options_that_cannot_be(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    refused = command(tmp_path / "data", "up", *words)
    assert refused.returncode == 2
    assert said in refused.stderr
    assert not (tmp_path / "data").exists()
