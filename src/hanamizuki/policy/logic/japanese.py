"""Words of Japanese with what splitting and joining need: part of speech, inflection, reading."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sudachipy import SplitMode

from hanamizuki.core.text.tokenizer import tokenizer
from hanamizuki.policy.logic.widths import narrow

# Sudachi takes at most 49,149 bytes at once; no sentence of a policy comes near this many letters.
_LONGEST = 8000
# Nouns the dictionary lets take する, though in a policy they name things, not deeds.
_THINGS = frozenset(
    ("施設", "関係", "住宅", "情報", "設備", "機能", "組織", "基盤", "商店", "手続")
)
# Nouns that name a deed of an office without taking する.
_DEEDS = frozenset(("対策", "事業", "教室", "講座", "づくり", "作り", "まちづくり"))


@dataclass(frozen=True, slots=True)
class Token:
    """One word: as written, part of speech (three levels), inflection, katakana reading."""

    surface: str
    pos: str
    detail: str
    use: str
    form: str
    reading: str
    begin: int

    @property
    def end(self) -> int:
        """Where it ends, in code points."""
        return self.begin + len(self.surface)


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text, in half-width signs; each stands where it stood in the text."""
    found: list[Token] = []
    begin = 0
    # Width must not decide how a text is divided; the length stays the same.
    plain = narrow(text)
    for start in range(0, len(text), _LONGEST):
        for morpheme in tokenizer().tokenize(plain[start : start + _LONGEST], SplitMode.C):
            surface = morpheme.surface()
            if not surface:
                continue
            pos = morpheme.part_of_speech()
            found.append(
                Token(surface, pos[0], pos[1], pos[2], pos[5], morpheme.reading_form(), begin)
            )
            begin += len(surface)
    return tuple(found)


def is_deed(token: Token) -> bool:
    """Whether a noun names something done (実施, 支援, 対策), not a thing (施設, チラシ)."""
    if token.surface in _DEEDS:
        return True
    return "サ変" in token.use and token.surface not in _THINGS


def is_attributive(token: Token) -> bool:
    """Whether an inflected word must be followed by a noun or ends a sentence."""
    return token.pos in ("動詞", "助動詞", "形容詞") and token.form.startswith(("連体", "終止"))


def reading(text: str) -> str:
    """The katakana reading of the first word that has one."""
    for token in tokens(text):
        if token.pos not in ("補助記号", "空白") and token.reading:
            return token.reading
    return ""
