"""Width-blind views of a text: same length for matching patterns, shorter for matching titles."""

from __future__ import annotations

import re
import unicodedata

_SAME_LENGTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("　"): ord(" "),
    ord("〜"): ord("~"),
    ord("∼"): ord("~"),
    ord("˜"): ord("~"),
    ord("〔"): ord("["),
    ord("〕"): ord("]"),
    ord("｡"): ord("。"),
    ord("､"): ord("、"),
    ord("，"): ord(","),
    ord("−"): ord("-"),
    ord("‐"): ord("-"),
    ord("–"): ord("-"),
    ord("—"): ord("-"),
    ord("―"): ord("-"),
}
_RUBY = re.compile(r"(?<=[々一-鿿])[((][ぁ-ゖー]+[))]")
_NOISE = re.compile(r"[\s\W_]+")
_KATAKANA_LONG = re.compile(r"(?<=[ァ-ヺ])[-ー一―‐−]")
_CIRCLED = re.compile(r"[①-⑳]")


def narrow(text: str) -> str:
    """Half-width signs and digits, one for one, so that positions stay those of the text."""
    return text.translate(_SAME_LENGTH)


def key(text: str) -> str:
    """For telling whether two wordings are the same: no width, signs, spaces, ruby or case."""
    plain = unicodedata.normalize("NFKC", _CIRCLED.sub("", text))
    plain = _RUBY.sub("", _KATAKANA_LONG.sub("ー", plain))
    return _NOISE.sub("", plain).casefold()
