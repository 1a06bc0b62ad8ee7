"""Open one more counter, or close one: from how long the line takes as it is. Pure.

What the windows do in an hour is set beside who waits. Nothing is hinted where nothing was measured
and the pack says nothing: a hint without a reason is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ENOUGH = 3
"""Calls that make a rate of the last half hour."""
TARGET_MINUTES = 30.0
"""Within that long nine of ten are to be called (facts: the ward's promise)."""
SLACK = 0.4
"""Of the target: below it with one counter less, one may close."""

Do = Literal["open", "close"]
Basis = Literal["measured", "pack"]


@dataclass(frozen=True, slots=True)
class Load:
    """A line at a moment. `minutes` is how long one takes (the pack's word), None where unknown.

    `calls` are those of the last 30 minutes, `served` the average minutes of those that ended in
    it, None without any. `could_open` are counters that serve it and are closed or paused.
    """

    waiting: int
    open: int
    could_open: int
    calls: int = 0
    served: float | None = None
    minutes: float | None = None
    longest: float = 0.0


@dataclass(frozen=True, slots=True)
class Hint:
    """What to do, and why: the minutes until the last one waiting is called, now and then."""

    do: Do
    now: float | None
    then: float | None
    basis: Basis | None
    longest: float


def pace(load: Load) -> tuple[float, Basis] | None:
    """The minutes that one person takes at one counter, and what says so."""
    if load.served is not None and load.calls >= ENOUGH and load.served > 0:
        return load.served, "measured"
    if load.minutes:
        return load.minutes, "pack"
    return None


def clears_in(waiting: int, counters: int, minutes: float) -> float | None:
    """Minutes until the last of those waiting is called; None where nobody calls."""
    if not waiting:
        return 0.0
    return None if counters <= 0 else waiting * minutes / counters


def hint(load: Load, target: float = TARGET_MINUTES) -> Hint | None:
    """Open one more, close one, or None: it is well as it is, or nobody can say."""
    if load.waiting and not load.open:
        return Hint("open", None, None, None, load.longest) if load.could_open else None
    known = pace(load)
    if known is None:
        late = load.waiting > 0 and load.longest > target and load.could_open > 0
        return Hint("open", None, None, None, load.longest) if late else None
    minutes, basis = known
    now = clears_in(load.waiting, load.open, minutes)
    if load.waiting and load.could_open and (load.longest > target or (now or 0) > target):
        then = clears_in(load.waiting, load.open + 1, minutes)
        return Hint("open", now, then, basis, load.longest)
    if load.open > 1 and load.longest <= target * SLACK:
        then = clears_in(load.waiting, load.open - 1, minutes)
        if then is not None and then <= target * SLACK:
            return Hint("close", now, then, basis, load.longest)
    return None
