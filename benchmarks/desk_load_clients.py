"""The clients of `desk_load.py`, each kind in a process of its own; JSON in and out, by lines.

    python benchmarks/desk_load_clients.py issue      takers that take one number after another
    python benchmarks/desk_load_clients.py arrive     takers that come at a rate, whatever happens
    python benchmarks/desk_load_clients.py listen     open streams; notes when each call was read

The first line of standard input says what to do (`Plan`). As little work as can be for each answer,
so that the figures are the server's: raw sockets under uvloop, no HTTP library. Moments are those
of the monotonic clock, which all processes of a machine share on Linux.
"""

from __future__ import annotations

import asyncio
import json
import re
import resource
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import uvloop

AT_ONCE = 200  # streams being opened at a time
PATIENCE = 60.0  # seconds for an answer
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)
CALL = re.compile(rb'event:call\ndata:\{"seq":\d+,"at":"[^"]*","label":"([^"]+)"')
TAIL = 160  # bytes kept of a piece: a call's beginning may be cut in two


@dataclass
class Plan:
    """What to do. `services` are taken in turn, with `mixed` every second round in the hall;
    `phones` are the secrets of tickets to follow."""

    url: str
    services: list[str] = field(default_factory=list)
    mixed: bool = False
    takers: int = 8
    tickets: int = 0
    rate: float = 0.0
    seconds: float = 0.0
    listeners: int = 0
    phones: list[str] = field(default_factory=list)


class Taker(asyncio.Protocol):
    """One connection that takes numbers; `answered(taker, status, body)` after each answer."""

    def __init__(self, answered: Callable[[Taker, int, bytes], None]) -> None:
        self._answered = answered
        self._rest = b""
        self._transport: Any = None
        self.began = 0.0
        self.asking = False

    def connection_made(self, transport: Any) -> None:
        """Keep the connection."""
        self._transport = transport

    def ask(self, request: bytes, began: float | None = None) -> None:
        """Send a request; its time runs from `began`, now without."""
        self.began = time.monotonic() if began is None else began
        self.asking = True
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Tell of an answer once it is whole."""
        self._rest += data
        head, blank, body = self._rest.partition(b"\r\n\r\n")
        length = LENGTH.search(head + b"\r\n")
        if blank and length and len(body) >= int(length[1]):
            self._rest, self.asking = b"", False
            self._answered(self, int(head[9:12]), body)

    def connection_lost(self, error: Exception | None) -> None:
        """An answer that was being waited for does not come any more."""
        if self.asking:
            self.asking = False
            self._answered(self, 0, b"")

    def close(self) -> None:
        """Close the connection."""
        self._transport.close()


class Takers:
    """What the answers were, and the requests to ask with."""

    def __init__(self, plan: Plan) -> None:
        parts = urlsplit(plan.url)
        self.host, self.port = parts.hostname, parts.port
        self.times: list[float] = []
        self.numbers: list[str] = []
        self.links: list[str] = []
        self.wrong: list[int] = []
        there = (False, True) if plan.mixed else (False,)
        self._requests = [
            _request(
                parts.netloc, {"service": code, "present": here} if here else {"service": code}
            )
            for here in there
            for code in plan.services
        ]
        self._asked = 0

    def request(self) -> bytes:
        """The next request."""
        self._asked += 1
        return self._requests[self._asked % len(self._requests)]

    def note(self, taker: Taker, status: int, body: bytes) -> None:
        """Keep what an answer says."""
        if status == 201:
            self.times.append(time.monotonic() - taker.began)
            answer = json.loads(body)
            self.numbers.append(answer["number"])
            self.links.append(answer["link"])
        else:
            self.wrong.append(status)

    async def connect(self, answered: Callable[[Taker, int, bytes], None]) -> Taker:
        """A new connection."""
        loop = asyncio.get_running_loop()
        _, taker = await loop.create_connection(lambda: Taker(answered), self.host, self.port)
        return taker

    def result(self, took: float) -> dict[str, Any]:
        """Times in seconds, numbers, links, statuses that were not 201 (0: connection lost)."""
        told = {"times": self.times, "numbers": self.numbers, "links": self.links}
        return {**told, "wrong": self.wrong, "took": took, "cpu": _cpu()}


def _request(host: str, asked: dict[str, Any]) -> bytes:
    body = json.dumps(asked).encode()
    head = (
        f"POST /api/v1/desk/tickets HTTP/1.1\r\nHost: {host}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def issue(plan: Plan) -> dict[str, Any]:
    """Each taker asks again as soon as it has its answer, until all tickets are there."""
    takers, left = Takers(plan), plan.tickets
    done = asyncio.get_running_loop().create_future()

    def answered(taker: Taker, status: int, body: bytes) -> None:
        nonlocal left
        takers.note(taker, status, body)
        left -= 1
        if left >= plan.takers and status:
            taker.ask(takers.request())
        elif left == 0 or not status:
            done.cancelled() or done.done() or done.set_result(None)

    some = [await takers.connect(answered) for _ in range(plan.takers)]
    began = time.monotonic()
    for one in some:
        one.ask(takers.request())
    await done
    took = time.monotonic() - began
    for one in some:
        one.close()
    return takers.result(took)


async def arrive(plan: Plan) -> dict[str, Any]:
    """Takers come by the clock, each over a connection of its own, as phones do.

    A time runs from the moment at which somebody was to come: a server that falls behind cannot
    hide it by having fewer come.
    """
    takers, coming = Takers(plan), set[asyncio.Task[None]]()

    async def come(due: float) -> None:
        answer = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(PATIENCE):
                taker = await takers.connect(lambda *given: answer.set_result(given))
                taker.ask(takers.request(), due)
                takers.note(*await answer)
                taker.close()
        except (OSError, TimeoutError):
            takers.wrong.append(0)

    began = time.monotonic()
    for number in range(round(plan.rate * plan.seconds)):
        due = began + number / plan.rate
        if (early := due - time.monotonic()) > 0:
            await asyncio.sleep(early)
        task = asyncio.create_task(come(due))
        coming.add(task)
        task.add_done_callback(coming.discard)
    await asyncio.gather(*coming)
    return takers.result(time.monotonic() - began)


class Listener(asyncio.Protocol):
    """One open stream: keeps when it read which call, nothing else."""

    __slots__ = ("calls", "opened", "rest", "transport")

    def __init__(self, opened: asyncio.Future[None]) -> None:
        self.calls: dict[bytes, float] = {}
        self.opened = opened
        self.rest = b""

    def connection_made(self, transport: Any) -> None:
        """Remember the connection: it is closed at the end."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Note the calls in a piece of the stream."""
        now = time.monotonic()
        if not self.opened.done():
            self.opened.set_result(None)
        data = self.rest + data
        end = 0
        if b"event:call" in data:
            for found in CALL.finditer(data):
                self.calls.setdefault(found[1], now)
                end = found.end()
        self.rest = data[max(end, len(data) - TAIL) :]


