"""A compact index of the names of all prefectures, municipalities and towns of postal data."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from .county import split_county
from .fold import NUMBER_AHEAD, key
from .romaji import from_kana
from .types import Place

Row = tuple[str, str, str, str, str]
"""Prefecture, city, town, prefecture kana, city kana (full-width katakana)."""

_LONGEST_KEY = 24
_TOWN_END = re.compile(NUMBER_AHEAD)
_MOST_PLACES = 20
_CITY_ENDINGS = (
    ("シ", "shi", "city"),
    ("ク", "ku", "ward"),
    ("ク", "ku", "city"),
    ("チョウ", "cho", "town"),
)
_PREFECTURE_ENDINGS = (("ケン", "ken"), ("フ", "fu"), ("ト", "to"))


def parent_city(city: str) -> str | None:
    """横浜市鶴見区 → 横浜市; None for a municipality that is not a ward of a city."""
    head, mark, tail = city.partition("市")
    return head + mark if mark and tail.endswith("区") else None


def _city_keys(city: str) -> set[str]:
    """横浜市鶴見区 → itself and 鶴見区; 西伯郡日吉津村 → itself and 日吉津村."""
    found = {key(city)}
    parent = parent_city(city)
    if parent is not None:
        found.add(key(city.removeprefix(parent)))
    found.add(key(split_county(city)[1]))
    return found


def _city_romaji(kana: str) -> set[str]:
    """アシガラシモグンハコネマチ → itself and hakonemachi; シンジュクク → also shinjukuward."""
    full = from_kana(kana)
    found = {full}
    district, mark, town = kana.partition("グン")
    if district and mark and town.endswith(("チョウ", "マチ", "ムラ", "ソン")):
        found.add(from_kana(town))
    for ending, romaji, english in _CITY_ENDINGS:
        if kana.endswith(ending) and full.endswith(romaji):
            found.add(full.removesuffix(romaji) + english)
    return found


def _prefecture_romaji(kana: str) -> set[str]:
    full = from_kana(kana)
    found = {full}
    for ending, romaji in _PREFECTURE_ENDINGS:
        if kana.endswith(ending) and full.endswith(romaji):
            bare = full.removesuffix(romaji)
            found |= {bare, bare + "prefecture", bare + "pref"}
    return found


def _common_start(names: list[str]) -> str:
    low, high = min(names), max(names)
    same = (at for at, (one, other) in enumerate(zip(low, high, strict=False)) if one != other)
    return low[: next(same, min(len(low), len(high)))]


class _Names:
    """Many short strings in one text with an array of offsets."""

    def __init__(self, names: Iterable[str]) -> None:
        offsets, parts, at = array("I", [0]), [], 0
        for name in names:
            parts.append(name)
            at += len(name)
            offsets.append(at)
        self._text = "".join(parts)
        self._offsets = offsets

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, index: int) -> str:
        return self._text[self._offsets[index] : self._offsets[index + 1]]


class _Towns:
    """Town names sorted by match key, each with the number of its municipality."""

    def __init__(self, entries: Iterable[tuple[str, str, int]]) -> None:
        ordered = sorted(entries)
        self._keys = _Names(entry[0] for entry in ordered)
        self._names = _Names(entry[1] for entry in ordered)
        self._cities = array("H", (entry[2] for entry in ordered))

    def of(self, name_key: str) -> Iterator[tuple[str, int]]:
        """(name, municipality number) of every town with exactly this key."""
        size = len(self._keys)
        at = bisect_left(range(size), name_key, key=self._keys.__getitem__)
        while at < size and self._keys[at] == name_key:
            yield self._names[at], self._cities[at]
            at += 1


class NamesIndex:
    """Immutable after building; a few megabytes for all Japan."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._cities: list[Place] = []
        self._by_key: dict[str, list[int]] = {}
        self._romaji: dict[str, list[int]] = {}
        self._by_kana: dict[str, list[int]] = {}
        self._inside: dict[int, set[int]] = {}
        numbers: dict[tuple[str, str], int] = {}
        kanas: dict[int, str] = {}
        towns: set[tuple[str, str, int]] = set()
        for prefecture, city, town, prefecture_kana, city_kana in rows:
            number = numbers.get((prefecture, city))
            if number is None:
                if (prefecture, "") not in numbers:
                    whole = self._add(numbers, prefecture, "", {key(prefecture)})
                    self._spell(_prefecture_romaji(prefecture_kana), whole)
                    self._by_key.setdefault(key(prefecture_kana), []).append(whole)
                number = self._add(numbers, prefecture, city, _city_keys(city))
                kanas[number] = city_kana
                self._by_kana.setdefault(key(city_kana), []).append(number)
            if town:
                towns.add((key(town), town, number))
        self._towns = _Towns(towns)
        self._add_parents(numbers, kanas)
        for number, kana in kanas.items():
            self._spell(_city_romaji(kana), number)

    def _add(
        self, numbers: dict[tuple[str, str], int], prefecture: str, city: str, keys: set[str]
    ) -> int:
        number = numbers[prefecture, city] = len(self._cities)
        self._cities.append(Place(prefecture, city))
        for spelling in keys:
            self._by_key.setdefault(spelling, []).append(number)
        return number

    def _add_parents(self, numbers: dict[tuple[str, str], int], kanas: dict[int, str]) -> None:
        """Cities with wards are not in the data themselves: make them from their wards."""
        wards: dict[tuple[str, str], list[int]] = {}
        for number in kanas:
            place = self._cities[number]
            parent = parent_city(place.city)
            if parent is not None:
                wards.setdefault((place.prefecture, parent), []).append(number)
        for (prefecture, city), members in wards.items():
            above = numbers.get((prefecture, city))
            if above is None:
                above = self._add(numbers, prefecture, city, {key(city)})
            self._inside[above] = set(members)
            # The common start of ヨコハマシツルミク, ヨコハマシニシク… up to シ is the city's kana.
            common = _common_start([kanas[member] for member in members])
            city_kana = common[: common.rfind("シ") + 1]
            if city_kana:
                self._spell(_city_romaji(city_kana), above)
                for member in members:
                    self._spell(_city_romaji(kanas[member].removeprefix(city_kana)), member)

    def _spell(self, spellings: Iterable[str], number: int) -> None:
        for spelling in spellings:
            numbers = self._romaji.setdefault(spelling, [])
            if number not in numbers:
                numbers.append(number)

    def by_name(self, text: str, gaps: frozenset[int]) -> tuple[Place, ...]:
        """Places of a text that starts with a prefecture or municipality; `gaps` may end a town."""
        found, end = self._longest(text, 0, None)
        if found and not self._cities[found[0]].city:
            prefecture = self._cities[found[0]].prefecture
            inner, inner_end = self._longest(text, end, prefecture)
            if not inner:
                return (self._cities[found[0]],)
            found, end = inner, inner_end
        if not found:
            return ()
        return self._with_town(text, end, gaps, found)[:_MOST_PLACES]

    def _longest(self, text: str, at: int, prefecture: str | None) -> tuple[list[int], int]:
        """Municipalities (or a prefecture) the text names at a position, by the longest key."""
        for end in range(min(len(text), at + _LONGEST_KEY), at + 1, -1):
            numbers = self._by_key.get(text[at:end], ())
            if not numbers and prefecture is not None:
                # Kana only behind a prefecture: alone, つし (津市) is the start of many words.
                numbers = self._by_kana.get(text[at:end], ())
            fitting = [
                number
                for number in numbers
                if prefecture is None or self._cities[number].prefecture == prefecture
            ]
            if fitting:
                return fitting, end
        return [], at

    def _with_town(
        self, text: str, at: int, gaps: frozenset[int], found: list[int]
    ) -> tuple[Place, ...]:
        """The places with their town when the text goes on with one, else as they are."""
        allowed = set(found).union(*(self._inside.get(number, ()) for number in found))
        for end in range(min(len(text), at + _LONGEST_KEY), at, -1):
            if not (end == len(text) or end in gaps or _TOWN_END.match(text, end)):
                continue
            places = tuple(
                self._place(name, number)
                for name, number in self._towns.of(text[at:end])
                if number in allowed
            )
            if places:
                return places
        return tuple(self._cities[number] for number in found)

    def _place(self, town: str, number: int) -> Place:
        city = self._cities[number]
        return Place(city.prefecture, city.city, town)

    def by_town(self, text: str, ends: frozenset[int]) -> tuple[Place, ...]:
        """Towns with the longest name the text starts with that ends where it may."""
        for end in sorted(ends, reverse=True):
            places = tuple(self._place(*entry) for entry in self._towns.of(text[:end]))
            if places:
                return places[:_MOST_PLACES]
        return ()

    def by_romaji(self, romaji: str, bare: bool) -> tuple[Place, ...]:
        """Prefectures and municipalities of exactly this romanised key; bare: without -shi, -ku."""
        if not bare:
            return tuple(self._cities[number] for number in self._romaji.get(romaji, ()))
        numbers = dict.fromkeys(
            number for end in ("shi", "ku") for number in self._romaji.get(romaji + end, ())
        )
        return tuple(self._cities[number] for number in numbers)
