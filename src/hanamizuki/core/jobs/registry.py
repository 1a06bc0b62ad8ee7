"""The jobs of all rooms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Literal

Every = Literal["day"] | float
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
MIDNIGHT = time()


class JobFailed(Exception):
    """A job could not do its work, for a reason that its text says; no traceback is needed."""


@dataclass(frozen=True)
class Job:
    """`run` is told the present moment; what it raises is written down, and it is tried again.

    `every` is "day" (a day in Japan, from the time `after` on) or a number of seconds. A job may
    be cut off at any moment and run again: it must bear that.
    """

    name: str
    run: Callable[[datetime], object]
    every: Every
    after: time = MIDNIGHT


@dataclass
class JobRegistry:
    """All jobs by name, in order of declaration."""

    _all: dict[str, Job] = field(default_factory=dict)

    def register(
        self,
        name: str,
        run: Callable[[datetime], object],
        *,
        every: Every,
        after: time = MIDNIGHT,
    ) -> None:
        """Add a job, such as `policy.freeze`. Raises ValueError for a name taken or malformed.

        With `every="day"` it runs once each day, at the start of a ward too where that day's run
        is still missing; `after` keeps it until that time of day.
        """
        if not _NAME.fullmatch(name) or len(name) > 64:
            raise ValueError(f"job {name!r}: write small letters, as in policy.freeze")
        if name in self._all:
            raise ValueError(f"job {name!r} is declared twice")
        if every != "day" and not every > 0:
            raise ValueError(f'job {name!r}: every is "day" or a number of seconds above 0')
        self._all[name] = Job(name, run, every, after)

    def __iter__(self) -> Iterator[Job]:
        return iter(self._all.values())


registry = JobRegistry()
