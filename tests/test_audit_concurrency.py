"""Many processes record at once: no gap, no fork; what is rolled back or killed leaves nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.ward import environment

PROCESSES, EACH = 4, 40
DJANGO = {"DJANGO_SETTINGS_MODULE": "hanamizuki.site.settings"}

# Every third transaction is rolled back after its entry; the rest are acknowledged by a line.
WRITER = """
import sys
import django
django.setup()
from django.db import transaction
from hanamizuki.core import audit
me, count = sys.argv[1], int(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
for number in range(count):
    with transaction.atomic():
        entry = audit.record(f"account:{me}", "test.write", f"test:{me}/{number}")
        transaction.set_rollback(number % 3 == 2)
    if number % 3 != 2:
        print(entry.seq, flush=True)
"""


def migrated(data: Path, **more: str) -> dict[str, str]:
    """The environment of a ward with its tables, and nothing else."""
    env = environment(data, **DJANGO, **more)
    words = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return env


def writers(env: dict[str, str], count: int) -> list[subprocess.Popen[str]]:
    """Processes that record as soon as all of them are ready."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(number), str(count)],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(1, PROCESSES + 1)
    ]
    for one in started:
        assert one.stdout and one.stdout.readline() == "ready\n"
    for one in started:
        assert one.stdin
        one.stdin.write("\n")
        one.stdin.flush()
    return started


def command(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    run = [sys.executable, "-m", "hanamizuki.cli", "audit", *words]
    return subprocess.run(run, env=env, capture_output=True, text=True, timeout=120)


def record_at_once(env: dict[str, str]) -> None:
    answers = [one.communicate(timeout=120)[0] for one in writers(env, EACH)]
    acknowledged = sorted(int(line) for answer in answers for line in answer.split())
    assert acknowledged == list(range(1, PROCESSES * (EACH - EACH // 3) + 1))
    report = json.loads(command(env, "verify", "--json").stdout)
    assert (report["ok"], report["entries"]) == (True, len(acknowledged))


def test_no_gap_and_no_fork_on_sqlite(tmp_path: Path) -> None:
    record_at_once(migrated(tmp_path / "data"))


@pytest.mark.postgres
def test_no_gap_and_no_fork_on_postgres(tmp_path: Path, postgres_url: str) -> None:
    record_at_once(migrated(tmp_path / "data", DATABASE_URL=postgres_url))


def kill_while_recording(env: dict[str, str]) -> None:
    """Whoever is killed loses no acknowledged entry, and the others go on."""
    started = writers(env, 100_000)
    time.sleep(1.5)
    for one in started:
        os.kill(one.pid, signal.SIGKILL)
    answers = [one.communicate(timeout=60)[0] for one in started]
    acknowledged = {int(line) for answer in answers for line in answer.split("\n")[:-1]}
    report = json.loads(command(env, "verify", "--json").stdout)
    assert report["ok"]
    # Each may have committed one that it could not tell of any more.
    assert len(acknowledged) <= report["entries"] <= len(acknowledged) + PROCESSES
    assert acknowledged <= set(range(1, report["entries"] + 1)) and len(acknowledged) > PROCESSES


@pytest.mark.slow
def test_killed_writers_leave_the_trail_whole_on_sqlite(tmp_path: Path) -> None:
    kill_while_recording(migrated(tmp_path / "data"))


@pytest.mark.slow
@pytest.mark.postgres
def test_killed_writers_leave_the_trail_whole_on_postgres(
    tmp_path: Path, postgres_url: str
) -> None:
    kill_while_recording(migrated(tmp_path / "data", DATABASE_URL=postgres_url))
