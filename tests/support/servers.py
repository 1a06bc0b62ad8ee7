"""PostgreSQL, Redis and Chromium for tests: whether they are there, and fixtures that use them.

HANAMIZUKI_TEST_POSTGRES (default postgresql://postgres@127.0.0.1:5432/postgres) names a server
on which databases may be made and dropped; HANAMIZUKI_TEST_REDIS a Redis or Valkey.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit, urlunsplit

import pytest

POSTGRES = os.environ.get(
    "HANAMIZUKI_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres"
)
REDIS = os.environ.get("HANAMIZUKI_TEST_REDIS", "redis://127.0.0.1:6379/15")


def _answers(url: str, port: int) -> bool:
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "127.0.0.1", parts.port or port), 1).close()
    except OSError:
        return False
    return True


def why_no_postgres() -> str:
    """Why the group postgres cannot run; empty where it can."""
    shown = urlsplit(POSTGRES)
    where = f"{shown.hostname}:{shown.port or 5432}"
    if not _answers(POSTGRES, 5432):
        return f"no PostgreSQL answers at {where} (HANAMIZUKI_TEST_POSTGRES names another)"
    import psycopg

    try:
        psycopg.connect(POSTGRES, connect_timeout=2).close()
    except psycopg.OperationalError as error:
        return f"PostgreSQL at {where} refuses: {str(error).strip().splitlines()[0]}"
    return ""


def why_no_redis() -> str:
    """Why the group redis cannot run; empty where it can."""
    if _answers(REDIS, 6379):
        return ""
    parts = urlsplit(REDIS)
    return (
        f"no Redis or Valkey answers at {parts.hostname}:{parts.port or 6379}"
        " (HANAMIZUKI_TEST_REDIS names another)"
    )


def chromium() -> str | None:
    """The system's Chromium or Chrome, None where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


def why_no_browser() -> str:
    """Why the group browser cannot run; empty where it can."""
    if not chromium():
        return "no Chromium found (Debian, Ubuntu: apt install chromium)"
    try:
        import playwright  # noqa: F401
    except ModuleNotFoundError:
        return "playwright is not installed (./ward test --all installs it)"
    return ""


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """The address of an empty PostgreSQL database of the test's own; dropped afterwards."""
    import psycopg
    from psycopg import sql

    name = f"hanamizuki_test_{secrets.token_hex(6)}"
    with closing(psycopg.connect(POSTGRES, autocommit=True)) as server:
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(
                sql.Identifier(name)
            )
        )
        try:
            yield urlunsplit(urlsplit(POSTGRES)._replace(path=f"/{name}"))
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def redis_url() -> Iterator[str]:
    """The address of an empty Redis database; emptied again afterwards.

    Databases that hold somebody's keys, or those of a run that was stopped, are left alone.
    """
    import redis

    base, _, number = REDIS.rpartition("/")
    for one in range(int(number), 0, -1):
        with closing(redis.Redis.from_url(f"{base}/{one}")) as server:
            if server.dbsize() == 0:
                yield f"{base}/{one}"
                server.flushdb()
                return
    pytest.fail(f"{base}: no database up to {number} is empty")
