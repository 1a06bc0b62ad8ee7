"""A WSGI application behind an ASGI server: bodies are spooled first, 4 threads answer."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote_from_bytes

from a2wsgi.wsgi import WSGIResponder

from hanamizuki.site.spool import (
    BodyTooLarge,
    BodyTooSlow,
    ClientGone,
    Receive,
    Spool,
    SpoolFull,
    discard,
)

Scope = MutableMapping[str, Any]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

THREADS = 4
MAX_WAITING = 512  # requests of one process that wait for a thread or are being answered
SEND_PATIENCE = 30.0  # seconds for a client to take one piece of its answer

PROBLEMS = {
    400: ("送られた要求が正しくありません。", "The request is malformed."),
    408: (
        "送信が途中で止まりました。電波のよい場所で、もう一度お試しください。",
        "Your upload stopped on the way. Please try again with a better connection.",
    ),
    413: (
        "ファイルが大きすぎます。25 MBまでにして、もう一度お試しください。",
        "The file is too large. Please send at most 25 MB.",
    ),
    503: (
        "ただいま混み合っています。1分ほどたってから、もう一度お試しください。",
        "The service is busy. Please try again in about a minute.",
    ),
}


class Application:
    """The ASGI application: spooled bodies, a bounded number at once, answers of its own."""

    def __init__(self, wsgi: Callable[..., Iterable[bytes]], spool: Spool) -> None:
        self._site = _with_spooled_input(wsgi)
        self._threads = ThreadPoolExecutor(THREADS, "pages")
        self._spool = spool
        self._waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; anything but HTTP is left alone."""
        if scope["type"] != "http":
            return
        send = _steady(send)
        try:
            announced = _clean(scope)
        except ValueError:
            await _problem(scope, send, 400)
            return
        if self._waiting >= MAX_WAITING:
            await _problem(scope, send, 503)
            return
        self._waiting += 1
        try:
            await self._spooled(scope, receive, send, announced)
        finally:
            self._waiting -= 1

    async def _spooled(
        self, scope: Scope, receive: Receive, send: Send, announced: int | None
    ) -> None:
        try:
            file, length = await self._spool.read(receive, announced)
        except ClientGone:
            return
        except BodyTooLarge:
            if not any(name == b"expect" for name, _ in scope["headers"]):
                await discard(receive, 2 * self._spool.limit)
            await _problem(scope, send, 413)
            return
        except BodyTooSlow:
            await _problem(scope, send, 408)
            return
        except SpoolFull:
            await _problem(scope, send, 503)
            return
        scope["hanamizuki.body"] = file
        scope["hanamizuki.length"] = length
        try:
            answer: Any = _Answer(self._site, self._threads, 0)
            await answer(scope, _nothing, send)
        finally:
            file.close()
            self._spool.release(length)


class _Answer(WSGIResponder):
    """One request in a thread. Its answer goes into an endless queue, without waiting.

    A client that reads slowly must not hold a thread; and a thread that waits until the event loop
    has taken each piece gives the lock of the interpreter away three times an answer.
    """

    def send(self, message: Mapping[str, Any] | None) -> None:
        """Called in the thread."""
        self.loop.call_soon_threadsafe(self.send_queue.put_nowait, message)


def _with_spooled_input(wsgi: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        scope = environ.pop("asgi.scope")
        environ["wsgi.input"] = scope["hanamizuki.body"]
        environ["CONTENT_LENGTH"] = str(scope["hanamizuki.length"])
        environ["wsgi.errors"] = sys.stderr
        # Django reads to CONTENT_LENGTH; a body sent in chunks has been measured by now.
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        return wsgi(environ, start_response)

    return application


def _clean(scope: Scope) -> int | None:
    """Make the scope safe for WSGI; the announced Content-Length, or None.

    A header name with an underscore would pass for the one with a hyphen (X_Forwarded_Proto),
    and raw non-ASCII bytes in a query string have no place in WSGI. Raises ValueError.
    """
    scope["headers"] = [(name, value) for name, value in scope["headers"] if b"_" not in name]
    query = scope["query_string"]
    if not query.isascii():
        scope["query_string"] = quote_from_bytes(query, safe="!$&'()*+,-./:;=?@_~%").encode()
    headers = dict(scope["headers"])
    if b"transfer-encoding" in headers:
        return None
    length = headers.get(b"content-length", b"0")
    if not length.isdigit():
        raise ValueError(length)
    return int(length)


async def _nothing() -> Mapping[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


def _steady(send: Send) -> Send:
    """A send that never fails and never waits for ever: a client that left is answered in vain."""
    gone = False

    async def steady(message: Mapping[str, Any]) -> None:
        nonlocal gone
        if gone:
            return
        try:
            async with asyncio.timeout(SEND_PATIENCE):
                await send(message)
        except (TimeoutError, OSError, RuntimeError):
            gone = True

    return steady


async def _problem(scope: Scope, send: Send, status: int) -> None:
    """A short answer of the server itself: problem+json for the API, else a page."""
    japanese, english = PROBLEMS[status]
    if scope["path"].startswith(("/api/", "/open311/")):
        kind = b"application/problem+json"
        text = json.dumps(
            {"type": "about:blank", "title": english, "title_ja": japanese, "status": status},
            ensure_ascii=False,
        )
    else:
        kind = b"text/html; charset=utf-8"
        text = (
            '<!doctype html><html lang="ja"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            f"<title>{japanese}</title></head><body><main><h1>{japanese}</h1>"
            f'<p lang="en">{english}</p><p><a href="/">トップページ <span lang="en">Home</span></a>'
            "</p></main></body></html>"
        )
    body = text.encode()
    headers = [
        (b"content-type", kind),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    if status == 503:
        headers.append((b"retry-after", b"60"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