async def listen(plan: Plan) -> dict[str, Any]:
    """Open the streams, say so, and listen until a line comes that says which calls there were.

    The line is label → moment of the press; the answer has the seconds from there to each reader.
    """
    parts, turn = urlsplit(plan.url), asyncio.Semaphore(AT_ONCE)
    loop = asyncio.get_running_loop()
    phones = deque(plan.phones)

    async def open_one() -> Listener:
        query = f"?ticket={phones.popleft()}" if phones else ""
        head = f"GET /api/v1/desk/stream{query} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n"
        async with turn, asyncio.timeout(PATIENCE):
            opened = loop.create_future()
            transport, one = await loop.create_connection(
                lambda: Listener(opened), parts.hostname, parts.port
            )
            transport.write(head.encode())
            await opened
            return one

    began = time.monotonic()
    listeners = await asyncio.gather(*(open_one() for _ in range(plan.listeners)))
    opened = time.monotonic() - began
    cpu = _cpu()
    _say({"opened": opened})
    pressed = json.loads(await loop.run_in_executor(None, sys.stdin.readline))
    times = [
        one.calls[label.encode()] - at
        for one in listeners
        for label, at in pressed.items()
        if label.encode() in one.calls
    ]
    cpu = _cpu() - cpu
    for one in listeners:
        one.transport.abort()
    return {"times": times, "missed": len(listeners) * len(pressed) - len(times), "cpu": cpu}


def _say(what: dict[str, Any]) -> None:
    # Through a buffer of its own: an unbuffered stdout (PYTHONUNBUFFERED) drops what a pipe has no
    # room for.
    with open(1, "w", encoding="utf-8", closefd=False) as out:
        out.write(json.dumps(what) + "\n")


def main() -> None:
    """Do what the word and the first line say."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    work = {"issue": issue, "arrive": arrive, "listen": listen}[sys.argv[1]]
    _say(uvloop.run(work(Plan(**json.loads(sys.stdin.readline())))))


if __name__ == "__main__":
    main()
