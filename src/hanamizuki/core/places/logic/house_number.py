"""Reads the numbers after a town name: 3丁目12番5号, 3-12-5, 三の十二の五, 1240番地の1."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .fold import NUMERAL, Folded
from .types import HouseNumber

_DIGITS = {char: index for index, char in enumerate("〇一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_ARABIC = re.compile(r"[0-9]+")
_KANJI = re.compile(r"[〇一二三四五六七八九十百千]+")
_SUFFIX = re.compile(
    r"(丁目|町目|ちようめ|丁|chome)"
    r"|(番街区|街区|番地|番町|番|ばんち|ばん)"
    r"|(号室|号棟|号館|棟|階|室|f(?![a-z]))"
    r"|(号|ごう)"
)
_KINDS = ("chome", "block", "room", "go")
_SPOKEN = {
    **dict.fromkeys(("いつちようめ", "いちちようめ"), 1),
    "にちようめ": 2,
    "さんちようめ": 3,
    "よんちようめ": 4,
    "ごちようめ": 5,
    "ろくちようめ": 6,
    **dict.fromkeys(("ななちようめ", "しちちようめ"), 7),
    **dict.fromkeys(("はちちようめ", "はつちようめ"), 8),
    "きゆうちようめ": 9,
}
_KANA_CHOME = {
    spoken.removesuffix("ちようめ") + ending: value
    for spoken, value in _SPOKEN.items()
    for ending in ("ちようめ", "丁目")
}
_KANA_CHOME_AT = re.compile("|".join(sorted(_KANA_CHOME, key=len, reverse=True)))
_NUMERAL = re.compile(rf"[{NUMERAL}]")
_MAX_TOKENS = 6
_MAX_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Token:
    """A number, what is written after it, and whether a bare space stood before it."""

    value: int
    kind: str
    after_gap: bool


def kanji_number(text: str) -> int | None:
    """三十二 → 32, 一二四〇 → 1240; None for a run that is no number, such as 十十."""
    if not any(char in _UNITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total, digit, last = 0, None, 10_000
    for char in text:
        unit = _UNITS.get(char)
        if unit is None:
            if digit is not None:
                return None
            digit = _DIGITS[char]
        else:
            if unit >= last or digit == 0:
                return None
            total, digit, last = total + (digit or 1) * unit, None, unit
    return total + (digit or 0)


def _until_gap(match: re.Match[str], gaps: frozenset[int]) -> int:
    for position in range(match.start() + 1, match.end()):
        if position in gaps:
            return position
    return match.end()


def _number_at(folded: Folded, at: int) -> tuple[int, int] | None:
    """(value, end) of the number at a position, stopping where a space stood."""
    if match := _ARABIC.match(folded.text, at):
        end = _until_gap(match, folded.gaps)
        return (int(folded.text[at:end]), end) if end - at <= _MAX_DIGITS else None
    if match := _KANJI.match(folded.text, at):
        end = _until_gap(match, folded.gaps)
        value = kanji_number(folded.text[at:end]) if end - at <= 7 else None
        return None if value is None or not _may_end(folded, end) else (value, end)
    return None


def _may_end(folded: Folded, end: int) -> bool:
    """八 of 日吉八幡 is no number: a kanji number needs an end, a separator or 丁目, 番, 号."""
    rest = folded.text[end : end + 1]
    return (
        not rest
        or end in folded.gaps
        or (rest in "-の" and bool(_NUMERAL.match(folded.text, end + 1)))
        or rest.isdigit()
        or _SUFFIX.match(folded.text, end) is not None
    )


def _skip_joint(text: str, at: int) -> int:
    while at < len(text) and text[at] in "-の":
        at += 1
    return at


def read_numbers(folded: Folded, at: int) -> tuple[tuple[Token, ...], int]:
    """All numbers from a position on, and where the reading stopped."""
    tokens: list[Token] = []
    text = folded.text
    if match := _KANA_CHOME_AT.match(text, at):
        tokens.append(Token(_KANA_CHOME[match[0]], "chome", False))
        at = match.end()
    while len(tokens) < _MAX_TOKENS:
        start = _skip_joint(text, at)
        found = _number_at(folded, start)
        if found is None:
            break
        value, end = found
        suffix = _SUFFIX.match(text, end)
        kind = "" if suffix is None else _KINDS[(suffix.lastindex or 1) - 1]
        tokens.append(Token(value, kind, start == at and at in folded.gaps))
        at = end if suffix is None else suffix.end()
    return tuple(tokens), at


def _block_and_go(tokens: tuple[Token, ...]) -> tuple[int | None, int | None]:
    if not tokens or tokens[0].kind in {"room", "chome"}:
        return None, None
    first = tokens[0]
    if first.kind == "go":
        return None, first.value
    second = tokens[1] if len(tokens) > 1 else None
    if second is None and first.after_gap and not first.kind:
        # 「日吉5丁目 201」: a lone number after a space may as well be a room.
        return None, None
    if second is None or second.kind not in {"", "go"} or (second.after_gap and not first.kind):
        return first.value, None
    return first.value, second.value


def chome_reading(tokens: tuple[Token, ...]) -> HouseNumber:
    """The numbers of a town that has 丁目: the first one is the chome, unless it says 番 or 号."""
    if not tokens or tokens[0].kind == "room":
        return HouseNumber()
    first = tokens[0]
    if first.kind in {"block", "go"}:
        block, go = _block_and_go(tokens)
        return HouseNumber(None, block, go)
    block, go = _block_and_go(tokens[1:])
    return HouseNumber(first.value, block, go)


def lot_reading(tokens: tuple[Token, ...]) -> HouseNumber:
    """The numbers of a town without 丁目: the first one is the lot or block."""
    if tokens and tokens[0].kind == "chome":
        block, go = _block_and_go(tokens[1:])
        return HouseNumber(tokens[0].value, block, go)
    if len(tokens) == 1 and tokens[0].kind == "":
        return HouseNumber(None, tokens[0].value, None)
    block, go = _block_and_go(tokens)
    return HouseNumber(None, block, go)
