"""Reads a whole request body into a temporary file before a thread is spent on the request.

Four clients that stall in the middle of a body would otherwise hold all four threads.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from tempfile import SpooledTemporaryFile
from typing import Any, Protocol

Receive = Callable[[], Awaitable[Mapping[str, Any]]]

MAX_BODY = 25_000_000  # bytes of one request
MAX_SPOOLED = 400_000_000  # bytes of all bodies being received at one time by one process
PATIENCE = 15.0  # seconds for a body to arrive …
SLOWEST = 20_000  # … plus one second for every so many bytes that did: 160 kbit/s is enough
IN_MEMORY = 256_000  # bytes kept in memory before the spool goes to disk
LINGER = 5.0  # seconds in which the rest of a refused body is read and thrown away


class BodyTooLarge(Exception):
    """More than the limit was announced or sent."""


class BodyTooSlow(Exception):
    """The body did not arrive in time."""


class SpoolFull(Exception):
    """Too many bodies are being received at once."""


class ClientGone(Exception):
    """The client closed the connection before its body was complete."""


class BinaryFile(Protocol):
    """What a WSGI application reads its input from, as far as it is used here."""

    def read(self, size: int = -1, /) -> bytes: ...
    def close(self) -> None: ...


class Spool:
    """The bodies of one process: each within its limits, all together within `total` bytes."""

    def __init__(
        self, limit: int = MAX_BODY, total: int = MAX_SPOOLED, patience: float = PATIENCE
    ) -> None:
        self.limit = limit
        self.total = total
        self.patience = patience
        self._held = 0

    async def read(self, receive: Receive, announced: int | None) -> tuple[BinaryFile, int]:
        """The body as a file at its start, and its length in bytes.

        `announced` is the Content-Length, None where the client sent none. The caller calls
        `release(length)` when it has closed the file.

        Raises BodyTooLarge, BodyTooSlow, SpoolFull or ClientGone; nothing is held then.
        """
        if announced is not None and announced > self.limit:
            raise BodyTooLarge
        file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  closed by the caller
        arrived = 0
        begun = time.monotonic()
        try:
            more = announced != 0
            while more:
                chunk, more = await self._chunk(receive, begun, arrived)
                self._hold(len(chunk))
                arrived += len(chunk)
                if arrived > self.limit:
                    raise BodyTooLarge
                file.write(chunk)
        except BaseException:
            file.close()
            self.release(arrived)
            raise
        file.seek(0)
        return file, arrived

    def release(self, length: int) -> None:
        """Give back the room of a body that is done with."""
        self._held -= length

    def _hold(self, length: int) -> None:
        if self._held + length > self.total:
            raise SpoolFull
        self._held += length

    async def _chunk(self, receive: Receive, begun: float, arrived: int) -> tuple[bytes, bool]:
        allowed = begun + self.patience + arrived / SLOWEST - time.monotonic()
        try:
            async with asyncio.timeout(max(allowed, 0)):
                message = await receive()
        except TimeoutError:
            raise BodyTooSlow from None
        if message["type"] == "http.disconnect":
            raise ClientGone
        return message.get("body", b""), message.get("more_body", False)


async def discard(receive: Receive, limit: int) -> None:
    """Read the rest of a refused body for a while, so that the client gets to see the answer.

    A server that closes while a client still sends resets the connection, and a browser then
    shows a connection error in place of the page. Stops after LINGER seconds or `limit` bytes.
    """
    try:
        async with asyncio.timeout(LINGER):
            while limit > 0:
                message = await receive()
                limit -= len(message.get("body", b""))
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return
    except TimeoutError:
        return
