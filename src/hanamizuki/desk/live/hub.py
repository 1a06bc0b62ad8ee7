"""One hub in each server process: a thread tails the events, the event loop tells everybody.

The hall lives in the event loop, and nobody else touches it. What everybody is told is made once
and kept in a short row of frames; a listener only knows how far it has read. A slow one holds up
nobody: while its connection takes nothing it is not served, and when it has fallen out of the row
it gets the whole present anew. Between two calls nothing waits; lengths of lines go out together.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from bisect import bisect_right
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from django.db import connection

from hanamizuki.core.clock import now, today
from hanamizuki.desk.live import expect, frames
from hanamizuki.desk.live.expect import Expected, Place
from hanamizuki.desk.live.source import Tail, facts
from hanamizuki.desk.logic.hall import Call, Facts, Hall, Happened, LineState, Person, Shift

EVERY = 0.1  # seconds between two looks at the table
BEAT = 20.0  # seconds after which a reader hears that we are still there
STALLED = 30.0  # seconds for a connection to take what it was sent
FORECAST_EVERY = 10.0  # seconds
FACTS_EVERY = 60.0  # seconds until a new pack is seen
KEPT_FRAMES = 256
KEPT_CALLS = 3_000  # for readers that come back
SLICE = 100  # listeners served before the loop looks after others

Send = Callable[[dict[str, Any]], Awaitable[None]]
_log = logging.getLogger(__name__)


class Listener:
    """One open stream: how far it has read, and the digest of its ticket's link, if any."""

    __slots__ = ("busy_since", "cursor", "digest", "said", "send", "serving", "task")

    def __init__(self, send: Send, digest: str = "") -> None:
        self.send = send
        self.digest = digest
        self.task = asyncio.current_task()
        self.serving: asyncio.Task[None] | None = None
        self.cursor = 0
        self.said: dict[str, Any] | None = None
        self.busy_since = 0.0


