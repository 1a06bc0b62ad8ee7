"""The live addresses below /api/v1/desk/, answered from the hub's memory, without Django's threads.

    GET stream [?ticket=SECRET]    Server-Sent Events; Last-Event-ID goes on where a reader was
    GET state                      the same present as JSON, for who polls; ETag
    GET tickets/SECRET             one's own number as JSON; ETag

Nothing is written here, no cookie is read or set, and a secret is in no log of ours.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import os
import resource
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings

from hanamizuki.core.clock import now
from hanamizuki.desk.live import frames
from hanamizuki.desk.live.hub import Hub, Listener
from hanamizuki.desk.services.issuing import digest

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

ROOT = "/api/v1/desk/"
LISTENERS = int(os.environ.get("HANAMIZUKI_LISTENERS", "").strip() or "12000")
ONE_ADDRESS = 1_000  # streams of one address: an office, a school or a net shares one
RETRY = 3_000  # milliseconds until a browser comes back by itself

STREAM = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
JSON = [
    (b"content-type", b"application/json; charset=utf-8"),
    (b"cache-control", b"no-cache"),
    (b"x-content-type-options", b"nosniff"),
]
PRIVATE = [
    (b"content-type", b"application/json; charset=utf-8"),
    (b"cache-control", b"no-store, private"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-robots-tag", b"noindex, nofollow"),
    (b"x-content-type-options", b"nosniff"),
]
ANYBODY = (b"access-control-allow-origin", b"*")
PROBLEMS = {
    404: ("この番号は見つかりません", "There is no such number", None),
    429: ("同じ場所からの接続が多すぎます", "Too many streams from one address", b"60"),
    503: ("ただいま混み合っています。しばらくして、もう一度", "Busy; try again soon", b"30"),
}


class Live:
    """The ASGI application of these addresses; its hub begins with the first request."""

    def __init__(self) -> None:
        self._hub: Hub | None = None
        self._addresses: Counter[str] = Counter()

    def hub(self) -> Hub:
        """The hub of this process."""
        if self._hub is None:
            _allow_open_files()
            self._hub = Hub()
            self._hub.start()
        return self._hub

    @staticmethod
    def answers(scope: Scope) -> bool:
        """Whether a request is for here; everything else is Django's."""
        path: str = scope.get("path", "")
        if scope["type"] != "http" or scope["method"] != "GET" or not path.startswith(ROOT):
            return False
        rest = path[len(ROOT) :]
        own = rest.removeprefix("tickets/")
        return rest in ("stream", "state") or (own != rest and own != "" and "/" not in own)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        hub = self.hub()
        if await hub.ready() is None:
            await _problem(send, 503)
            return
        rest: str = scope["path"][len(ROOT) :]
        if rest == "stream":
            await self._stream(hub, scope, receive, send)
        elif rest == "state":
            etag = f'"{hub.seq}-{now():%H%M}"'
            await _json(scope, send, etag, hub.state, [*JSON, ANYBODY])
        else:
            await self._ticket(hub, scope, send, rest.removeprefix("tickets/"))

    async def _ticket(self, hub: Hub, scope: Scope, send: Send, secret: str) -> None:
        person = await hub.find(digest(secret))
        if person is None:
            await _problem(send, 404)
            return
        found = person

        def message() -> dict[str, Any]:
            moment = now().isoformat(timespec="seconds")
            return {"seq": hub.seq, "at": moment, **hub.ticket(found)}

        await _json(scope, send, f'"{hub.seq}-{now():%H%M}-{person.id}"', message, PRIVATE)

    async def _stream(self, hub: Hub, scope: Scope, receive: Receive, send: Send) -> None:
        query = parse_qs(scope["query_string"].decode("ascii", "replace"))
        secret = query.get("ticket", [""])[0]
        key = digest(secret) if secret else ""
        address = _address(scope)
        if len(hub.listeners) >= LISTENERS:
            await _problem(send, 503)
            return
        if settings.RATE_LIMIT and self._addresses[address] >= ONE_ADDRESS:
            await _problem(send, 429)
            return
        if key and await hub.find(key) is None:
            await _problem(send, 404)
            return
        self._addresses[address] += 1
        one = Listener(send, key)
        try:
            await self._listen(hub, one, receive, _last_id(scope, query))
        except asyncio.CancelledError:
            pass  # its connection took nothing for too long
        finally:
            hub.listeners.discard(one)
            self._addresses[address] -= 1
            if not self._addresses[address]:
                del self._addresses[address]
            if one.serving is not None:
                one.serving.cancel()

    async def _listen(self, hub: Hub, one: Listener, receive: Receive, last: int | None) -> None:
        headers = [*STREAM, *PRIVATE[2:4]] if one.digest else [*STREAM, ANYBODY]
        await one.send({"type": "http.response.start", "status": 200, "headers": headers})
        one.busy_since = time.monotonic()
        hub.listeners.add(one)
        first = b"retry:%d\n\n" % RETRY + hub.greet(one, last)
        await one.send({"type": "http.response.body", "body": first, "more_body": True})
        one.busy_since = 0.0
        await hub.serve(one)  # what came meanwhile
        while (await receive())["type"] != "http.disconnect":
            pass


def _allow_open_files() -> None:
    """Each stream is an open file: as many as allowed (many systems begin at 1,024)."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _last_id(scope: Scope, query: Mapping[str, list[str]]) -> int | None:
    """The number up to which a reader knows everything; also `?after=`, where no header can be."""
    given = query.get("after", [""])[0]
    for name, value in scope["headers"]:
        if name == b"last-event-id":
            given = value.decode("ascii", "replace")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else None


def _address(scope: Scope) -> str:
    """The address that counts, as site.staff.lockout finds it; a /64 of IPv6 is one."""
    connection = str((scope.get("client") or ("",))[0])
    address = connection
    if proxies := settings.NINJA_NUM_PROXIES:
        given = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
        seen = [one.strip() for one in given.decode("latin-1").split(",")]
        if seen[0]:
            address = seen[-min(proxies, len(seen))]
    with suppress(ValueError):
        found = ipaddress.ip_address(address)
        if found.version == 6:
            return str(ipaddress.ip_network((found, 64), strict=False))
        return str(found)
    return connection


async def _json(
    scope: Scope,
    send: Send,
    etag: str,
    message: Callable[[], dict[str, Any]],
    headers: list[tuple[bytes, bytes]],
) -> None:
    known = next((value for name, value in scope["headers"] if name == b"if-none-match"), b"")
    same = etag in [one.strip().removeprefix("W/") for one in known.decode("latin-1").split(",")]
    body = b"" if same else frames.text(message()).encode()
    more = [(b"etag", etag.encode())]
    if not same:
        more.append((b"content-length", str(len(body)).encode()))
    status = 304 if same else 200
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *more]})
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def _problem(send: Send, status: int) -> None:
    japanese, english, retry = PROBLEMS[status]
    problem = {"type": "about:blank", "title": english, "title_ja": japanese, "status": status}
    body = json.dumps(problem, ensure_ascii=False).encode()
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        ANYBODY,
    ]
    if retry:
        headers.append((b"retry-after", retry))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


live = Live()
