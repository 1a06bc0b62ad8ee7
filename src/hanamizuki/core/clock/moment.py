"""now() and today(), settable for a rehearsal.

`settings.CLOCK` is an ISO moment in Japan at which the ward's clock starts; it then runs on, at
`settings.CLOCK_RATE` times the real speed. Processes started together agree when the launcher also
gives `HANAMIZUKI_CLOCK_SET_AT`, the real time (seconds since 1970) at which the rehearsal began. A
clock with a rate can jump forward (`jump`): where it then stands is a file of the data folder,
which every process looks at.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

JST = ZoneInfo("Asia/Tokyo")
FILE_NAME = "clock.json"
LOOK = 0.2  # seconds between two looks at the file


@dataclass(frozen=True)
class _Hand:
    """It was `start` on the ward's clock at the real time `begun`; from there it goes on."""

    start: datetime
    begun: float
    rate: float

    def at(self, real: float) -> datetime:
        """The ward's moment at a real time."""
        return self.start + timedelta(seconds=(real - self.begun) * self.rate)


class _File:
    """The file of a clock that has jumped, read again when it is another one.

    It counts for the rehearsal that wrote it: one left over from an earlier start is nothing.
    """

    def __init__(self) -> None:
        self._looked = -LOOK
        self._seen: tuple[int, int] | None = None
        self._hand: _Hand | None = None

    def hand(self) -> _Hand | None:
        """Where the clock stands since its last jump; None before the first."""
        if time.monotonic() - self._looked >= LOOK:
            self._looked = time.monotonic()
            self._look()
        return self._hand

    def look_again(self) -> None:
        """Look at once, the next time somebody asks."""
        self._looked = -LOOK

    def _look(self) -> None:
        file = _file()
        try:
            found = file.stat()
            seen = (found.st_ino, found.st_mtime_ns)
            if seen == self._seen:
                return
            given = json.loads(file.read_text(encoding="ascii"))
        except FileNotFoundError:
            self._seen = self._hand = None
            return
        self._seen, self._hand = seen, None
        if given["rehearsal"] == _set().begun:
            start = datetime.fromisoformat(given["start"])
            self._hand = _Hand(start, given["begun"], settings.CLOCK_RATE)


_jumped = _File()
_held: ContextVar[datetime | None] = ContextVar("held", default=None)


def _file() -> Path:
    return Path(settings.DATA_DIR) / FILE_NAME


@cache
def _set() -> _Hand:
    start = datetime.fromisoformat(settings.CLOCK)
    start = start.replace(tzinfo=JST) if start.tzinfo is None else start.astimezone(JST)
    begun = float(os.environ.get("HANAMIZUKI_CLOCK_SET_AT") or time.time())
    return _Hand(start, begun, settings.CLOCK_RATE)


def is_rehearsal() -> bool:
    """True when the clock was set; pages then carry a banner."""
    return bool(settings.CLOCK)


def rate() -> float:
    """How many times faster than real time the ward's clock goes."""
    return float(settings.CLOCK_RATE) if settings.CLOCK else 1.0


def now() -> datetime:
    """The present moment in Japan, or the rehearsal's."""
    held = _held.get()
    if held is not None:
        return held
    if not settings.CLOCK:
        return real_now()
    hand = (_jumped.hand() if settings.CLOCK_RATE != 1 else None) or _set()
    return hand.at(time.time())


def real_now() -> datetime:
    """The present moment in Japan also in a rehearsal: for how old a log-in is, and the like."""
    return datetime.fromtimestamp(time.time(), tz=JST)


def today() -> date:
    """The present civil date in Japan."""
    return now().date()


def set_clock(moment: datetime, rate: int = 1) -> None:
    """Start a rehearsal in this process and those it starts from now on, at so many times the real
    speed. For the launcher, before anything is served."""
    begun = time.time()
    settings.CLOCK, settings.CLOCK_RATE = moment.isoformat(), rate
    os.environ["HANAMIZUKI_CLOCK"] = settings.CLOCK
    os.environ["HANAMIZUKI_CLOCK_RATE"] = str(rate)
    os.environ["HANAMIZUKI_CLOCK_SET_AT"] = repr(begun)
    _set.cache_clear()


def jump(moment: datetime) -> None:
    """Let the ward's clock go on from a later moment, for every process within moments.

    Raises ValueError for a clock that goes at real speed, and for what is not later.
    """
    if not settings.CLOCK or settings.CLOCK_RATE == 1:
        raise ValueError("only a rehearsal's clock with a rate can jump")
    if moment <= now():
        raise ValueError(f"{moment.isoformat()} is not later")
    told = {"rehearsal": _set().begun, "start": moment.isoformat(), "begun": time.time()}
    file = _file()
    part = file.with_suffix(".part")
    part.write_text(json.dumps(told), "ascii")
    part.replace(file)
    _jumped.look_again()


@contextmanager
def held_at(moment: datetime) -> Iterator[None]:
    """Within this, in this thread alone, it is that moment and stays so.

    For a demo that writes down what has gone before; nothing real may be written like this.
    """
    token = _held.set(moment)
    try:
        yield
    finally:
        _held.reset(token)