class Hub:
    """The present, and whoever listens to it. Made inside a running event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ready = asyncio.Event()
        self._look = threading.Event()
        self._question: tuple[dict[str, LineState], list[Place]] | None = None
        self.hall: Hall | None = None
        self.listeners: set[Listener] = set()
        self.looks = 0
        self.forecast: dict[Place, Expected | None] = {}
        self._frames: deque[bytes] = deque(maxlen=KEPT_FRAMES)
        self._end = 0  # the number of frames there ever were
        self._joined: dict[int, bytes] = {}
        self._history: deque[tuple[int, bytes]] = deque(maxlen=KEPT_CALLS)
        self._history_from = 0
        self._snapshot: tuple[int, bytes] = (-1, b"")
        self._telling: asyncio.Task[None] | None = None
        self._again = False
        self._calm: asyncio.TimerHandle | None = None
        self._told_lines = 0.0
        self._heard = time.monotonic()
        self._asked = 0.0

    def start(self) -> None:
        """Begin to look at the table."""
        threading.Thread(target=self._tail, name="desk-hub", daemon=True).start()
        self._loop.call_later(BEAT, self._beat)

    @property
    def seq(self) -> int:
        """The number of the last event known."""
        return self.hall.seq if self.hall else 0

    async def ready(self, patience: float = 5.0) -> Hall | None:
        """The hall once it is read; None where the database does not answer in time."""
        if self.hall is None:
            try:
                async with asyncio.timeout(patience):
                    await self._ready.wait()
            except TimeoutError:
                return None
        return self.hall

    async def find(self, digest: str) -> Person | None:
        """Whose link this is; waits for a number that has been given out only just now."""
        looked = self.looks
        while (hall := self.hall) is not None:
            found = hall.find(digest)
            if found is not None or self.looks > looked + 1:
                return found
            self._look.set()
            await asyncio.sleep(EVERY / 2)
        return None

    # -- the thread ------------------------------------------------------------------------------

    def _tail(self) -> None:
        tail: Tail | None = None
        day = today()
        seen = 0.0
        while True:
            self._look.wait(EVERY)
            self._look.clear()
            try:
                if tail is None or day != today():
                    day, tail = today(), Tail()
                    self._say(self._loaded, *tail.start())
                elif found := tail.news():
                    self._say(self._news, found)
                if time.monotonic() - seen > FACTS_EVERY:
                    seen = time.monotonic()
                    self._say(self._facts, facts())
                if question := self._question:
                    self._question = None
                    self._say(self._answered, expect.ask(*question))
                self._say(self._looked)
            except Exception:
                if self._loop.is_closed():
                    return
                # Readers hear nothing until it is back, and show since when; then all is read anew.
                _log.exception("the desk's events cannot be read")
                tail = None
                connection.close()
                time.sleep(1)

    def _say(self, what: Callable[..., None], *args: Any) -> None:
        self._loop.call_soon_threadsafe(what, *args)

    # -- the event loop --------------------------------------------------------------------------

    def _looked(self) -> None:
        self.looks += 1
        self._heard = time.monotonic()

    def _loaded(self, hall: Hall, told: list[Call | Shift]) -> None:
        again = self.hall is not None
        self.hall = hall
        self._history.clear()
        self._history.extend((one.seq, frames.told(hall, one)) for one in told)
        # Whoever read up to yesterday's last number, or to one that is not kept, starts anew.
        full = len(told) > KEPT_CALLS
        self._history_from = (
            self._history[0][0] if full else (told[0].seq - 1 if told else hall.seq)
        )
        hall.dirty.clear()
        self._ready.set()
        self._ask()
        if again:
            self._push(frames.frame("snapshot", self._message(), hall.seq))
            self._tell()

    def _facts(self, found: Facts) -> None:
        if self.hall is not None and self.hall.facts != found:
            self.hall.facts = found
            self._snapshot = (-1, b"")
            self._push(frames.frame("snapshot", self._message(), self.hall.seq))
            self._tell()

    def _news(self, events: list[Happened]) -> None:
        hall = self.hall
        assert hall is not None  # noqa: S101 (news follow on what was loaded)
        urgent = False
        for event in events:
            told = hall.take(event)
            if told is not None:
                urgent = True
                made = frames.told(hall, told)
                if len(self._history) == KEPT_CALLS:
                    self._history_from = self._history[0][0]
                self._history.append((told.seq, made))
                self._push(made)
        if urgent:
            self._tell()
        elif hall.dirty:
            self._tell_calmly()
        self._ask()

    def _answered(self, answers: dict[Place, Expected | None]) -> None:
        self.forecast = answers
        if self.hall is not None:
            self.hall.dirty.update(self.hall.facts.services)
            self._tell_calmly()

    def _ask(self) -> None:
        """Have the forecast made for newcomers of each line and for everybody who listens."""
        hall = self.hall
        if hall is None or not expect.known() or time.monotonic() - self._asked < FORECAST_EVERY:
            return
        self._asked = time.monotonic()
        places = {(code, hall.waiting(code)): None for code in hall.facts.services}
        for one in self.listeners:
            person = hall.find(one.digest) if one.digest else None
            if person is not None and person.now.state == "waiting":
                places[person.now.service, hall.ahead(person)] = None
        self._question = hall.lines(), list(places)

    def _push(self, frame: bytes) -> None:
        self._frames.append(frame)
        self._end += 1
        self._joined.clear()

    def _beat(self) -> None:
        self._loop.call_later(BEAT, self._beat)
        if self.hall is None or time.monotonic() - self._heard > 2 * BEAT:
            return  # what we know may be old: nobody is told that all is well
        late = time.monotonic() - STALLED
        for one in [one for one in self.listeners if one.busy_since and one.busy_since < late]:
            if one.task is not None:
                one.task.cancel()
        self._ask()
        moment = now().isoformat(timespec="seconds")
        self._push(frames.frame("beat", {"seq": self.hall.seq, "at": moment}))
        self._tell()

    def _tell_calmly(self) -> None:
        """Lengths of lines go out together: the more listeners, the rarer."""
        if self._calm is None:
            pause = max(0.5, len(self.listeners) / 4_000)
            wait = max(0.0, self._told_lines + pause - time.monotonic())
            self._calm = self._loop.call_later(wait, self._tell)

    def _tell(self) -> None:
        if self._calm is not None:
            self._calm.cancel()
            self._calm = None
        if self._telling is not None and not self._telling.done():
            self._again = True
            return
        self._telling = self._loop.create_task(self._tell_all())

    async def _tell_all(self) -> None:
        while True:
            self._again = False
            self._push_lines()
            for number, one in enumerate(list(self.listeners)):
                if not one.busy_since:
                    one.busy_since = time.monotonic()
                    one.serving = self._loop.create_task(self.serve(one))
                if number % SLICE == SLICE - 1:
                    await asyncio.sleep(0)
            if not self._again:
                return

    def _push_lines(self) -> None:
        hall = self.hall
        if hall is None or not hall.dirty:
            return
        codes = [code for code in hall.facts.services if code in hall.dirty]
        hall.dirty.clear()
        self._told_lines = time.monotonic()
        if codes:
            self._push(
                frames.frame("lines", frames.lines(hall, codes, self._newcomers()), hall.seq)
            )

    async def serve(self, one: Listener) -> None:
        """Send a listener what it has not read yet; it is busy until its connection took it."""
        try:
            while one in self.listeners and (chunk := self._unread(one)):
                one.busy_since = time.monotonic()
                await one.send({"type": "http.response.body", "body": chunk, "more_body": True})
        except (OSError, RuntimeError):
            self.listeners.discard(one)
        finally:
            one.busy_since, one.serving = 0.0, None

    def _unread(self, one: Listener) -> bytes:
        first = self._end - len(self._frames)
        if one.cursor == self._end:
            chunk = b""
        elif one.cursor < first:
            chunk = self.snapshot()
        else:
            kept = self._joined.get(one.cursor)
            if kept is None:
                kept = b"".join(list(self._frames)[one.cursor - first :])
                self._joined[one.cursor] = kept
            chunk = kept
        one.cursor = self._end
        return chunk + self._own(one) if one.digest else chunk

    def _own(self, one: Listener) -> bytes:
        hall = self.hall
        person = hall.find(one.digest) if hall is not None else None
        if hall is None or person is None:
            return b""
        message = self.ticket(person)
        if message == one.said:
            return b""
        one.said = message
        moment = now().isoformat(timespec="seconds")
        return frames.frame("ticket", {"seq": hall.seq, "at": moment, **message})

    def ticket(self, person: Person) -> dict[str, Any]:
        """Somebody's own message."""
        hall = self.hall
        assert hall is not None  # noqa: S101 (whoever has a person has the hall)
        found = self.forecast.get((person.now.service, hall.ahead(person)))
        return frames.ticket(hall, person, found)

    def _newcomers(self) -> dict[str, Expected | None]:
        hall = self.hall
        assert hall is not None  # noqa: S101
        last = {service: found for (service, _at), found in self.forecast.items()}
        return {
            code: self.forecast.get((code, hall.waiting(code)), last.get(code))
            for code in hall.facts.services
        }

    def _message(self) -> dict[str, Any]:
        assert self.hall is not None  # noqa: S101
        return frames.snapshot(self.hall, self._newcomers())

    def state(self) -> dict[str, Any]:
        """All that is public now."""
        return self._message()

    def snapshot(self) -> bytes:
        """The same as a frame, made once for all who come between two events."""
        assert self.hall is not None  # noqa: S101
        if self._snapshot[0] != self._end:
            self._snapshot = self._end, frames.frame("snapshot", self._message(), self.hall.seq)
        return self._snapshot[1]

    def greet(self, one: Listener, last_id: int | None) -> bytes:
        """What a new listener gets first: what it missed since `last_id`, else the present."""
        hall = self.hall
        assert hall is not None  # noqa: S101
        one.cursor = self._end
        if last_id is None or not self._history_from <= last_id <= hall.seq:
            first = self.snapshot()
        else:
            start = bisect_right(self._history, last_id, key=lambda kept: kept[0])
            missed = [made for _seq, made in list(self._history)[start:]]
            lines = frames.lines(hall, hall.facts.services, self._newcomers())
            first = b"".join((*missed, frames.frame("lines", lines, hall.seq)))
        return first + (self._own(one) if one.digest else b"")
