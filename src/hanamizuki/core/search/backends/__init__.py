"""The full-text engine of the database in use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from django.db import connection

from hanamizuki.core.search.analysis import Keys
from hanamizuki.core.search.backends import postgres, sqlite
from hanamizuki.core.search.expressions import Expression


class Backend(Protocol):
    """What a full-text engine has to offer."""

    def lock(self) -> None:
        """Let one rebuild at a time go on, until the transaction ends."""

    def write(self, rows: Iterable[tuple[int, Keys]]) -> None:
        """Store the keys of documents, by primary key."""

    def tidy(self) -> None:
        """Drop what belongs to no document any more and bring statistics up to date."""

    def reading(self) -> AbstractContextManager[None]:
        """Around the lists of one query."""

    def ranked(self, wanted: Expression, kinds: Sequence[str] | None, limit: int) -> list[int]:
        """Primary keys of the documents that match, best first."""

    def size(self) -> int:
        """Bytes the index takes up."""


def backend() -> Backend:
    """The engine for the default database. Raises LookupError for a database without one."""
    if connection.vendor == "sqlite":
        return sqlite.Sqlite()
    if connection.vendor == "postgresql":
        return postgres.Postgres()
    raise LookupError(f"no full-text search for {connection.vendor}; use SQLite or PostgreSQL")
