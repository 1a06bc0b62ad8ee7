"""From named towns and numbers to candidate towns: the chome that fits, or honestly several."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .house_number import Token, chome_reading, lot_reading
from .reading import Reading
from .town_names import TownGroup
from .types import HouseNumber, Status, Town


@dataclass(frozen=True, slots=True)
class Choice:
    """A town with the numbers as they read for it. `basis` is a key of messages.BASES."""

    town: Town
    number: HouseNumber
    basis: str


@dataclass(frozen=True, slots=True)
class Selection:
    status: Status
    choices: tuple[Choice, ...]
    message_key: str


def _fits(group: TownGroup, tokens: tuple[Token, ...], basis: str) -> tuple[Choice, ...]:
    """Towns of one name that the numbers allow; none when the chome does not exist."""
    if not group.has_chome:
        number = lot_reading(tokens)
        return () if number.chome is not None else (Choice(group.towns[0], number, basis),)
    number = chome_reading(tokens)
    if number.chome is None:
        return tuple(
            Choice(town, replace(number, chome=town.chome), "chome_missing") for town in group.towns
        )
    return tuple(Choice(town, number, basis) for town in group.towns if town.chome == number.chome)


def _suggestions(groups: tuple[TownGroup, ...]) -> tuple[Choice, ...]:
    return tuple(
        Choice(town, HouseNumber(town.chome), "suggestion")
        for group in groups
        for town in group.towns
    )


def select(
    groups: tuple[TownGroup, ...], tokens: tuple[Token, ...], basis: str, family: bool
) -> Selection:
    """Found only for one exact or likely town; a family name stays ambiguous even with one fit."""
    choices = tuple(choice for group in groups for choice in _fits(group, tokens, basis))
    if not choices:
        return Selection("unknown", _suggestions(groups), "no_such_chome")
    if family:
        return Selection("ambiguous", choices, "town_family")
    if len(choices) > 1:
        return Selection("ambiguous", choices, "chome_missing")
    return Selection("found", choices, "found")


_BASES = {"exact": "town_name", "likely": "town_name_short", "family": "town_family"}


def select_named(reading: Reading) -> Selection | None:
    """The selection for the town names of a reading; None when it names no own town."""
    naming = reading.naming
    if naming is None:
        return None
    chosen = select(naming.groups, reading.tokens, _BASES[naming.kind], naming.kind == "family")
    if not reading.area:
        return chosen
    choices = tuple(
        replace(choice, number=replace(choice.number, area=reading.area))
        for choice in chosen.choices
    )
    return replace(chosen, choices=choices)
