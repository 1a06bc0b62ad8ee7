"""What hardly changes and everybody asks for, remembered a moment in each process.

`settings.DESK_MEMORY` says for how many seconds; 0 asks every time (tests). Who comes a little
later gets the old value still, and a thread behind asks anew: on a busy morning nobody waits.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Generic, TypeVar

from django.conf import settings
from django.db import close_old_connections

V = TypeVar("V")
LATE = 3.0
"""Seconds after its time in which a value still serves while it is asked anew."""
_log = logging.getLogger(__name__)


class Remembered(Generic[V]):
    """The value of a function, asked anew after a while; one asks, the others use the old one.

    What takes long to ask is kept longer, so that asking never takes more than a twentieth.
    """

    def __init__(self, ask: Callable[[], V]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._value: V | None = None
        self._until = 0.0

    def __call__(self) -> V:
        """The value."""
        patience: float = settings.DESK_MEMORY
        begun = time.monotonic()
        if not patience:
            return self._ask()
        value = self._value
        if value is not None and begun < self._until:
            return value
        if value is not None and begun < self._until + LATE:
            if self._lock.acquire(blocking=False):
                _behind().submit(self._renew_behind)
            return value
        if not self._lock.acquire(blocking=value is None):
            assert value is not None  # noqa: S101 (only then the lock is not waited for)
            return value
        try:
            if self._value is None or time.monotonic() >= self._until:
                self._renew()
            return self._value  # type: ignore[return-value]  # just asked
        finally:
            self._lock.release()

    def _renew(self) -> None:
        begun = time.monotonic()
        self._value = self._ask()
        now = time.monotonic()
        self._until = now + max(settings.DESK_MEMORY, 20 * (now - begun))

    def _renew_behind(self) -> None:
        """In the thread behind; the lock was taken for it."""
        try:
            close_old_connections()
            self._renew()
        except Exception:
            _log.exception("cannot be asked anew")  # whoever comes after LATE asks, and fails
        finally:
            self._lock.release()

    def forget(self) -> None:
        """Ask anew the next time."""
        self._value, self._until = None, 0.0


@cache
def _behind() -> ThreadPoolExecutor:
    """One thread of the process; it begins with the first question."""
    return ThreadPoolExecutor(1, "desk-memory")
