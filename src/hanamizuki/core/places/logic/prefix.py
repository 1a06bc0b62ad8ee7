"""Reads country, prefecture, city and ward of the own municipality in front of a town name."""

from __future__ import annotations

from dataclasses import dataclass

from .fold import key
from .types import Municipality

_ENDINGS = ("都", "府", "県", "市", "区", "町", "村", "けん", "し", "く")
_COUNTY = 3  # names nothing by itself
_LABELS = ("日本国", "日本", "にほん", "住所", "ご住所", "御住所", "所在地", "じゆうしよ")


@dataclass(frozen=True, slots=True)
class Prefix:
    """How far the own prefix reaches, and which levels were written."""

    end: int = 0
    prefecture: bool = False
    city: bool = False
    ward: bool = False

    @property
    def named(self) -> bool:
        return self.prefecture or self.city or self.ward


def _names(name: str, kana: str, aliases: tuple[str, ...]) -> tuple[str, ...]:
    """Keys of one level, with and without its ending (市, 区, けん)."""
    found = {key(text) for text in (name, kana, *aliases) if text}
    for text in (key(name), key(kana)):
        for ending in _ENDINGS:
            if text.endswith(ending) and len(text) > len(ending) + 1:
                found |= {text.removesuffix(ending), text.removesuffix(ending) + name[-1:]}
    return tuple(sorted(found, key=len, reverse=True))


def _reach(reading: Prefix, level: int, end: int) -> Prefix:
    return Prefix(
        end,
        reading.prefecture or level == 0,
        reading.city or level == 1,
        reading.ward or level == 2,
    )


class PrefixReader:
    """Knows the own prefecture, city and ward by all their names."""

    def __init__(self, home: Municipality) -> None:
        self._levels = (
            (0, _names(home.prefecture, home.prefecture_kana, home.prefecture_aliases)),
            (_COUNTY, tuple(key(name) for name in (home.county, home.county_kana) if name)),
            (1, _names(home.city, home.city_kana, home.city_aliases)),
            (2, _names(home.ward, home.ward_kana, home.ward_aliases)),
        )
        self._labels = tuple(key(label) for label in _LABELS)

    def readings(self, text: str, start: int) -> list[Prefix]:
        """Every way to read a prefix at a position, the longest first; the empty one is last."""
        found = {Prefix(end=start)}
        for label in self._labels:
            if text.startswith(label, start):
                found.add(Prefix(end=start + len(label)))
        for level, names in self._levels:
            for reading in tuple(found):
                for name in names:
                    if text.startswith(name, reading.end):
                        found.add(_reach(reading, level, reading.end + len(name)))
        return sorted(found, key=lambda reading: reading.end, reverse=True)
