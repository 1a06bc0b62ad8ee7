"""Reads an address in Japanese script from a folded text: prefix, town, numbers, or elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from .answers import RuleBook
from .fold import NUMBER_AHEAD, Folded, key
from .house_number import Token, read_numbers
from .prefix import PrefixReader
from .reading import Reading, merge
from .town_names import Naming, naming_table
from .types import Municipality, Place, PostalLookup, Town

_MAX_STARTS = 8
_LONGEST_TOWN = 24
_READ_AHEAD = 80
_SHORTEST_HEAD = 2
_OAZA = ("大字", "おおあざ", "字", "あざ", "の")
_KOAZA = re.compile(r"(?:大字|字)[^0-9-]{1,8}?(?=[0-9]|$)")
_BARE_KOAZA = re.compile(r"(?![〇一二三四五六七八九十百千])[一-鿿々][一-鿿々の]{0,5}(?=[0-9])")
_TOWN_END = re.compile(NUMBER_AHEAD)


@dataclass(frozen=True, slots=True)
class _Tail:
    """`loose`: letters follow the town name that may as well make it another name."""

    tokens: tuple[Token, ...]
    area: str
    end: int
    loose: bool = False


def is_home(place: Place, home: Municipality) -> bool:
    """Whether a place is the municipality itself or contains it (its city, its prefecture)."""
    if place.prefecture != home.prefecture:
        return False
    own_city = home.county + home.city
    return place.city in {"", home.city_name} or (place.city == own_city and not place.town)


class JapaneseReader:
    """Finds own towns and other places in folded text. Immutable."""

    def __init__(
        self, home: Municipality, towns: Iterable[Town], rules: RuleBook, postal: PostalLookup
    ) -> None:
        self._home = home
        self._rules = rules
        self._postal = postal
        self._prefix = PrefixReader(home)
        by_first: dict[str, list[tuple[str, Naming]]] = {}
        table = naming_table(towns)
        self._spellings = frozenset(table)
        for spelling, naming in table.items():
            by_first.setdefault(spelling[0], []).append((spelling, naming))
        self._by_first = {
            first: tuple(sorted(names, key=lambda pair: -len(pair[0])))
            for first, names in by_first.items()
        }

    def read(self, folded: Folded) -> Reading:
        """The first understandable reading, from the start or from behind a space."""
        starts = (0, *sorted(folded.gaps)[:_MAX_STARTS])
        for start in starts:
            reading = self._read_at(folded, start)
            if reading is not None:
                return self._look_behind(folded, reading, [s for s in starts if s > start])
        return self._rest(folded)

    def _read_at(self, folded: Folded, start: int) -> Reading | None:
        for prefix in self._prefix.readings(folded.text, start):
            found = self._town_at(folded, prefix.end)
            if found is None:
                continue
            naming, tail = found
            if tail.loose and not (prefix.city or prefix.ward):
                continue
            strong = len(tail.tokens) > 1 or any(token.kind == "chome" for token in tail.tokens)
            if start == 0 or prefix.city or prefix.ward:
                return Reading(prefix, naming, tail.tokens, tail.area)
            if strong and start >= _SHORTEST_HEAD:
                before = self._cities_before(folded, start)
                return Reading(prefix, naming, tail.tokens, tail.area, second=before)
        outside = self._named_outside(folded, start)
        if outside and (start == 0 or _spelled_out(folded.text, start, outside)):
            return Reading(places=outside)
        return None

    def _named_outside(self, folded: Folded, start: int) -> tuple[Place, ...]:
        text = folded.text[start : start + _READ_AHEAD]
        if not text:
            return ()
        places = self._postal.by_name(text, frozenset(gap - start for gap in folded.gaps))
        if any(is_home(place, self._home) for place in places):
            return ()
        return places

    def _cities_before(self, folded: Folded, start: int) -> tuple[Place, ...]:
        """「川崎 日吉3-1」: a city elsewhere written without 市 in front of the town."""
        cuts = [0, *sorted(gap for gap in folded.gaps if gap < start), start]
        for first, last in pairwise(cuts):
            begin = min(self._prefix.readings(folded.text[:last], first)[0].end, last)
            for ending in "市区都府県町村":
                name = folded.text[begin:last] + ending
                places = self._postal.by_name(name, frozenset())
                outside = tuple(place for place in places if not is_home(place, self._home))
                if any(name in {key(place.city), key(place.prefecture)} for place in outside):
                    return outside
        return ()

    def _town_at(self, folded: Folded, at: int) -> tuple[Naming, _Tail] | None:
        for oaza in ("", *_OAZA):
            if not folded.text.startswith(oaza, at):
                continue
            start = at + len(oaza)
            for spelling, naming in self._by_first.get(folded.text[start : start + 1], ()):
                if not folded.text.startswith(spelling, start):
                    continue
                tail = self._tail(folded, start + len(spelling), naming)
                if tail is not None:
                    return naming, tail
        return None

    def _tail(self, folded: Folded, at: int, naming: Naming) -> _Tail | None:
        """Numbers behind the town name; None when the name goes on and is another name."""
        start, area = at, ""
        for name in self._areas(naming):
            for lead in ("", "大字", "字"):
                if folded.text.startswith(lead + name, at):
                    area, start = name, at + len(lead + name)
                    break
            if area:
                break
        if not area and (match := _KOAZA.match(folded.text, at)):
            start = match.end()
        if start == at and _names_lots(naming) and (match := _BARE_KOAZA.match(folded.text, at)):
            # 新羽町中之久保123: the town is plain, what the number counts is not.
            return _Tail((), "", match.end(), loose=True)
        tokens, end = read_numbers(folded, start)
        done = start == len(folded.text) or start in folded.gaps or at in folded.gaps
        if tokens or done or start > at or folded.text[at : at + 1].isdecimal():
            return _Tail(tokens, area, end)
        return None

    def _areas(self, naming: Naming) -> tuple[str, ...]:
        if len(naming.groups) != 1:
            return ()
        return self._rules.areas(naming.groups[0].towns[0].code)

    def _look_behind(self, folded: Folded, reading: Reading, starts: list[int]) -> Reading:
        """A second town or another municipality behind the first must not be passed over."""
        if reading.naming is None:
            return reading
        for start in starts:
            if not reading.tokens and (found := self._town_at(folded, start)) and found[1].tokens:
                merged = merge(reading.naming, found[0])
                return replace(reading, naming=merged, tokens=found[1].tokens)
            if reading.prefix.ward:
                continue
            outside = self._named_outside(folded, start)
            if outside and _spelled_out(folded.text, start, outside):
                return replace(reading, second=outside)
        return reading

    def _rest(self, folded: Folded) -> Reading:
        """No own town and no municipality elsewhere: numbers only, or a bare town elsewhere."""
        prefix = self._prefix.readings(folded.text, 0)[0]
        tokens, _ = read_numbers(folded, prefix.end)
        rest = folded.text[prefix.end :]
        if tokens or not rest:
            return Reading(prefix, tokens=tokens)
        if not prefix.ward:
            places = self._postal.by_town(rest, _town_ends(folded, prefix.end))
            outside = tuple(
                place
                for place in places
                if not is_home(place, self._home) and key(place.town) not in self._spellings
            )
            if len(outside) == len(places) == 1 and not prefix.named:
                return Reading(places=outside)
            return Reading(prefix, unread=True, second=outside)
        return Reading(prefix, unread=True)


def _names_lots(naming: Naming) -> bool:
    """A full name in 町 without chome: the only kind a 小字 may follow directly."""
    return naming.kind == "exact" and naming.text.endswith("町") and not naming.groups[0].has_chome


def _spelled_out(text: str, start: int, places: tuple[Place, ...]) -> bool:
    """Whether the text names a place by its whole prefecture or city, not only by a tail of it."""
    names = (name for place in places for name in (place.prefecture, place.city) if name)
    return any(text.startswith(key(name), start) for name in names)


def _town_ends(folded: Folded, start: int) -> frozenset[int]:
    """Where, counted from start, a bare town name may end."""
    text = folded.text[start : start + _LONGEST_TOWN]
    found = {gap - start for gap in folded.gaps if 1 < gap - start <= len(text)}
    found |= {at for at in range(2, len(text)) if _TOWN_END.match(text, at)}
    if start + len(text) == len(folded.text):
        found.add(len(text))
    return frozenset(found)
