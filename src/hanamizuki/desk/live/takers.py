"""POST /api/v1/desk/tickets as the server answers it: everybody who waits in one transaction.

One thread of each server process takes all requests that have come while it was writing, gives out
their numbers together and hands the answers back to the event loop at once. So on a busy morning a
number costs a third of what it does with a thread for each, and eight takers share one flush to the
disk. Only what goes well is answered here: whatever is wrong with a request, `tickets_api` says,
which also answers below a plain WSGI server. Both ask and answer by the same functions.
"""

from __future__ import annotations

import asyncio
import json
import logging
import queue
import threading
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.exceptions import ValidationError as Refused
from django.core.handlers.asgi import ASGIRequest
from django.db import close_old_connections
from ninja.errors import ValidationError
from ninja.responses import NinjaJSONEncoder
from pydantic import ValidationError as Malformed

from hanamizuki.desk import limits, tickets_api
from hanamizuki.desk.models import Service
from hanamizuki.desk.services.issuing import Issued, Wish, issue_all
from hanamizuki.desk.services.taking import wish_of

Scope = MutableMapping[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Answer = tuple[int, bytes]

PATH = "/api/v1/desk/tickets"
LARGEST = 2_000  # bytes of a request
WAITING = 256  # requests; more go to the threads, which refuse in words what is too much
AT_ONCE = 32  # numbers in one transaction
PATIENCE = 15.0  # seconds for a request's body
NOT_ASKED = (Malformed, ValidationError, Refused, SuspiciousOperation, ValueError, RecursionError)
"""What a request can have wrong; nothing has been written or counted then."""
FAILED = json.dumps(
    {
        "type": "about:blank",
        "title": "The number could not be given; please try again",
        "title_ja": "番号を出せませんでした。もう一度お試しください",
        "status": 503,
    },
    ensure_ascii=False,
).encode()

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Asking:
    """One request, and who waits for its answer: None where Django is to give it."""

    request: ASGIRequest
    body: bytes
    answer: asyncio.Future[Answer | None]


class Takers:
    """The ASGI application of the address; its thread begins with the first request."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[_Asking] = queue.SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None

    def answers(self, scope: Scope) -> bool:
        """Whether a request may be answered here."""
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"] != PATH:
            return False
        return self._queue.qsize() < WAITING

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> Receive | None:
        """Answer a request; else what Django is to receive it by, from its beginning."""
        message: Message | None = None
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                message = await receive()
        if message is None:
            return receive
        body: bytes = message.get("body", b"")
        # Granian says of every piece that more may come: the length tells.
        whole = dict(scope["headers"]).get(b"content-length") == str(len(body)).encode()
        answer = await self._answer(scope, body) if whole and len(body) <= LARGEST else None
        if answer is None:
            return _again(message, receive)
        status, text = answer
        kind = b"application/json; charset=utf-8" if status == 201 else b"application/problem+json"
        headers = [
            (b"content-type", kind),
            (b"content-length", str(len(text)).encode()),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
        ]
        with suppress(OSError, RuntimeError):  # the client has gone; its number stays
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": text, "more_body": False})
        return None

    async def _answer(self, scope: Scope, body: bytes) -> Answer | None:
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._begin()
        try:
            request = ASGIRequest(dict(scope), BytesIO(body))
        except ValueError:  # bytes that are no address
            return None
        asking = _Asking(request, body, self._loop.create_future())
        self._queue.put(asking)
        return await asking.answer

    def _begin(self) -> None:
        threading.Thread(target=self._work, name="desk-takers", daemon=True).start()

    # -- the thread ------------------------------------------------------------------------------

    def _work(self) -> None:
        with suppress(RuntimeError):  # the event loop is closed: the server stops
            while True:
                self._serve()

    def _serve(self) -> None:
        """Answer whoever waits, and wait for somebody where nobody does."""
        batch = [self._queue.get()]
        with suppress(queue.Empty):
            while len(batch) < AT_ONCE:
                batch.append(self._queue.get_nowait())
        answers: list[Answer | None]
        try:
            answers = _answers(batch)
        except Exception:
            _log.exception("numbers could not be given")
            answers = [(503, FAILED)] * len(batch)
        assert self._loop is not None  # noqa: S101
        self._loop.call_soon_threadsafe(_deliver, batch, answers)


def _deliver(batch: list[_Asking], answers: list[Answer | None]) -> None:
    for asking, answer in zip(batch, answers, strict=True):
        if not asking.answer.done():
            asking.answer.set_result(answer)


def _answers(batch: list[_Asking]) -> list[Answer | None]:
    close_old_connections()
    wishes = [_wish(one) for one in batch]
    made = iter(issue_all([wish for wish in wishes if wish is not None]))
    return [
        None if wish is None else _said(one, next(made))
        for one, wish in zip(batch, wishes, strict=True)
    ]


def _wish(asking: _Asking) -> Wish | None:
    """What is asked for; None where that is not to be had."""
    try:
        given = tickets_api.TicketIn.model_validate(json.loads(asking.body))
        asking.request.get_host()
        wish = wish_of(tickets_api.asked_of(asking.request, given))
    except NOT_ASKED:
        return None
    return wish if limits.room_left(asking.request) else None


def _said(asking: _Asking, made: Issued | BaseException) -> Answer | None:
    if isinstance(made, Service.DoesNotExist):  # withdrawn this very moment
        return None
    if isinstance(made, BaseException):
        _log.error("a number could not be given", exc_info=made)
        return 503, FAILED
    told = tickets_api.ticket_out(asking.request, made.ticket, made.token, made.before)
    shown = tickets_api.TicketOut.model_validate(told).model_dump()
    return 201, json.dumps(shown, cls=NinjaJSONEncoder, ensure_ascii=False).encode()


def _again(first: Message, receive: Receive) -> Receive:
    """A `receive` that begins with the message that has been read already."""
    messages = [first]

    async def again() -> Message:
        return messages.pop() if messages else await receive()

    return again


takers = Takers()
