"""What each window did, read from a day's events: calls, visits ended, who did not come. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

KINDS = ("called", "finished", "absent", "entered")
"""The events that say something of it."""
SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Did:
    """An event as far as it concerns a window. `at` in microseconds since 1970."""

    kind: str
    at: int
    ticket: int
    service: str
    counter: str
    data: Mapping[str, Any]


@dataclass(slots=True)
class Window:
    """One window for one service. `seconds` is from the last call to the end, of those `done`."""

    calls: int = 0
    done: int = 0
    absent: int = 0
    seconds: float = 0.0

    @property
    def minutes(self) -> float | None:
        """Mean minutes from call to end; None where nobody was served to the end."""
        return self.seconds / self.done / 60 if self.done else None

    def add(self, other: Window) -> None:
        """Count another one in."""
        self.calls += other.calls
        self.done += other.done
        self.absent += other.absent
        self.seconds += other.seconds


def by_window(events: Iterable[Did]) -> dict[tuple[str, str], Window]:
    """Everything of one day by (counter, service), from its events in their order.

    Calling again is no call of its own. A visit counts where it ended; one written down later
    counts with the times that were entered.
    """
    found: dict[tuple[str, str], Window] = {}
    called: dict[int, int] = {}
    for one in events:
        if one.kind not in KINDS:
            continue
        window = found.setdefault((one.counter, one.service), Window())
        if one.kind == "called":
            window.calls += 1
            called[one.ticket] = one.at
        elif one.kind == "absent":
            window.absent += 1
        elif one.kind == "finished":
            window.done += 1
            window.seconds += (one.at - called.get(one.ticket, one.at)) / SECOND
        else:
            window.calls += 1
            window.done += 1
            window.seconds += (one.data["finished"] - one.data["called"]) / SECOND
    return found
