"""Splitting Japanese text into words with their readings (Sudachi, one tokenizer per thread)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import jaconv
from sudachipy import SplitMode

from hanamizuki.core.text.tokenizer import tokenizer

_SURROGATE = re.compile("[\ud800-\udfff]")
# Sudachi takes at most 49,149 bytes at once; the cut falls on a sentence end where there is one.
_CHUNK = re.compile(r"[^\n。]{0,8000}[\n。]?", re.S)


@dataclass(frozen=True, slots=True)
class Word:
    """One word: as written, its normalised form, its reading in hiragana, its part of speech."""

    surface: str
    norm: str
    reading: str
    pos: str
    detail: str
    begin: int

    @property
    def end(self) -> int:
        """Where it ends in the text, in code points."""
        return self.begin + len(self.surface)


def words(text: str, *, whole: bool = False) -> Iterator[Word]:
    """The words of a text of any length; short units, or `whole` compounds as the dictionary has.

    Surfaces joined give the text back, lone surrogates as U+FFFD. Nothing raises.
    """
    mode = SplitMode.C if whole else SplitMode.A
    clean = _SURROGATE.sub("\ufffd", text)
    begin = 0
    for chunk in _CHUNK.findall(clean):
        for morpheme in tokenizer().tokenize(chunk, mode) if chunk else ():
            surface = morpheme.surface()
            if not surface:
                continue
            yield Word(
                surface,
                morpheme.normalized_form(),
                jaconv.kata2hira(morpheme.reading_form()),
                morpheme.part_of_speech()[0],
                morpheme.part_of_speech()[1],
                begin,
            )
            begin += len(surface)
