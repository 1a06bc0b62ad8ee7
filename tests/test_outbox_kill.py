"""`kill -9` of the outbox's worker at random moments: every notice is sent once."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from tests.test_audit_concurrency import migrated

KILLS, NOTICES, LONGEST = 50, 1_500, 0.25
LEASE = "0.4"

# A process that has Django loaded and forks what it is told to: a new worker in milliseconds,
# with a memory and connections of its own. Commands: queue FROM TO, work, wait PID, table, end.
NURSERY = """
import json, os, sys
import django
django.setup()
from django.db import connections, transaction
from hanamizuki.cli import main
from hanamizuki.core.notices import Recipient, Template, registry, send
from hanamizuki.core.notices.models import Notice

three = lambda text: {"ja": text, "en": text, "easy": text}
registry.register(Template(kind="test.kill", names=("number",), subject=three("番号{number}"),
                           body=three("本文{number}"), why=three("試験のためです。")))

def queue(first, last):
    with transaction.atomic():
        return [send("test.kill", Recipient("a@example.jp"), {"number": number},
                     dedupe=str(number)) for number in range(int(first), int(last))]

def work(*more):
    connections.close_all()
    child = os.fork()
    if not child:
        os._exit(main(["notices", "deliver", "--interval", "0.01", *more]))
    return child

def wait(child):
    return os.waitpid(int(child), 0)[1]

def table():
    fields = ("message", "dedupe", "state", "attempts")
    rows = [[str(value) for value in row] for row in Notice.objects.values_list(*fields)]
    connections.close_all()
    return rows

for line in sys.stdin:
    name, *words = line.split()
    if name == "end":
        break
    answer = {"queue": queue, "work": work, "wait": wait, "table": table}[name](*words)
    print(json.dumps(answer), file=sys.stderr, flush=True)
"""


@dataclass
class Nursery:
    """The forking process; `ask` gives its answer."""

    process: subprocess.Popen[str]

    def ask(self, command: str) -> Any:
        assert self.process.stdin and self.process.stderr
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        line = self.process.stderr.readline()
        try:
            return json.loads(line)
        except ValueError:
            pytest.fail(line + self.process.stderr.read())

    def run_and_kill(self, after: float, *more: str) -> None:
        """A worker that is killed after so many seconds."""
        child = self.ask(" ".join(["work", *more]))
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        assert self.ask(f"wait {child}") == signal.SIGKILL


@contextmanager
def nursery(env: dict[str, str]) -> Iterator[Nursery]:
    process = subprocess.Popen(
        [sys.executable, "-c", NURSERY],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield Nursery(process)
        process.communicate("end\n", timeout=20)
    finally:
        process.kill()
        process.wait()


def files(folder: Path) -> dict[str, tuple[int, int]]:
    """Every mail there is: which file it is and when it was written."""
    found = folder.glob("*.eml") if folder.is_dir() else ()
    return {one.stem: (one.stat().st_ino, one.stat().st_mtime_ns) for one in found}


def killed_fifty_times(env: dict[str, str], seed: int) -> None:
    folder = Path(env["HANAMIZUKI_DATA"]) / "mail"
    chance = random.Random(seed)
    seen: dict[str, tuple[int, int]] = {}
    each = NOTICES // KILLS
    with nursery(env) as workers:
        for number in range(KILLS):
            new = workers.ask(f"queue {number * each} {(number + 1) * each}")
            assert new == [True] * each
            workers.run_and_kill(chance.uniform(0, LONGEST), "--lease", LEASE)
            now = files(folder)
            # What was sent is neither taken back nor sent again.
            assert now.items() >= seen.items()
            seen = now
        before = workers.ask("table")
        time.sleep(float(LEASE) + 0.1)
        assert workers.ask(f"wait {workers.ask('work --once --lease 60')}") == 0
        after = workers.ask("table")
        assert workers.ask(f"queue 0 {NOTICES}") == [False] * NOTICES
    check(folder, before, after, seen)


def check(
    folder: Path, before: list[list[str]], after: list[list[str]], seen: dict[str, tuple[int, int]]
) -> None:
    assert len(after) == NOTICES and {state for _, _, state, _ in after} == {"sent"}
    sent = {message: number for message, number, _, _ in after}
    now = files(folder)
    assert now.keys() == sent.keys() and now.items() >= seen.items()
    for message, number in sent.items():
        mail = message_from_bytes((folder / f"{message}.eml").read_bytes())
        assert mail.get_payload(decode=True).decode().startswith(f"本文{number}\n")
    assert [one.name for one in folder.iterdir() if one.suffix != ".eml"] == []
    # The kills did hit: some workers died with a notice in hand, and much was sent between kills.
    assert any(int(attempts) > 1 for *_, attempts in after)
    assert sum(state == "sent" for _, _, state, _ in before) > KILLS


@pytest.mark.slow
def test_every_notice_is_sent_once_on_sqlite(tmp_path: Path) -> None:
    killed_fifty_times(migrated(tmp_path / "data"), seed=20261124)


@pytest.mark.slow
@pytest.mark.postgres
def test_every_notice_is_sent_once_on_postgres(tmp_path: Path, postgres_url: str) -> None:
    killed_fifty_times(migrated(tmp_path / "data", DATABASE_URL=postgres_url), seed=20270401)


def several_at_once(env: dict[str, str]) -> None:
    """Three workers side by side share the work: each notice is claimed by one of them."""
    with nursery(env) as workers:
        workers.ask(f"queue 0 {NOTICES}")
        started = [workers.ask("work --once") for _ in range(3)]
        assert [workers.ask(f"wait {child}") for child in started] == [0, 0, 0]
        table = workers.ask("table")
    assert {(state, attempts) for _, _, state, attempts in table} == {("sent", "1")}
    folder = Path(env["HANAMIZUKI_DATA"]) / "mail"
    assert files(folder).keys() == {message for message, *_ in table}


@pytest.mark.slow
def test_several_workers_share_on_sqlite(tmp_path: Path) -> None:
    several_at_once(migrated(tmp_path / "data"))


@pytest.mark.slow
@pytest.mark.postgres
def test_several_workers_share_on_postgres(tmp_path: Path, postgres_url: str) -> None:
    several_at_once(migrated(tmp_path / "data", DATABASE_URL=postgres_url))
