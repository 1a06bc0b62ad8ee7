"""Duties that rooms attach to a person, so that a leaver's go to a successor, never to nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hanamizuki.core.people.models import Account


@dataclass(frozen=True)
class Duty:
    """A kind of duty: `count(account)` how many somebody has; `move(leaver, successor)` how many
    went over (inside the caller's transaction). `title` is {ja, en, easy}."""

    name: str
    title: dict[str, str]
    count: Callable[[Account], int]
    move: Callable[[Account, Account], int]


@dataclass
class DutyRegistry:
    """All kinds of duties, by name."""

    _all: dict[str, Duty] = field(default_factory=dict)

    def register(self, duty: Duty) -> None:
        """Add one. Raises ValueError when the name is taken."""
        if duty.name in self._all:
            raise ValueError(f"duty {duty.name!r} is declared twice")
        self._all[duty.name] = duty

    def held(self, account: Account) -> list[tuple[Duty, int]]:
        """The duties that somebody has, with their number."""
        counted = [(duty, duty.count(account)) for duty in self._all.values()]
        return [(duty, number) for duty, number in counted if number]


registry = DutyRegistry()
