"""kill -9 at 100 random moments: every acknowledged number and call is there, once, no gap."""

from __future__ import annotations

import fcntl
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.support.ward import ROOT, environment, start

pytestmark = pytest.mark.slow
ROUNDS = 100
OFFICE_HOURS = "2025-06-11T10:00"


def killed(data: Path, **more: str) -> dict[str, Any]:
    given = environment(data, DJANGO_SETTINGS_MODULE="hanamizuki.site.settings", **more)
    given["PYTHONPATH"] += os.pathsep + str(ROOT)
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.desk_writers", str(ROUNDS), "7"],
        env=given,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


def proven(found: dict[str, Any]) -> None:
    assert found["taken"] > ROUNDS and found["called"] > ROUNDS / 2, found
    assert found["told_twice"] == 0 and found["lost"] == [] and found["faults"] == [], found
    assert found["without_gap"] and found["stored"] >= found["taken"], found


def test_writers_killed_at_100_moments_lose_nothing_on_sqlite(
    prepared: Path, tmp_path: Path
) -> None:
    proven(killed(Path(shutil.copytree(prepared, tmp_path / "data"))))


@pytest.mark.postgres
def test_writers_killed_at_100_moments_lose_nothing_on_postgres(
    postgres_url: str, tmp_path: Path
) -> None:
    given = environment(tmp_path / "data", DATABASE_URL=postgres_url)
    words = [sys.executable, "-m", "hanamizuki.cli", "prepare"]
    done = subprocess.run(words, env=given, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    proven(killed(tmp_path / "data", DATABASE_URL=postgres_url))


def test_a_served_ward_killed_under_load_gives_every_number_once(
    prepared: Path, tmp_path: Path
) -> None:
    data = Path(shutil.copytree(prepared, tmp_path / "data"))
    options = ("--no-worker", "--clock", OFFICE_HOURS)
    chance, links, labels = random.Random(3), set[str](), []
    for _ in range(4):
        ward = start(data, *options, command="serve", HANAMIZUKI_RATE_LIMIT="off")
        service = _first_service(ward.url)
        stop = threading.Event()

        def take(url: str = ward.url, service: str = service, stop: Any = stop) -> None:
            while not stop.is_set():
                try:
                    answer = _ask(f"{url}/api/v1/desk/tickets", {"service": service})
                except OSError:
                    return
                labels.append(answer["number"])
                links.add(answer["link"].rpartition("/desk/t/")[2])

        takers = [threading.Thread(target=take) for _ in range(4)]
        for one in takers:
            one.start()
        time.sleep(chance.uniform(0.5, 1.5))
        ward.process.kill()
        ward.process.wait()
        stop.set()
        for one in takers:
            one.join(timeout=30)
        until_gone(data)
    assert len(labels) > 4 and len(set(labels)) == len(labels) == len(links)
    ward = start(data, *options, command="serve", HANAMIZUKI_RATE_LIMIT="off")
    try:
        for link in links:
            assert ward.get(f"/desk/t/{link}")[0] == 200
    finally:
        ward.stop()


def until_gone(data: Path) -> None:
    """Wait for the processes of a killed ward, which end themselves, to leave its folder."""
    for _ in range(200):
        with (data / "ward.lock").open("a") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(0.1)
                continue
        return
    pytest.fail("the killed ward still holds its folder")


def _ask(url: str, body: dict[str, str]) -> dict[str, Any]:
    asked = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(asked, timeout=20) as answer:
        return dict(json.loads(answer.read()))


def _first_service(url: str) -> str:
    with urllib.request.urlopen(f"{url}/api/v1/desk/services", timeout=20) as answer:
        rows = json.loads(answer.read())
    return str(rows["services"][0]["id"] if isinstance(rows, dict) else rows[0]["id"])
