"""Codes of measures: the printed number, or a letter from the title or its reading."""

from __future__ import annotations

import re

import jaconv

from hanamizuki.policy.logic.japanese import reading
from hanamizuki.policy.logic.markers import value
from hanamizuki.policy.logic.widths import narrow

# Codes the tree already uses for its goal and its organisation part.
_RESERVED = frozenset("O")
_LATIN = re.compile(r"[A-Za-z]")


def number_code(label: str, taken: set[str]) -> str:
    """ "１", "Ⅰ", "①", "一" → "1"; a letter is added where the number is taken."""
    plain = narrow(label)
    code = (
        plain
        if "-" in plain or _LATIN.fullmatch(plain)
        else str(value(label if len(label) == 1 else plain))
    )
    return _unique(code, taken, "bcdefghijklmnopqrstuvwxyz")


def unique_letter(title: str, taken: set[str]) -> str:
    """The first Latin letter of a title, else of its reading in romaji; "M" when it has neither."""
    match = _LATIN.search(narrow(title))
    if match is None:
        match = _LATIN.search(jaconv.kana2alphabet(jaconv.kata2hira(reading(title))))
    letter = match[0].upper() if match else "M"
    return _unique(letter, taken | _RESERVED, "23456789")


def _unique(code: str, taken: set[str], suffixes: str) -> str:
    if code not in taken:
        return code
    for suffix in suffixes:
        if code + suffix not in taken:
            return code + suffix
    return _unique(code + suffixes[-1], taken, suffixes)
