"""The staff's menu: every room adds its entry, shown to those who may open it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hanamizuki.core.people.policy import allowed

if TYPE_CHECKING:
    from hanamizuki.core.people.models import Account


@dataclass(frozen=True)
class Entry:
    """One entry: label {ja, en, easy}, name of the address, the action that opens it, place."""

    label: dict[str, str]
    url_name: str
    action: str = "staff.enter"
    order: int = 50


@dataclass
class Menu:
    """All entries, in the order of their places."""

    _all: list[Entry] = field(default_factory=list)

    def register(self, entry: Entry) -> None:
        """Add one. Raises ValueError where the address is there already."""
        if any(one.url_name == entry.url_name for one in self._all):
            raise ValueError(f"{entry.url_name!r} is in the menu twice")
        self._all.append(entry)
        self._all.sort(key=lambda one: one.order)

    def for_account(self, account: Account) -> list[Entry]:
        """The entries that an account may open."""
        return [one for one in self._all if allowed(account, one.action)]


menu = Menu()
