"""Kanji of a text with their readings, okurigana apart: pure, the table of readings is given."""

from __future__ import annotations

import re
from collections.abc import Iterator

import jaconv

from hanamizuki.core.text.counters import Piece, counted
from hanamizuki.core.text.morphology import Word
from hanamizuki.core.text.readings import Readings, read

_IDEOGRAPH = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
KANJI = re.compile(f"[{_IDEOGRAPH}々〆〇]")
_PART = re.compile(f"[{_IDEOGRAPH}々〆〇ヶヵ]+|[^{_IDEOGRAPH}々〆〇ヶヵ]+")
_COMPOUND = re.compile(f"[{_IDEOGRAPH}々〇]+")
_LONGEST_COMPOUND = 5
_KANA_ONLY = re.compile(r"[\u3041-\u3096\u309d\u309e\u30fc]+")
_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def annotate(text: str, readings: Readings) -> list[Piece]:
    """The text in pieces (written, reading): the reading is "" where none is needed or known.

    The written parts joined are the text, character for character.
    """
    if not KANJI.search(text):
        return [(text, "")] if text else []
    if _SELECTOR.search(text):
        return _with_selectors(text, readings)
    pieces: list[Piece] = []
    position = 0
    for begin, end, number in counted(text):
        pieces += _words(text[position:begin], readings)
        pieces += number
        position = end
    pieces += _words(text[position:], readings)
    return _joined(pieces)


def _with_selectors(text: str, readings: Readings) -> list[Piece]:
    """The dictionary does not know variation selectors: read without, give them back after."""
    bare = annotate(_SELECTOR.sub("", text), readings)
    pieces, position = [], 0
    for written, sound in bare:
        begin = position
        for char in written:
            position = text.index(char, position) + 1
        while position < len(text) and _SELECTOR.match(text[position]):
            position += 1
        pieces.append((text[begin:position], sound))
    if position < len(text):
        pieces.append((text[position:], ""))
    return pieces


def _words(text: str, readings: Readings) -> Iterator[Piece]:
    """Words with readings; 自治+会 and 小+学校 become one."""
    held: Word | None = None
    for word in read(text, whole=True, readings=readings):
        if held is not None and _belongs(held, word):
            held = Word(
                held.surface + word.surface,
                held.norm,
                held.reading + word.reading,
                word.pos,
                word.detail,
                held.begin,
            )
            continue
        if held is not None:
            yield from align(held)
        held = word
    if held is not None:
        yield from align(held)


def _belongs(word: Word, following: Word) -> bool:
    """Whether two all-kanji words are one compound, not longer than people read at a glance."""
    if len(word.surface) + len(following.surface) > _LONGEST_COMPOUND:
        return False
    if not (_COMPOUND.fullmatch(word.surface) and _COMPOUND.fullmatch(following.surface)):
        return False
    if not (_KANA_ONLY.fullmatch(word.reading) and _KANA_ONLY.fullmatch(following.reading)):
        return False
    return following.pos == "接尾辞" or word.pos == "接頭辞" or len(following.surface) == 1


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbours without a reading as one piece."""
    joined: list[Piece] = []
    for written, sound in pieces:
        if not sound and joined and not joined[-1][1]:
            joined[-1] = (joined[-1][0] + written, "")
        else:
            joined.append((written, sound))
    return joined


def align(word: Word) -> Iterator[Piece]:
    """One word with its reading over the kanji only: 申(もう) し 込(こ) み.

    A word whose kana do not fit its reading gets the reading as a whole.
    """
    if not KANJI.search(word.surface):
        yield word.surface, ""
        return
    sound = jaconv.kata2hira(word.reading)
    if not _KANA_ONLY.fullmatch(sound):
        yield word.surface, ""
        return
    parts = _PART.findall(word.surface)
    pattern = "".join(_pattern(part) for part in parts)
    match = re.fullmatch(pattern, sound)
    if match is None:
        yield word.surface, sound
        return
    found = iter(match.groups())
    for part in parts:
        yield part, next(found) if KANJI.search(part) else ""


def _pattern(part: str) -> str:
    return "(.+?)" if KANJI.search(part) else re.escape(jaconv.kata2hira(part))
