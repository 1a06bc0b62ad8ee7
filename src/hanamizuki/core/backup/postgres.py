"""PostgreSQL: dump and load with its own tools, in one snapshot; no password on a command line."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hanamizuki.core.backup.errors import BackupError

MEMBER = "database.pgdump"


def dump(database: Mapping[str, Any], target: Path) -> tuple[dict[str, int], list[str]]:
    """Dump the database; its row counts and migrations as of the very moment of the dump."""
    with _snapshot(database) as (cursor, snapshot):
        counts = _rows(cursor)
        migrations = _migrations(cursor)
        arguments = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        _tool("pg_dump", database, [*arguments, f"--file={target}", f"--dbname={database['NAME']}"])
    return counts, migrations


def load(database: Mapping[str, Any], source: Path) -> None:
    """Load a dump in one transaction; what the dump has replaces what is there."""
    arguments = ["--no-owner", "--no-privileges", "--clean", "--if-exists"]
    safe = ["--single-transaction", "--exit-on-error"]
    _tool("pg_restore", database, [*arguments, *safe, f"--dbname={database['NAME']}", str(source)])


def rows(database: Mapping[str, Any]) -> dict[str, int]:
    """The number of rows of each table of the schema public."""
    with _cursor(database) as cursor:
        return _rows(cursor)


def tool_version(tool: str = "pg_dump") -> str | None:
    """What the tool says of its version; None where it is not installed."""
    found = shutil.which(tool)
    if not found:
        return None
    return subprocess.run([found, "--version"], capture_output=True, text=True).stdout.strip()


@contextmanager
def _cursor(database: Mapping[str, Any]) -> Iterator[Any]:
    import psycopg

    try:
        with psycopg.connect(
            dbname=database["NAME"],
            user=database["USER"] or None,
            password=database["PASSWORD"] or None,
            host=database["HOST"] or None,
            port=database["PORT"] or None,
            connect_timeout=5,
        ) as connection:
            yield connection.cursor()
    except psycopg.OperationalError as error:
        raise BackupError(f"PostgreSQL cannot be reached: {_first(str(error))}") from error


@contextmanager
def _snapshot(database: Mapping[str, Any]) -> Iterator[tuple[Any, str]]:
    with _cursor(database) as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor, cursor.fetchone()[0]


def _rows(cursor: Any) -> dict[str, int]:
    from psycopg import sql

    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    counts = {}
    for (name,) in cursor.fetchall():
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", name))
        counts[name] = int(cursor.execute(query).fetchone()[0])
    return counts


def _migrations(cursor: Any) -> list[str]:
    cursor.execute("SELECT to_regclass('public.django_migrations')")
    if cursor.fetchone()[0] is None:
        return []
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    return [f"{app}.{name}" for app, name in cursor.fetchall()]


def _tool(name: str, database: Mapping[str, Any], arguments: list[str]) -> None:
    found = shutil.which(name)
    if not found:
        raise BackupError(
            f"{name} is not installed; install PostgreSQL's client programs of the server's"
            " version or newer (Debian, Ubuntu: apt install postgresql-client)"
        )
    given = {
        "PGHOST": database["HOST"],
        "PGPORT": database["PORT"],
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
    }
    environment = {**os.environ, **{key: value for key, value in given.items() if value}}
    done = subprocess.run(
        [found, *arguments], env=environment, capture_output=True, text=True, errors="replace"
    )
    if done.returncode:
        raise BackupError(f"{name} failed: {_first(done.stderr)}")


def _first(text: str) -> str:
    return (text.strip().splitlines() or ["no reason given"])[0]
