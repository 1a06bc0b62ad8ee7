"""What was read from an address text, before it is looked up: the shared result of both readers."""

from __future__ import annotations

from dataclasses import dataclass

from .house_number import Token
from .prefix import Prefix
from .town_names import Naming
from .types import Place

NO_PREFIX = Prefix()


@dataclass(frozen=True, slots=True)
class Reading:
    """`naming`: own town(s) named. `places`: places elsewhere named. `unread`: text not understood.

    `second`: places elsewhere named behind an own town.
    """

    prefix: Prefix = NO_PREFIX
    naming: Naming | None = None
    tokens: tuple[Token, ...] = ()
    area: str = ""
    places: tuple[Place, ...] = ()
    second: tuple[Place, ...] = ()
    unread: bool = False


def merge(first: Naming, second: Naming) -> Naming:
    """Two towns named in one text: both stay in the running."""
    groups = (*first.groups, *(group for group in second.groups if group not in first.groups))
    if len(groups) == len(first.groups):
        return first
    return Naming("family", groups, f"{first.text}、{second.text}")
