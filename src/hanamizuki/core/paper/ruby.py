"""Texts for a sheet with readings above their kanji."""

from __future__ import annotations

from hanamizuki.core.text.annotate import annotate
from hanamizuki.core.text.localised import active_language
from hanamizuki.core.text.readings import current

Pieces = list[tuple[str, str]]


def pieces(text: str) -> str | Pieces:
    """What `ruby` of `ruby.typ` sets: in やさしい日本語 the text in pieces of (written, reading).

    The reading is "" where none is needed. In other languages the text as it is.
    """
    return annotate(text, current()) if active_language() == "easy" else text
