"""What can be wrong with a pack, in Japanese and English: code → what, what to write instead."""

from __future__ import annotations

from typing import Any

from hanamizuki.core.packs.phrasebook import PHRASES
from hanamizuki.core.packs.schema import Origin, Phrase, Problem
from hanamizuki.core.packs.text import Localised


def problem(origin: Origin, code: str, **values: Any) -> Problem:
    """The problem `code` at a place, with the values its phrases name."""
    ja_what, ja_instead, en_what, en_instead = PHRASES[code]
    return Problem(
        origin,
        Localised(ja=ja_what.format_map(values), en=en_what.format_map(values)),
        Localised(ja=ja_instead.format_map(values), en=en_instead.format_map(values)),
        code,
    )


def both(phrase: Phrase) -> Localised:
    """A phrase as Localised."""
    return phrase if isinstance(phrase, Localised) else Localised(ja=phrase)


def shown(value: Any, limit: int = 40) -> str:
    """A value as it may stand in a message: quoted, on one line, not endless."""
    text = " ".join(plain(value).split())
    return f"「{text if len(text) <= limit else text[: limit - 1] + '…'}」"


def plain(value: Any) -> str:
    """A value as YAML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def listed(names: Any, limit: int = 12) -> str:
    """Names in a row; the first ones where there are many."""
    all_names = [str(name) for name in names]
    more = "…" if len(all_names) > limit else ""
    return ", ".join(all_names[:limit]) + more
