"""Town names as people write them in a pack: 「綱島西1-6」, 「綱島西」, 「綱島西三丁目」."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_KANJI_DIGITS = "〇一二三四五六七八九"
_RANGE = re.compile(r"^(?P<name>.*?[^\d])(?P<first>\d{1,2})(?:[-~～](?P<last>\d{1,2}))?(?:丁目)?$")
_CHOME = re.compile(r"([一二三四五六七八九十]{1,3})丁目")
_BLOCK = re.compile(r"^(\d+)(?:-(\d+))?$")


@dataclass(frozen=True)
class UnknownTown(Exception):
    """No town of that name; `near` are names that look like it."""

    text: str
    near: tuple[str, ...]


def kanji_number(number: int) -> str:
    """1…99 as 町字 write it: 三, 十, 十二, 二十一."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("" if tens == 1 else _KANJI_DIGITS[tens]) + "十"
    return head + (_KANJI_DIGITS[ones] if ones or not tens else "")


def read_kanji_number(text: str) -> int:
    """三 → 3, 二十一 → 21."""
    head, ten, tail = text.rpartition("十")
    if not ten:
        return _KANJI_DIGITS.index(text)
    return (_KANJI_DIGITS.index(head) if head else 1) * 10 + (
        _KANJI_DIGITS.index(tail) if tail else 0
    )


def read_blocks(texts: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """["1-4", "6"] → ((1, 4), (6, 6)). Raises ValueError naming the text that is no range."""
    found = []
    for text in texts:
        match = _BLOCK.match(unicodedata.normalize("NFKC", text).strip())
        if not match or int(match[2] or match[1]) < int(match[1]):
            raise ValueError(text)
        found.append((int(match[1]), int(match[2] or match[1])))
    return tuple(found)


class TownNames:
    """Finds towns by what a pack's author wrote, and by the start of an address."""

    def __init__(self, towns: Iterable[tuple[str, str, int | None]]) -> None:
        """`towns`: (full name, name without chome, chome number or None)."""
        self._full: dict[str, str] = {}
        self._chome: dict[str, dict[int | None, str]] = {}
        for full_name, name, chome in towns:
            self._full[_plain(full_name)] = full_name
            self._chome.setdefault(_plain(name), {})[chome] = full_name

    def expand(self, text: str) -> tuple[str, ...]:
        """Full names meant by one entry. Raises UnknownTown."""
        plain = _plain(text)
        if plain in self._full:
            return (self._full[plain],)
        if plain in self._chome:
            return tuple(self._chome[plain].values())
        if match := _RANGE.match(plain):
            first, last = int(match["first"]), int(match["last"] or match["first"])
            chomes = self._chome.get(match["name"], {})
            wanted = range(first, last + 1)
            if wanted and all(number in chomes for number in wanted):
                return tuple(chomes[number] for number in wanted)
        raise UnknownTown(text, self._near(plain))

    def starting(self, address: str, home: Sequence[str]) -> str | None:
        """The full name of the town an address starts with, after the municipality; None if open.

        `home` is prefecture, city and ward; an address may leave out the first of them. A town
        that has chome is only certain when the address says which.
        """
        rest = _after_home(_plain(address), [_plain(part) for part in home if part])
        for name in sorted(self._chome, key=len, reverse=True):
            if not rest.startswith(name):
                continue
            chomes = self._chome[name]
            number = re.match(r"(\d{1,2})(?:丁目|-|番|$)", rest[len(name) :])
            if number and int(number[1]) in chomes:
                return chomes[int(number[1])]
            return chomes.get(None)
        return None

    def _near(self, plain: str) -> tuple[str, ...]:
        names: Sequence[str] = [*self._chome, *self._full.values()]
        return tuple(difflib.get_close_matches(plain, names, n=3))


def _after_home(text: str, home: Sequence[str]) -> str:
    for start in range(len(home)):
        lead = "".join(home[start:])
        if text.startswith(lead):
            return text.removeprefix(lead)
    return text


def _plain(text: str) -> str:
    """One spelling: NFKC, no spaces, 三丁目 as 3丁目."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return _CHOME.sub(lambda found: f"{read_kanji_number(found[1])}丁目", plain)
