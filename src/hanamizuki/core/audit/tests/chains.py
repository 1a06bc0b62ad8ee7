"""A small trail, and doing to it what the database would refuse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from hanamizuki.core import audit

ACTOR = "account:00000000-0000-0000-0000-000000000007"
COLUMNS = (
    *("seq", "at", "actor", "action", "subject", "section", "changes", "reason"),
    *("previous", "hash"),
)


def build(count: int = 5) -> list[int]:
    """Some entries after those that are there; their numbers."""
    return [
        audit.record(
            ACTOR,
            "policy.line.changed",
            f"policy.line:2025/{number}",
            before={"target": number},
            after={"target": number + 1, "note": "綱島東の見守り"},
            reason="年度の見直し",
            section="kikaku",
        ).seq
        for number in range(count)
    ]


@contextmanager
def unguarded() -> Iterator[Any]:
    """A cursor past the triggers, as whoever owns the database has; they are back afterwards."""
    with connection.cursor() as cursor:
        off, on = _switches(cursor)
        for statement in off:
            cursor.execute(statement)
        yield cursor
        for statement in on:
            cursor.execute(statement)


def _switches(cursor: Any) -> tuple[list[str], list[str]]:
    if connection.vendor == "postgresql":
        alter = [f"ALTER TABLE {one} {{}} TRIGGER USER" for one in ("audit_entry", "audit_head")]
        return [one.format("DISABLE") for one in alter], [one.format("ENABLE") for one in alter]
    cursor.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%%'"
    )
    triggers = cursor.fetchall()
    return [f"DROP TRIGGER {name}" for name, _ in triggers], [sql for _, sql in triggers]


def stored(cursor: Any, seq: int) -> dict[str, bytes]:
    """The bytes of an entry's columns."""
    as_bytes = "CAST({} AS BLOB)" if connection.vendor == "sqlite" else "CAST({} AS text)"
    names = ", ".join(as_bytes.format(name) for name in COLUMNS)
    cursor.execute(f"SELECT {names} FROM audit_entry WHERE seq = %s", [seq])
    row = cursor.fetchone()
    return {
        name: value if isinstance(value, bytes) else value.encode()
        for name, value in zip(COLUMNS, row, strict=True)
    }
