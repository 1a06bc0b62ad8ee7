"""SQLite: a consistent copy of a database that is being written to, and its checks."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from hanamizuki.core.backup.errors import BackupError

MEMBER = "database.sqlite3"


def copy(source: Path, target: Path) -> None:
    """Copy with the backup API in one read transaction: writers go on, the copy is of a moment."""
    if not source.exists():
        raise BackupError(f"there is no database {source}; is --data right?")
    try:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as live,
            closing(sqlite3.connect(target)) as made,
        ):
            live.backup(made)
            # The copy must be one file; it would else bring a -wal of its own.
            made.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise BackupError(f"{source} cannot be copied: {error}") from error


def check(file: Path) -> None:
    """Raise BackupError where the file is no sound database."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as database:
            found = database.execute("PRAGMA integrity_check(1)").fetchone()[0]
            orphan = database.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as error:
        raise BackupError(f"the database in {file} is damaged: {error}") from error
    if found != "ok":
        raise BackupError(f"the database in {file} is damaged: {found}")
    if orphan:
        raise BackupError(
            f"a row of {orphan[0]} in {file} points to a row of {orphan[2]} not there"
        )


def rows(file: Path) -> dict[str, int]:
    """The number of rows of each table (SQLite's own and search's inner tables left out)."""
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as database:
        names = database.execute("PRAGMA table_list").fetchall()
        tables = sorted(n[1] for n in names if n[2] == "table" and not n[1].startswith("sqlite_"))
        return {name: _count(database, name) for name in tables}


def migrations(file: Path) -> list[str]:
    """The applied migrations as app.name; empty where the database has none."""
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as database:
        query = "SELECT app, name FROM django_migrations ORDER BY app, name"
        try:
            return [f"{app}.{name}" for app, name in database.execute(query)]
        except sqlite3.OperationalError:
            return []


def _count(database: sqlite3.Connection, table: str) -> int:
    quoted = table.replace('"', '""')
    return int(database.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0])  # noqa: S608
