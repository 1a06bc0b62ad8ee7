"""Romanised addresses: one key for Hepburn and Kunrei, long vowels written or not."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import jaconv

from .house_number import Token

_LETTERS = re.compile(r"[a-z]+")
_SOUNDS = (
    ("sya", "sha"),
    ("syu", "shu"),
    ("syo", "sho"),
    ("tya", "cha"),
    ("tyu", "chu"),
    ("tyo", "cho"),
    ("zya", "ja"),
    ("zyu", "ju"),
    ("zyo", "jo"),
    ("jya", "ja"),
    ("jyu", "ju"),
    ("jyo", "jo"),
    ("tch", "cch"),
    ("du", "zu"),
    ("mb", "nb"),
    ("mp", "np"),
    ("mm", "nm"),
)
_KUNREI = re.compile(r"(?<![sc])si|(?<!t)ti|tu|(?<![sc])hu|zi|di")
_KUNREI_TO = {"si": "shi", "ti": "chi", "tu": "tsu", "hu": "fu", "zi": "ji", "di": "ji"}
_LONG = ((re.compile(r"o(?:o|u|h(?![aiueo]))+"), "o"), (re.compile(r"uu+"), "u"))
_CHOME = re.compile(r"(\d+)\s*-?\s*(?:chome|cho-me|choume|cho me)\b|\bchome\s*(\d+)")
_NUMBER = re.compile(r"(\d+)\s*-?\s*(?:(banchi|ban|go|gou|goshitsu|f)\b)?")
_ROOM = re.compile(r"(?:#|\b(?:room|rm|apt|apartment|unit|suite|no)\b\.?)\s*[0-9]+")
_NUMBER_KIND = {"banchi": "block", "ban": "block", "go": "go", "gou": "go"}


def squeeze(text: str) -> str:
    """The key of a romanised name: letters only, one spelling per sound."""
    base = unicodedata.normalize("NFKD", text.lower())
    out = "".join(_LETTERS.findall(base))
    for old, new in _SOUNDS:
        if old in out:
            out = out.replace(old, new)
    out = _KUNREI.sub(lambda m: _KUNREI_TO[m[0]], out)
    for pattern, short in _LONG:
        out = pattern.sub(short, out)
    return out


def from_kana(kana: str) -> str:
    """The key of a kana name."""
    return squeeze(jaconv.kana2alphabet(jaconv.kata2hira(kana)))


@dataclass(frozen=True, slots=True)
class Segment:
    """One comma-separated piece: its words as keys, and its numbers in reading order."""

    words: tuple[str, ...]
    tokens: tuple[Token, ...]

    def spans(self) -> list[tuple[int, int]]:
        """Spans of at most four words, longest first: a town is one to three words."""
        count = len(self.words)
        every = [(a, b) for a in range(count) for b in range(a + 1, min(count, a + 4) + 1)]
        return sorted(every, key=lambda span: span[0] - span[1])


def _tokens(text: str) -> tuple[str, tuple[Token, ...]]:
    chome: list[Token] = []
    if match := _CHOME.search(text):
        chome.append(Token(int((match[1] or match[2])[:6]), "chome", False))
        text = text[: match.start()] + " " + text[match.end() :]
    rest = [
        Token(int(match[1]), _NUMBER_KIND.get(match[2] or "", "room" if match[2] else ""), False)
        for match in _NUMBER.finditer(text)
        if len(match[1]) <= 5
    ]
    return _NUMBER.sub(" ", text), (*chome, *rest[:6])


def segments(text: str) -> tuple[Segment, ...]:
    """Cut a romanised address at commas and line breaks; at most twelve pieces."""
    base = unicodedata.normalize("NFKD", text.lower())
    base = "".join(char for char in base if not unicodedata.combining(char))
    found = []
    for piece in re.split(r"[,;\n\r()]+", base)[:12]:
        words, tokens = _tokens(_ROOM.sub(" ", piece))
        keys = tuple(squeeze(word) for word in re.findall(r"[a-z'’-]+", words)[:12])
        found.append(Segment(tuple(word for word in keys if word), tokens))
    return tuple(item for item in found if item.words or item.tokens)
