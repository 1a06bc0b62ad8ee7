"""A backup taken while another process writes is whole: nothing acknowledged is missing."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hanamizuki.core.backup import services, sqlite
from hanamizuki.core.backup.errors import BackupError

# Writes pairs in one transaction each, and prints a number only once it is committed.
WRITER = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=20)
db.execute("PRAGMA journal_mode=WAL")
db.execute("PRAGMA synchronous=FULL")
number = db.execute("SELECT coalesce(max(id), 0) FROM ticket").fetchone()[0]
while True:
    number += 1
    db.execute("BEGIN IMMEDIATE")
    db.execute("INSERT INTO ticket VALUES (?, ?)", (number, "x" * 2000))
    db.execute("INSERT INTO event (ticket) VALUES (?)", (number,))
    db.execute("COMMIT")
    print(number, flush=True)
"""


def describe(file: Path) -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": file}


def make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(file)) as db:
        db.executescript(
            "PRAGMA journal_mode=WAL;"
            "CREATE TABLE ticket (id INTEGER PRIMARY KEY, text TEXT);"
            "CREATE TABLE event (id INTEGER PRIMARY KEY, ticket INTEGER UNIQUE REFERENCES ticket);"
            "CREATE TABLE django_migrations (app TEXT, name TEXT);"
            "INSERT INTO django_migrations VALUES ('desk', '0001_initial');"
        )


def numbers(file: Path, table: str, column: str) -> list[int]:
    with closing(sqlite3.connect(file)) as db:
        return [n for (n,) in db.execute(f"SELECT {column} FROM {table} ORDER BY {column}")]


def test_backup_while_being_written_restored_elsewhere_is_whole(tmp_path: Path) -> None:
    live = tmp_path / "live" / "ward.sqlite3"
    make(live)
    (live.parent / "secret.key").write_text("k")
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(live)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    try:
        acknowledged = [int(writer.stdout.readline()) for _ in range(50)][-1]
        for turn in range(3):
            archive = tmp_path / f"{turn}.tar.gz"
            services.backup(
                archive, live.parent, describe(live), version="1.0", made_at="2026-11-24T10:00"
            )
            elsewhere = tmp_path / f"elsewhere{turn}"
            target = describe(elsewhere / "ward.sqlite3")
            manifest = services.restore(archive, elsewhere, target, version="1.0")

            kept = numbers(target["NAME"], "ticket", "id")
            assert kept[-1] >= acknowledged, "a row acknowledged before the backup is missing"
            assert kept == list(range(1, kept[-1] + 1)), "a gap or a double"
            assert numbers(target["NAME"], "event", "ticket") == kept, "half a transaction"
            assert manifest.rows["ticket"] == len(kept)
            sqlite.check(target["NAME"])
            acknowledged = int(writer.stdout.readline())
        assert writer.poll() is None, "the writer was stopped by the backup"
    finally:
        writer.kill()
        writer.communicate()


def test_writers_are_not_held_up_by_a_backup(tmp_path: Path) -> None:
    live = tmp_path / "live" / "ward.sqlite3"
    make(live)
    with closing(sqlite3.connect(live)) as db:
        rows = ((n, "y" * 4000) for n in range(1, 5001))
        db.executemany("INSERT INTO ticket VALUES (?, ?)", rows)
        db.commit()
    with closing(sqlite3.connect(live, timeout=0.5)) as db:
        db.execute("BEGIN IMMEDIATE")  # a writer in the middle of its work
        db.execute("INSERT INTO ticket VALUES (9999, 'not yet committed')")
        services.backup(
            tmp_path / "b.tar.gz", live.parent, describe(live), version="1.0", made_at="x"
        )
        db.commit()
    target = describe(tmp_path / "r" / "ward.sqlite3")
    services.restore(tmp_path / "b.tar.gz", tmp_path / "r", target, version="1.0")
    assert numbers(target["NAME"], "ticket", "id") == list(range(1, 5001))


def test_a_ward_that_is_not_running_can_be_backed_up(tmp_path: Path) -> None:
    live = tmp_path / "live" / "ward.sqlite3"
    make(live)
    assert not live.with_name("ward.sqlite3-wal").exists()
    manifest = services.backup(
        tmp_path / "b.tar.gz", live.parent, describe(live), version="1.0", made_at="x"
    )
    assert manifest.migrations == ["desk.0001_initial"]
    assert manifest.rows == {"django_migrations": 1, "event": 0, "ticket": 0}


def test_a_damaged_database_is_not_backed_up_silently(tmp_path: Path) -> None:
    live = tmp_path / "live" / "ward.sqlite3"
    make(live)
    with closing(sqlite3.connect(live)) as db:
        db.execute("INSERT INTO event VALUES (1, 77)")  # points to a ticket that is not there
        db.commit()
    with pytest.raises(BackupError, match="points to a row"):
        services.backup(
            tmp_path / "b.tar.gz", live.parent, describe(live), version="1.0", made_at="x"
        )
    assert [entry.name for entry in tmp_path.iterdir()] == ["live"], "something was left behind"
