"""Reads an event stream over a bare socket, as a test wants it: slowly, again, or not at all."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit


class Stream:
    """An open stream; iterate over its events as (event, message, id)."""

    def __init__(self, url: str, path: str = "", last: int | None = None) -> None:
        parts = urlsplit(url)
        self._socket = socket.create_connection((parts.hostname, parts.port), timeout=15)
        more = f"Last-Event-ID: {last}\r\n" if last is not None else ""
        self._socket.sendall(
            f"GET /api/v1/desk/stream{path} HTTP/1.1\r\nHost: {parts.netloc}\r\n{more}\r\n".encode()
        )
        self._file = self._socket.makefile("rb")
        self.status = int(self._file.readline().split()[1])
        self.headers: dict[str, str] = {}
        while line := self._file.readline().decode().strip():
            name, _, value = line.partition(":")
            self.headers[name.lower()] = value.strip()
        self.last: int | None = last
        self._events = self._read()  # one for all: a piece may hold several events

    def _lines(self) -> Iterator[str]:
        """The lines of the body, out of its chunks."""
        rest = b""
        while size := int(self._file.readline().strip() or b"0", 16):
            rest += self._file.read(size)
            self._file.readline()
            *whole, rest = rest.split(b"\n")
            yield from (one.decode() for one in whole)

    def __iter__(self) -> Iterator[tuple[str, dict[str, Any], int | None]]:
        return self._events

    def _read(self) -> Iterator[tuple[str, dict[str, Any], int | None]]:
        event, data = "", ""
        for line in self._lines():
            name, _, value = line.partition(":")
            if name == "id":
                self.last = int(value)
            elif name == "event":
                event = value
            elif name == "data":
                data = value
            elif not line and data:
                yield event, json.loads(data), self.last
                event, data = "", ""

    def until(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The next event of a kind in which these fields are so; TimeoutError without."""
        for event, message, _last in self:
            if event == kind and all(message.get(name) == is_ for name, is_ in fields.items()):
                return message
        raise AssertionError(f"the stream ended without {kind} {fields}")

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._file.close()
        self._socket.close()
