"""`hanamizuki desk audit`: a sound record, and every kind of harm done to it behind its back."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.test_audit_concurrency import migrated

WRITE = """
import django
django.setup()
from hanamizuki.desk.models import Service
from hanamizuki.desk.services import issuing, resident
for letter, code in (("A", "moving"), ("B", "papers")):
    Service.objects.create(code=code, letter=letter, name={"ja": code})
    for _ in range(4):
        made = issuing.issue(issuing.Wish(service=code, channel="web"))
    resident.arrive(made.ticket)
    resident.cancel(made.ticket)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    clock = {"HANAMIZUKI_CLOCK": "2026-04-08T10:00"}
    env = migrated(tmp_path_factory.mktemp("desk") / "data", **clock)
    subprocess.run([sys.executable, "-c", WRITE], env=env, check=True, timeout=60)
    return env


@pytest.fixture
def env(made: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """A desk of its own to harm."""
    data = shutil.copytree(made["HANAMIZUKI_DATA"], tmp_path / "data")
    return {**made, "HANAMIZUKI_DATA": str(data)}


def command(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    given = [sys.executable, "-m", "hanamizuki.cli", "desk", "audit", *words]
    return subprocess.run(given, env=env, capture_output=True, text=True, timeout=60)


def harm(env: dict[str, str], sql: str) -> None:
    """Change the database as nobody may."""
    with closing(sqlite3.connect(Path(env["HANAMIZUKI_DATA"]) / "ward.sqlite3")) as base:
        base.execute("PRAGMA foreign_keys = OFF")
        with base:
            assert base.execute(sql).rowcount == 1


def test_a_sound_record_by_day(env: dict[str, str]) -> None:
    done = command(env)
    assert (done.returncode, done.stderr) == (0, "")
    assert "2026-04-08          8       12" in done.stdout
    assert done.stdout.endswith("sound: tickets 8, days 1; no number is missing or there twice\n")
    told = json.loads(command(env, "--json", "--day", "2026-04-08").stdout)
    assert told == {
        "ok": True,
        "days": [{"day": "2026-04-08", "tickets": 8, "events": 12}],
        "faults": [],
    }
    assert "sound: tickets 0, days 0" in command(env, "--day", "2026-04-07").stdout
    assert command(env, "--day", "April").returncode == 2


@pytest.mark.parametrize(
    ("sql", "where"),
    [
        ("UPDATE desk_ticket SET state = 'done' WHERE label = 'A002'", "ticket 2026-04-08 A002"),
        ("UPDATE desk_ticket SET place = place - 1 WHERE label = 'B001'", "ticket 2026-04-08 B001"),
        ("DELETE FROM desk_event WHERE seq = 3", "events"),
        ("UPDATE desk_roll SET last = 5 WHERE id = 1", "2026-04-08 moving"),
        ("UPDATE desk_desk SET seq = 13", "events"),
    ],
)
def test_harm_is_found_and_named(env: dict[str, str], sql: str, where: str) -> None:
    harm(env, sql)
    done = command(env)
    assert done.returncode == 1
    assert f"DIFFERS  {where}: " in done.stdout
    assert "NOT SOUND: " in done.stdout.splitlines()[-1]
