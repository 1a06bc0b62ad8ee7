"""`hanamizuki doctor` finds each thing that can be wrong, and says what to do about it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hanamizuki.cli.checks import machine, ward
from tests.support.ward import ROOT, free_port
from tests.test_lifecycle import run


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    """A prepared data folder of the test's own."""
    return shutil.copytree(prepared, tmp_path / "data")


def look(data: Path, *words: str, **more: str) -> tuple[int, dict[str, dict[str, str]]]:
    done = run(data, "doctor", "--json", *words, **more)
    found = json.loads(done.stdout)
    return done.returncode, {finding["name"]: finding for finding in found}


def test_a_prepared_ward_is_well(data: Path) -> None:
    code, found = look(data)
    assert code == 0, found
    not_ok = {name: f["text"] for name, f in found.items() if f["level"] != "ok"}
    assert not_ok.keys() <= {"Python", "data folder"}, not_ok  # this machine's own business
    assert {"database", "tables", "pack", "paper", "postal codes", "secret key"} <= found.keys()


def test_it_reads_well_too(tmp_path: Path) -> None:
    printed = run(tmp_path / "nothing", "doctor").stdout
    assert "ok    SQLite: " in printed
    assert "FAIL  tables: " in printed and "      → run ./ward up" in printed


def newer(data: Path) -> None:
    with closing(sqlite3.connect(data / "ward.sqlite3")) as db:
        db.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('x', '9', '2026')")
        db.commit()


def damaged(data: Path) -> None:
    (data / "ward.sqlite3").write_bytes(b"not a database, but long enough to be one" * 100)


def key_for_all(data: Path) -> None:
    (data / "secret.key").chmod(0o644)


@pytest.mark.parametrize(
    ("change", "name"), [(newer, "tables"), (damaged, "database"), (key_for_all, "secret key")]
)
def test_a_damaged_set_up_is_found(change: Callable[[Path], None], name: str, data: Path) -> None:
    change(data)
    code, found = look(data)
    assert (code, found[name]["level"]) == (1, "fail"), found
    assert found[name]["todo"], "what to do is missing"


def test_an_unprepared_ward_is_told_to_prepare(tmp_path: Path) -> None:
    code, found = look(tmp_path / "nothing")
    assert code == 1
    for name in ("tables", "pack", "styles and scripts"):
        assert found[name]["level"] == "fail" and "ward up" in found[name]["todo"]


def test_settings_that_cannot_be_read_are_one_finding(data: Path) -> None:
    code, found = look(data, DATABASE_URL="mysql://x/y")
    assert code == 1 and "postgresql://" in found["settings"]["text"]


def test_servers_that_do_not_answer_are_found_without_their_passwords(data: Path) -> None:
    port = free_port()
    code, found = look(
        data,
        DATABASE_URL=f"postgresql://ward:hidden@127.0.0.1:{port}/ward",
        REDIS_URL=f"redis://:hidden@127.0.0.1:{port}/0",
    )
    assert code == 1
    assert found["database"]["level"] == found["Redis"]["level"] == "fail"
    assert "hidden" not in json.dumps(found)


@pytest.mark.parametrize(
    ("allowed", "host", "tls", "level"),
    [
        (["127.0.0.1", "localhost"], "127.0.0.1", False, "ok"),
        (["*"], "127.0.0.1", False, "fail"),
        (["127.0.0.1", "localhost", "[::1]"], "0.0.0.0", True, "fail"),
        (["ward.example.lg.jp"], "0.0.0.0", False, "warn"),
        (["ward.example.lg.jp"], "0.0.0.0", True, "ok"),
    ],
)
def test_host_names(allowed: list[str], host: str, tls: bool, level: str, settings: Any) -> None:
    settings.ALLOWED_HOSTS = allowed
    settings.BEHIND_TLS = tls
    assert ward.hosts(host).level == level


def test_a_short_key_an_unknown_pack_and_a_rehearsal_are_found(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANAMIZUKI_SECRET_KEY", "short")
    assert ward.secret_key().level == "fail"
    monkeypatch.setenv("HANAMIZUKI_SECRET_KEY", "long" * 20)
    assert ward.secret_key().level == "ok"
    settings.PACK = "atlantis"
    assert ward.pack().level == "fail" and "atlantis" in ward.pack().text
    settings.CLOCK, settings.RATE_LIMIT = "", True
    assert ward.rehearsal().level == "ok"
    settings.CLOCK, settings.RATE_LIMIT = "2026-03-30T10:00", False
    found = ward.rehearsal()
    assert found.level == "warn" and "2026-03-30" in found.text and "rate limits" in found.text


def test_workers_suit_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)
    assert [ward.workers(n, "sqlite").level for n in (1, 2)] == ["ok", "warn"]
    assert [ward.workers(n, "postgresql").level for n in (1, 2)] == ["ok", "warn"]
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:6379/0")
    assert ward.workers(2, "postgresql").level == "ok"


def test_a_folder_that_cannot_be_written_is_found(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file where a folder should be")
    if os.geteuid():
        (tmp_path / "locked").mkdir(mode=0o500)
        assert machine.data_folder(tmp_path / "locked").level == "fail"
    assert machine.data_folder(tmp_path / "file" / "data").level == "fail"


def test_packages_that_differ_from_the_lock_are_found(tmp_path: Path) -> None:
    assert machine.packages(ROOT / "requirements.lock").level == "ok"
    lock = tmp_path / "requirements.lock"
    lock.write_text("django==1.0 \\\n    --hash=sha256:00\nno-such-package-here==1 \\\n")
    found = machine.packages(lock)
    assert found.level == "fail"
    assert "not 1.0" in found.text and "no-such-package-here is missing" in found.text
