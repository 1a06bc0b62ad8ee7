"""One text in Japanese, やさしい日本語 or English, out of a map {ja, en, easy}."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol, runtime_checkable

from django.utils.translation import get_language

Language = Literal["ja", "easy", "en"]


@runtime_checkable
class Localised(Protocol):
    """Anything that gives its languages as a map (the packs' `Text` does)."""

    def as_dict(self) -> dict[str, str]:
        """The languages present."""
        ...  # pragma: no cover


Value = Localised | Mapping[str, str] | str | None


def active_language() -> Language:
    """The language of the page being made: Django's `ja-easy` is our `easy`."""
    code = (get_language() or "ja").lower()
    if code.startswith("en"):
        return "en"
    return "easy" if code == "ja-easy" else "ja"


def aside(text: str) -> str:
    """（text）, or " (text)" for readers of English: put right behind a word."""
    return f" ({text})" if active_language() == "en" else f"（{text}）"


def pick(value: Value, language: str) -> tuple[str, str]:
    """The text and the language it is written in; both fall back to Japanese.

    A map without Japanese gives what it has; nothing at all gives ("", language).
    """
    if isinstance(value, str):
        return value, "ja"
    languages = value.as_dict() if isinstance(value, Localised) else value or {}
    for code in ("easy" if language == "ja-easy" else language, "ja", "easy", "en"):
        text = languages.get(code)
        if text:
            return str(text), code
    return "", language


def localise(value: Value, language: str | None = None) -> str:
    """The text in `language` ("ja", "easy", "en"; the active one by default), else in Japanese."""
    return pick(value, language or active_language())[0]
