"""Whom a reminder reaches when the one it is meant for is gone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Protocol, TypeVar

Rule = Literal["owner", "section", "planners", "administrators", "nobody"]


class Person(Protocol):
    """Anybody who may have left."""

    @property
    def is_active(self) -> bool:
        """Whether a message still reaches this person."""


P = TypeVar("P", bound=Person)


def choose(
    owner: P | None,
    section_people: Iterable[P],
    planners: Iterable[P],
    administrators: Iterable[P],
) -> tuple[list[P], Rule]:
    """The owner, else the section's people, else the planners, else the administrators.

    Only active people, each once; empty ("nobody") only if nobody at all is active.
    """
    groups: tuple[tuple[Rule, Iterable[P]], ...] = (
        ("owner", () if owner is None else (owner,)),
        ("section", section_people),
        ("planners", planners),
        ("administrators", administrators),
    )
    for rule, people in groups:
        active: list[P] = []
        for one in people:
            if one.is_active and one not in active:
                active.append(one)
        if active:
            return active, rule
    return [], "nobody"
