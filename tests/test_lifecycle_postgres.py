"""A ward of several processes on PostgreSQL and Redis: served, backed up, restored, looked at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.support.ward import start
from tests.test_lifecycle import children, gone, run, timeless

pytestmark = [pytest.mark.postgres, pytest.mark.redis]


@pytest.fixture
def other_url(postgres_url: str) -> Iterator[str]:
    base, _, name = postgres_url.rpartition("/")
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}_other" TEMPLATE template0')
        yield f"{base}/{name}_other"
        server.execute(f'DROP DATABASE "{name}_other" WITH (FORCE)')


def test_a_ward_on_postgres_starts_moves_and_ends(
    postgres_url: str, other_url: str, redis_url: str, tmp_path: Path
) -> None:
    here = {"DATABASE_URL": postgres_url, "REDIS_URL": redis_url}
    # Without the worker, whose jobs add numbers between two looks.
    ward = start(tmp_path / "data", "--workers", "2", "--no-worker", **here)
    workers = children(ward.process.pid)
    try:
        assert len(workers) >= 2
        policy = ward.get("/api/v1/policy")
        assert ward.get("/")[0] == 200
        archive = tmp_path / "b.tar.gz"
        made = run(tmp_path / "data", "backup", str(archive), "--json", **here)
        assert made.returncode == 0, made.stderr
        assert json.loads(made.stdout)["engine"] == "postgresql"
    finally:
        assert ward.stop() == 0
    assert gone(workers)

    there = {"DATABASE_URL": other_url, "REDIS_URL": redis_url}
    restored = run(tmp_path / "new", "restore", str(archive), **there)
    assert restored.returncode == 0, restored.stderr
    second = start(tmp_path / "new", "--workers", "2", "--no-worker", **there)
    try:
        assert timeless(second.get("/api/v1/policy")) == timeless(policy)
        looked = run(tmp_path / "new", "doctor", "--json", "--workers", "2", **there)
    finally:
        second.stop()
    assert looked.returncode == 0, looked.stdout
    levels = {finding["name"]: finding["level"] for finding in json.loads(looked.stdout)}
    assert levels["database"] == levels["Redis"] == levels["tables"] == levels["workers"] == "ok"
