"""Finds and takes out the postal code of a plain() text."""

from __future__ import annotations

import re

_D = "[0-9〇一二三四五六七八九]"
_KANJI_DIGITS = str.maketrans("〇一二三四五六七八九", "0123456789")
_PATTERNS = (
    # After the mark anything goes; else seven digits at the start, at the end or on their own.
    re.compile(rf"〒\s*({_D}{{3}})[\s-]*({_D}{{4}})(?![0-9])"),
    re.compile(r"^\s*([0-9]{3})-?([0-9]{4})(?![0-9-])"),
    re.compile(r"(?<=[\s,、(])([0-9]{3})-?([0-9]{4})(?=$|[\s,、)])"),
    re.compile(r"(?<![0-9a-z-])([0-9]{3})([0-9]{4})\s*$"),
)
_STRAY_MARK = re.compile(r"〒\s*(?:[0-9]{3}(?:-[0-9]{1,2})?(?![0-9-]))?")


def take_postcode(text: str) -> tuple[str | None, str]:
    """(seven digits or None, the text with the code replaced by a space)."""
    for pattern in _PATTERNS:
        if match := pattern.search(text):
            code = (match[1] + match[2]).translate(_KANJI_DIGITS)
            rest = f"{text[: match.start()]} {text[match.end() :]}"
            return code, _STRAY_MARK.sub(" ", rest)
    return None, _STRAY_MARK.sub(" ", text) if "〒" in text else text
