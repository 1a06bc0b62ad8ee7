"""Text in up to three languages, as packs write it: a string (Japanese) or a map {ja, en, easy}."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, ConfigDict, StringConstraints

NonBlank = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


@dataclass(frozen=True)
class Localised:
    """One text; `easy` is やさしい日本語. What is missing falls back to Japanese."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    ja: NonBlank
    en: NonBlank | None = None
    easy: NonBlank | None = None

    def get(self, language: str) -> str:
        """The text in `language` ("ja", "en", "easy" or "ja-easy")."""
        wanted = "easy" if language == "ja-easy" else language
        return self.as_dict().get(wanted, self.ja)

    def as_dict(self) -> dict[str, str]:
        """The languages present, for storage as JSON."""
        given = {"ja": self.ja, "en": self.en, "easy": self.easy}
        return {language: text for language, text in given.items() if text}

    def __str__(self) -> str:
        return self.ja


def _as_map(value: Any) -> Any:
    return {"ja": value} if isinstance(value, str) else value


Text = Annotated[Localised, BeforeValidator(_as_map)]
