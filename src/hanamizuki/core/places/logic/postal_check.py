"""Weighs a postal code against the town text; where they disagree, both stay candidates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .fold import close_up, plain
from .house_number import Token, read_numbers
from .reader import is_home
from .reading import Reading
from .selection import Choice, Selection, select
from .town_names import TownGroup, group_towns
from .types import Municipality, Place, PostalLookup, Status, Town


@dataclass(frozen=True, slots=True)
class Outcome:
    """Status, candidate towns, name of a place elsewhere, and the message key."""

    status: Status
    choices: tuple[Choice, ...]
    elsewhere: str | None
    message_key: str


def _shared_name(places: tuple[Place, ...]) -> str:
    """The name of a code's places; without the town where one code serves many."""
    names = tuple(dict.fromkeys(place.name for place in places))
    if len(names) == 1:
        return names[0]
    cities = tuple(dict.fromkeys(place.prefecture + place.city for place in places))
    return "、".join(cities[:3])


def _office_numbers(places: tuple[Place, ...]) -> tuple[Token, ...]:
    """The house number of a code that belongs to one office; none for a code of a town."""
    if len(places) != 1 or not places[0].lot:
        return ()
    return read_numbers(close_up(plain(places[0].lot)), 0)[0]


class PostalCheck:
    """Knows which towns of the municipality a postal code serves. Immutable."""

    def __init__(self, home: Municipality, towns: Iterable[Town], postal: PostalLookup) -> None:
        self._home = home
        self._postal = postal
        self._groups = {group.name: group for group in group_towns(towns)}
        by_code: dict[str, list[TownGroup]] = {}
        for group in self._groups.values():
            for code in dict.fromkeys(town.postal_code.replace("-", "") for town in group.towns):
                by_code.setdefault(code, []).append(group)
        self._by_code = by_code

    def weigh(
        self, code: str, reading: Reading, chosen: Selection | None, elsewhere: str | None
    ) -> Outcome:
        """The outcome for a text that carries a postal code."""
        groups, places = self._served(code)
        outside = tuple(place for place in places if not is_home(place, self._home))
        if chosen is not None:
            return self._with_town(reading, chosen, elsewhere, (groups, outside, bool(places)))
        if reading.places:
            if groups or (places and not outside):
                choices = self._all(groups)
                # The ward's general code (…-0000) has no towns to offer.
                status: Status = "ambiguous" if choices else "unknown"
                return Outcome(status, choices, elsewhere, "postal_conflict")
            name = _shared_name(outside)
            finer = elsewhere is not None and name.startswith(elsewhere)
            return Outcome("outside", (), name if finer else elsewhere, "outside")
        if groups:
            return self._code_only(groups, reading, _office_numbers(places))
        if outside:
            return Outcome("outside", (), _shared_name(places), "outside")
        if places:
            message = "no_such_town" if reading.unread else "ward_only"
            return Outcome("unknown", (), None, message)
        return Outcome("unknown", (), None, "postal_unknown")

    def _served(self, code: str) -> tuple[tuple[TownGroup, ...], tuple[Place, ...]]:
        """Own towns of a code, and its places as postal data has them (office codes included)."""
        own = self._by_code.get(code)
        if own:
            return tuple(own), ()
        places = self._postal.by_code(code)
        named = {
            place.town
            for place in places
            if place.prefecture == self._home.prefecture and place.city == self._home.city_name
        }
        return tuple(self._groups[name] for name in named if name in self._groups), places

    def _all(self, groups: tuple[TownGroup, ...]) -> tuple[Choice, ...]:
        return select(groups, (), "postal_code", family=True).choices

    def _with_town(
        self,
        reading: Reading,
        chosen: Selection,
        elsewhere: str | None,
        served: tuple[tuple[TownGroup, ...], tuple[Place, ...], bool],
    ) -> Outcome:
        groups, outside, exists = served
        if reading.second:
            choices = (*chosen.choices, *self._extra(groups, chosen))
            return Outcome("ambiguous", choices, elsewhere, "two_places")
        if not groups and outside:
            name = _shared_name(outside)
            return Outcome("ambiguous", chosen.choices, name, "postal_conflict")
        if not groups:
            known = exists or chosen.status != "found"
            message = chosen.message_key if known else "postal_unknown"
            return Outcome(chosen.status, chosen.choices, None, message)
        names = {group.name for group in groups}
        kept = tuple(choice for choice in chosen.choices if choice.town.name in names)
        if not kept:
            choices = (*chosen.choices, *self._extra(groups, chosen))
            return Outcome("ambiguous", choices, None, "postal_conflict")
        return self._narrowed(chosen, kept)

    def _narrowed(self, chosen: Selection, kept: tuple[Choice, ...]) -> Outcome:
        if chosen.status == "unknown" or len(kept) == len(chosen.choices) > 1:
            return Outcome(chosen.status, kept, None, chosen.message_key)
        if len(kept) == 1:
            return Outcome("found", kept, None, "found")
        return Outcome("ambiguous", kept, None, "chome_missing")

    def _extra(self, groups: tuple[TownGroup, ...], chosen: Selection) -> tuple[Choice, ...]:
        have = {choice.town.code for choice in chosen.choices}
        return tuple(choice for choice in self._all(groups) if choice.town.code not in have)

    def _code_only(
        self, groups: tuple[TownGroup, ...], reading: Reading, office: tuple[Token, ...]
    ) -> Outcome:
        """Only the code names a town; an unread rest keeps the answer open."""
        if reading.unread:
            return Outcome("ambiguous", self._all(groups), None, "postal_text_unread")
        chosen = select(groups, reading.tokens or office, "postal_code", family=len(groups) > 1)
        message = "postal_only" if chosen.status == "ambiguous" else chosen.message_key
        return Outcome(chosen.status, chosen.choices, None, message)
