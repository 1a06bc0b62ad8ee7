"""When somebody is told that their turn comes near: so many people, or minutes, before the call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Unit = Literal["people", "minutes"]
UNITS: tuple[Unit, ...] = get_args(Unit)
MOST: dict[Unit, int] = {"people": 50, "minutes": 120}
OFFERED: dict[Unit, tuple[int, ...]] = {"people": (10, 5, 3, 1), "minutes": (30, 20, 10)}
"""What pages offer: the way from a café nearby, from the hall's other end, from the seats."""
BLIND = 3
"""Without a forecast nobody knows the minutes; then they are told with so many people left."""


@dataclass(frozen=True)
class Choice:
    """So many people or minutes before."""

    unit: Unit
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= MOST[self.unit]:
            raise ValueError(f"{self.unit}: 1 to {MOST[self.unit]}")

    @property
    def code(self) -> str:
        """As a form's field has it: people-5."""
        return f"{self.unit}-{self.number}"


USUAL = Choice("people", 5)


def is_near(choice: Choice, before: int, seconds: float | None) -> bool:
    """Whether it is time: `before` people wait before them, `seconds` is how soon they may be
    called (the early end of the forecast; None without one).

    Whoever is next is near in any case.
    """
    if before == 0:
        return True
    if choice.unit == "people":
        return before <= choice.number
    if seconds is None:
        return before <= BLIND
    return seconds <= choice.number * 60
