"""Indicators that rooms compute from their own work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Direction = Literal["up", "down", "none"]


@dataclass(frozen=True)
class Reading:
    """One value: `at` is the day it speaks of; `split` names a group ("" = everyone)."""

    value: Decimal
    at: date
    split: str = ""


@dataclass(frozen=True, kw_only=True)
class Computed:
    """An indicator computed by a room.

    Texts are maps {ja, en, easy}; `read` takes the present moment and returns the readings, the
    one for everyone first; it returns none where there is nothing to count yet. `context`: it
    counts the books behind a line, not what the line is about.
    """

    id: str
    lines: tuple[str, ...]
    title: dict[str, str]
    unit: dict[str, str]
    method: dict[str, str]
    source: dict[str, str]
    read: Callable[[datetime], Sequence[Reading]]
    direction: Direction = "none"
    decimals: int = 0
    context: bool = False


@dataclass
class IndicatorRegistry:
    """All computed indicators, by id, in order of declaration."""

    _all: dict[str, Computed] = field(default_factory=dict)

    def register(self, indicator: Computed) -> None:
        """Add one. Raises ValueError when the id is taken."""
        if indicator.id in self._all:
            raise ValueError(f"indicator {indicator.id!r} is declared twice")
        self._all[indicator.id] = indicator

    def __iter__(self) -> Iterator[Computed]:
        return iter(self._all.values())

    def get(self, id: str) -> Computed | None:
        """The indicator of that id, or None."""
        return self._all.get(id)


registry = IndicatorRegistry()
