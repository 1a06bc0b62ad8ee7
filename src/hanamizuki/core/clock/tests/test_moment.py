"""The clock runs on from where a rehearsal sets it, as fast as it is told, and may jump forward."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from tests.support.ward import environment

from hanamizuki.core.clock import JST, is_rehearsal, moment, now, real_now

START = datetime(2026, 3, 30, 10, tzinfo=JST)


@pytest.fixture
def rehearsal(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A clock set to ten o'clock; real time stands still until it is shifted."""
    settings.CLOCK, settings.DATA_DIR = "2026-03-30T10:00", tmp_path
    monkeypatch.delenv("HANAMIZUKI_CLOCK_SET_AT", raising=False)
    moment._set.cache_clear()
    with time_machine.travel(1_790_000_000, tick=False) as traveller:
        yield traveller
    moment._set.cache_clear()
    moment._jumped.look_again()


def test_rehearsal_starts_and_runs(rehearsal: Any) -> None:
    assert now() == START
    rehearsal.shift(90)
    assert f"{now():%H:%M:%S}" == "10:01:30"
    assert is_rehearsal()
    assert real_now().timestamp() == 1_790_000_090


def test_a_rate_makes_it_run_faster(rehearsal: Any, settings: Any) -> None:
    settings.CLOCK_RATE = 20
    assert now() == START
    rehearsal.shift(90)
    assert now() == START + timedelta(minutes=30)
    assert moment.rate() == 20


def test_it_jumps_forward_only_and_goes_on(rehearsal: Any, settings: Any) -> None:
    settings.CLOCK_RATE = 20
    assert now() == START
    with pytest.raises(ValueError, match="not later"):
        moment.jump(START)
    later = START + timedelta(hours=22)
    moment.jump(later)
    assert now() == later
    rehearsal.shift(3)
    assert now() == later + timedelta(minutes=1)
    moment.jump(later + timedelta(days=1))
    assert now() == later + timedelta(days=1)


def test_a_clock_of_real_speed_does_not_jump(rehearsal: Any, settings: Any) -> None:
    with pytest.raises(ValueError, match="with a rate"):
        moment.jump(START + timedelta(days=1))
    settings.CLOCK, settings.CLOCK_RATE = "", 20
    with pytest.raises(ValueError, match="with a rate"):
        moment.jump(now() + timedelta(days=1))


def test_what_an_earlier_rehearsal_left_is_nothing(
    rehearsal: Any, settings: Any, tmp_path: Path
) -> None:
    settings.CLOCK_RATE = 20
    left = {"rehearsal": 1.0, "start": "2027-01-04T09:00:00+09:00", "begun": 1.0}
    (tmp_path / moment.FILE_NAME).write_text(json.dumps(left))
    moment._jumped.look_again()
    assert now() == START


def test_held_it_stands_still_here_alone(rehearsal: Any) -> None:
    held = now() - timedelta(hours=1)
    with moment.held_at(held):
        rehearsal.shift(60)
        assert now() == held
    assert now() == START + timedelta(seconds=60)


JUMPING = """
import sys, time
import django
django.setup()
from hanamizuki.core.clock import moment, now
before = now()
print("ready", flush=True)
sys.stdin.readline()
deadline = time.monotonic() + 5
while now() - before < moment.timedelta(hours=5) and time.monotonic() < deadline:
    time.sleep(0.02)
print(now().isoformat(), flush=True)
"""


def test_another_process_hears_of_a_jump(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = {
        "HANAMIZUKI_CLOCK": "2026-03-30T10:00",
        "HANAMIZUKI_CLOCK_RATE": "20",
        "HANAMIZUKI_CLOCK_SET_AT": repr(real_now().timestamp()),
    }
    env = environment(tmp_path, DJANGO_SETTINGS_MODULE="hanamizuki.site.settings", **clock)
    other = subprocess.Popen(
        [sys.executable, "-c", JUMPING],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdin and other.stdout
    assert other.stdout.readline() == "ready\n"
    settings.CLOCK, settings.CLOCK_RATE, settings.DATA_DIR = "2026-03-30T10:00", 20, tmp_path
    monkeypatch.setenv("HANAMIZUKI_CLOCK_SET_AT", clock["HANAMIZUKI_CLOCK_SET_AT"])
    moment._set.cache_clear()
    moment._jumped.look_again()
    try:
        later = START + timedelta(hours=12)
        moment.jump(later)
        other.stdin.write("\n")
        other.stdin.flush()
        told = datetime.fromisoformat(other.stdout.readline().strip())
        assert later < told < later + timedelta(minutes=5)
    finally:
        other.kill()
        other.communicate()
        moment._set.cache_clear()
        moment._jumped.look_again()
