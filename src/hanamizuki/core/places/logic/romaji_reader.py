"""Reads a romanised address: 3-12-5 Tsunashimanishi, Kohoku-ku, Yokohama."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .house_number import Token
from .prefix import Prefix
from .reader import is_home
from .reading import Reading, merge
from .romaji import Segment, from_kana, segments
from .town_names import Naming, romaji_table
from .types import Municipality, Place, PostalLookup, Town

_LEVELS = (
    (("ken", "to", "fu"), ("prefecture", "pref")),
    (("shi", "machi", "cho", "mura", "son"), ("city",)),
    (("ku",), ("ward",)),
)


def _admin_names(kana: str, level: int) -> set[str]:
    """kanagawaken → kanagawaken, kanagawa, kanagawaprefecture, kanagawapref."""
    if not kana:
        return set()
    full = from_kana(kana)
    endings, english = _LEVELS[level]
    bare = next((full.removesuffix(end) for end in endings if full.endswith(end)), full)
    return {full, bare, *(bare + word for word in english)}


def _county_names(kana: str) -> set[str]:
    """ashigarashimogun → itself, ashigarashimocounty, ashigarashimodistrict."""
    full = from_kana(kana)
    bare = full.removesuffix("gun")
    return {full, f"{bare}county", f"{bare}district"} if full else set()


def _pattern(names: set[str]) -> re.Pattern[str]:
    parts = sorted(names, key=lambda name: (-len(name), name))
    return re.compile("(?:" + "|".join(map(re.escape, parts)) + ")*") if parts else re.compile("")


class RomajiReader:
    """Finds own towns and other places in romanised text. Immutable."""

    def __init__(self, home: Municipality, towns: Iterable[Town], postal: PostalLookup) -> None:
        self._home = home
        self._postal = postal
        self._table = romaji_table(towns)
        kanas = (home.prefecture_kana, home.city_kana, home.ward_kana)
        levels = [_admin_names(kana, level) for level, kana in enumerate(kanas)]
        county = _county_names(home.county_kana)
        self._own = _pattern(set().union(*levels) | county | {"japan", "nihon", "nippon"})
        self._wards = levels[2]
        self._cities = levels[1]
        self._prefectures = levels[0]

    def read(self, text: str) -> Reading:
        """The reading of a plain() text; an empty reading when nothing is known in it."""
        parts = segments(text)
        unread = not all(self._own.fullmatch("".join(part.words)) for part in parts)
        joined = {"".join(part.words[a:b]) for part in parts for a, b in part.spans()}
        ward = bool(joined & self._wards)
        above = joined & (self._cities | self._prefectures)
        prefix = Prefix(0, bool(above - self._cities), bool(above & self._cities), ward)
        outside = () if ward else self._outside(parts, bool(joined & self._cities))
        found: Naming | None = None
        tokens: tuple[Token, ...] = ()
        for index, part in enumerate(parts):
            naming = self._town(part)
            if naming is not None and found is None:
                found, tokens = naming, _numbers(parts, index)
            elif naming is not None and found is not None:
                found = merge(found, naming)
        if outside:
            return Reading(prefix, places=outside)
        bare = () if ward else self._bare_cities(parts)
        if found is None and bare:
            return Reading(prefix, places=bare)
        return Reading(prefix, found, tokens, second=bare, unread=found is None and unread)

    def _bare_cities(self, parts: tuple[Segment, ...]) -> tuple[Place, ...]:
        """「3-1 Hiyoshi, Kawasaki」: a piece behind the first that is only a city's bare name."""
        for part in parts[1:] if len(parts) > 1 else parts:
            name = "".join(part.words)
            if part.tokens or not name or name in self._table or self._own.fullmatch(name):
                continue
            places = self._postal.by_romaji(name, bare=True)
            if places and not any(is_home(place, self._home) for place in places):
                return places
        return ()

    def _town(self, part: Segment) -> Naming | None:
        for first, last in part.spans():
            naming = self._table.get("".join(part.words[first:last]))
            if naming is None:
                continue
            around = ("".join(part.words[:first]), "".join(part.words[last:]))
            if all(self._own.fullmatch(rest) for rest in around):
                return naming
        return None

    def _outside(self, parts: tuple[Segment, ...], own_city: bool) -> tuple[Place, ...]:
        """Municipalities elsewhere at the end of a piece, the most specific ones that agree."""
        groups = [places for part in parts if (places := self._outside_in(part))]
        if own_city:
            city = self._home.county + self._home.city
            groups = [near for group in groups if (near := _within(group, city))]
        if not groups:
            return ()
        best = max(groups, key=lambda group: max(len(place.city) for place in group))
        for group in groups:
            names = {(place.prefecture, place.city) for place in group}
            agreeing = tuple(
                place
                for place in best
                if any(place.prefecture == p and place.city.startswith(c) for p, c in names)
            )
            best = agreeing or best
        return best

    def _outside_in(self, part: Segment) -> tuple[Place, ...]:
        last = len(part.words)
        found: tuple[Place, ...] = ()
        while last:
            spans = [(a, last) for a in range(max(0, last - 3), last)]
            for first, end in spans:
                word = "".join(part.words[first:end])
                places = self._postal.by_romaji(word)
                outside = tuple(place for place in places if not is_home(place, self._home))
                if outside:
                    found = _narrow(found, outside)
                    last = first
                    break
                if self._own.fullmatch(word):
                    last = first
                    break
            else:
                return found
        return found


def _within(group: tuple[Place, ...], city: str) -> tuple[Place, ...]:
    return tuple(place for place in group if place.city.startswith(city))


def _narrow(wide: tuple[Place, ...], found: tuple[Place, ...]) -> tuple[Place, ...]:
    """Places read further left lie inside those read before, where they agree."""
    agreeing = tuple(
        place
        for place in found
        if any(
            place.prefecture == outer.prefecture and place.city.startswith(outer.city)
            for outer in wide
        )
    )
    return agreeing or wide or found


def _numbers(parts: tuple[Segment, ...], index: int) -> tuple[Token, ...]:
    """Numbers of the town's own piece, else of the piece before or behind that has only numbers."""
    own = parts[index].tokens
    before = parts[index - 1] if index else Segment((), ())
    behind = parts[index + 1] if index + 1 < len(parts) else Segment((), ())
    if not own:
        around = before if before.tokens and not before.words else behind
        return () if around.words else around.tokens
    if len(own) == 1 and own[0].kind == "chome" and not before.words:
        return (*own, *before.tokens)
    return own
