"""One worker for each database: whoever holds the lock works, the others wait for it."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import IO, Protocol

from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

LOCK_NAME = "worker.lock"
KEY = 0x68616E61_6A6F6273  # "hanajobs"; PostgreSQL keeps such locks apart by database
# A machine that vanished is noticed in a minute; PostgreSQL would wait for two hours.
_ALIVE = "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10"


class Lock(Protocol):
    """A lock that ends with the process that holds it, however that ends."""

    def take(self) -> bool:
        """Try to get it; whether it is ours now."""

    def held(self) -> bool:
        """Whether it is still ours."""

    def release(self) -> None:
        """Give it back."""


def lock(folder: Path) -> Lock:
    """The lock of the ward's database: on PostgreSQL in the server, else in the data folder."""
    if connections["default"].vendor == "postgresql":
        return ServerLock()
    return FileLock(folder / LOCK_NAME)


class FileLock:
    """A lock on a file of the data folder, which names its holder."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._handle: IO[str] | None = None

    def take(self) -> bool:
        """Try to get it."""
        handle = self._file.open("a", encoding="ascii")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.close()
            return False
        handle.truncate(0)
        handle.write(f"process {os.getpid()}\n")
        handle.flush()
        self._handle = handle
        return True

    def held(self) -> bool:
        """Nobody takes it from us."""
        return self._handle is not None

    def release(self) -> None:
        """Give it back."""
        if self._handle:
            self._handle.close()
            self._handle = None


class ServerLock:
    """An advisory lock of PostgreSQL, with a connection of its own that holds it.

    Through a pooler it needs a pool for whole sessions (PgBouncer: pool_mode=session).
    """

    def __init__(self) -> None:
        self._connection: BaseDatabaseWrapper | None = None

    def take(self) -> bool:
        """Try to get it; a server that is away refuses."""
        self._connection = connections.create_connection("default")
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(_ALIVE)
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [KEY])
                if cursor.fetchone()[0]:
                    return True
        except DatabaseError:
            pass
        self.release()
        return False

    def held(self) -> bool:
        """The lock lives as long as its connection."""
        if self._connection is None:
            return False
        try:
            with self._connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            self.release()
            return False
        return True

    def release(self) -> None:
        """Close the connection, and with it the lock."""
        if self._connection is not None:
            with suppress(DatabaseError):
                self._connection.close()
            self._connection = None
