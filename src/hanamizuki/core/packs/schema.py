"""What a pack is made of: record models, where a record stands, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict

from hanamizuki.core.packs.text import Localised, NonBlank


class PackModel(BaseModel):
    """Base of every record: unknown keys are refused, values are frozen, edges stripped."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False
    )


def _joined(value: Any) -> Any:
    """Several sources may be given as a list; they are kept as one line, " | " between."""
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return " | ".join(one.strip() for one in value if one.strip())
    return value


Source = Annotated[NonBlank, BeforeValidator(_joined)]


class Sourced(PackModel):
    """A fact: `source` is a URL or a title, `as_of` the day it was true."""

    source: Source
    as_of: date | None = None


M = TypeVar("M", bound=PackModel)


@dataclass(frozen=True, order=True)
class Origin:
    """A place in a pack: `file` is `<pack>/<path>` with forward slashes, lines count from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


Phrase = str | Localised


def _say(phrase: Phrase, language: str) -> str:
    text = phrase.get(language) if isinstance(phrase, Localised) else phrase
    return " ".join(text.split())


@dataclass(frozen=True)
class Problem:
    """Something to mend in a pack. A plain `str` is shown in every language."""

    origin: Origin
    what: Phrase
    instead: Phrase
    code: str = "section"

    def text(self, language: str = "ja") -> str:
        """One line, `file:line: what is wrong; what to write instead`."""
        return f"{self.origin}: {_say(self.what, language)}; {_say(self.instead, language)}"

    def as_dict(self, language: str = "ja") -> dict[str, Any]:
        """The same for JSON."""
        return {
            "file": self.origin.file,
            "line": self.origin.line,
            "code": self.code,
            "what": _say(self.what, language),
            "instead": _say(self.instead, language),
        }

    def __str__(self) -> str:
        return self.text()


@dataclass(frozen=True)
class Record(Generic[M]):
    """One valid record, where it stands, and the id of the pack that defined it."""

    value: M
    origin: Origin
    pack: str
    locate: Callable[[tuple[str | int, ...]], Origin] | None = field(
        default=None, repr=False, compare=False
    )

    def at(self, *loc: str | int) -> Origin:
        """Where a part of the record stands, `at("lines", 3, "area")`; a CSV row is one line."""
        return self.locate(loc) if self.locate else self.origin


class RowError(Exception):
    """Raised by a section's `row`: this column of this row cannot be read."""

    def __init__(self, column: str, what: Phrase, instead: Phrase) -> None:
        super().__init__(column, what, instead)
        self.column, self.what, self.instead = column, what, instead


class PackInvalid(Exception):
    """A pack has problems, so nothing of it was loaded."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = list(problems)
