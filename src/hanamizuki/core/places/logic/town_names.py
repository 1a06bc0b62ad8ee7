"""Every spelling under which a town may be named, as match keys: kanji, kana, mixed, without 町."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import jaconv

from .fold import key
from .romaji import from_kana
from .types import Town

NameKind = Literal["exact", "likely", "family"]

# Last characters that are often written in kana, with their readings.
_ENDINGS = {
    "町": ("ちょう", "まち"),
    "東": ("ひがし",),
    "西": ("にし",),
    "南": ("みなみ",),
    "北": ("きた",),
    "台": ("だい",),
    "上": ("かみ",),
    "下": ("しも",),
    "中": ("なか",),
    "本": ("ほん",),
    "丘": ("おか",),
    "原": ("はら",),
    "塚": ("づか",),
    "山": ("やま",),
    "浜": ("はま",),
}
# Those that people leave off.
_DROPPABLE = frozenset("町東西南北台上下中本")
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class TownGroup:
    """The chome of one town name, in order; one entry without chome for a town that has none."""

    name: str
    towns: tuple[Town, ...]

    @property
    def has_chome(self) -> bool:
        return self.towns[0].chome is not None


@dataclass(frozen=True, slots=True)
class Naming:
    """What a key stands for: the town of that name, a likely one, or a family such as 綱島."""

    kind: NameKind
    groups: tuple[TownGroup, ...]
    text: str


def group_towns(towns: Iterable[Town]) -> tuple[TownGroup, ...]:
    by_name: dict[str, list[Town]] = {}
    for town in towns:
        by_name.setdefault(town.name, []).append(town)
    return tuple(
        TownGroup(name, tuple(sorted(group, key=lambda town: town.chome or 0)))
        for name, group in by_name.items()
    )


def _hiragana(kana: str) -> str:
    return jaconv.kata2hira(unicodedata.normalize("NFKC", kana))


def _split_ending(name: str, kana: str) -> tuple[str, str, str] | None:
    """(stem, stem kana, ending) when the name ends in a known character read as known."""
    ending = name[-1:]
    for reading in _ENDINGS.get(ending, ()):
        if kana.endswith(reading):
            return name[:-1], kana.removesuffix(reading), ending
    return None


def _stems(name: str, kana: str) -> list[tuple[str, str]]:
    """篠原台町 → (篠原台, しのはらだい), (篠原, しのはら)."""
    found = []
    while name[-1:] in _DROPPABLE and (split := _split_ending(name, kana)):
        name, kana = split[0], split[1]
        if len(name) < _SHORTEST:
            break
        found.append((name, kana))
    return found


def _spellings(name: str, kana: str) -> set[str]:
    """Keys of one name: kanji, kana, and every mixture at its last characters (つなしま西)."""
    found = {key(name), key(kana)}
    if split := _split_ending(name, kana):
        stem, stem_kana, ending = split
        for start in {key(stem), *_spellings(stem, stem_kana)} - {""}:
            found |= {start + key(reading) for reading in (ending, *_ENDINGS[ending])}
    return {spelling for spelling in found if len(spelling) >= _SHORTEST}


def _romaji_spellings(name: str, kana: str) -> set[str]:
    found = {from_kana(kana)}
    if split := _split_ending(name, kana):
        found |= {from_kana(split[1] + reading) for reading in _ENDINGS[split[2]]}
    return found


def _families(groups: tuple[TownGroup, ...]) -> dict[tuple[str, str], list[TownGroup]]:
    families: dict[tuple[str, str], list[TownGroup]] = {}
    for group in groups:
        for stem in _stems(group.name, _hiragana(group.towns[0].kana)):
            families.setdefault(stem, []).append(group)
    return families


def _table(
    towns: Iterable[Town], spell: Callable[[str, str], set[str]], alias: Callable[[str], str] | None
) -> dict[str, Naming]:
    groups = group_towns(towns)
    table: dict[str, Naming] = {}
    for group in groups:
        exact = Naming("exact", (group,), group.name)
        for spelling in spell(group.name, _hiragana(group.towns[0].kana)):
            table[spelling] = exact
        if alias is not None:
            table |= {alias(old): exact for town in group.towns for old in town.aliases}
    for (stem, kana), members in _families(groups).items():
        kind: NameKind = "family" if len(members) > 1 else "likely"
        for spelling in spell(stem, kana):
            table.setdefault(spelling, Naming(kind, tuple(members), stem))
    return table


def naming_table(towns: Iterable[Town]) -> dict[str, Naming]:
    """Key → naming for Japanese script. A full name always wins over a stem of another."""
    return _table(towns, _spellings, key)


def romaji_table(towns: Iterable[Town]) -> dict[str, Naming]:
    """Key → naming for romanised text."""
    return _table(towns, _romaji_spellings, None)
