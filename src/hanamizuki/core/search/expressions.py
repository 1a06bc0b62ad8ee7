"""What to look up, in a form both databases' full-text engines can be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["words", "grams", "sounds", "roman"]


@dataclass(frozen=True)
class Term:
    """One key, or every key that begins with it."""

    kind: Kind
    text: str
    prefix: bool = False


@dataclass(frozen=True)
class Phrase:
    """Keys that follow each other."""

    kind: Kind
    texts: tuple[str, ...]


@dataclass(frozen=True)
class All:
    """Every part must be there."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Any:
    """At least one part must be there."""

    parts: tuple[Expression, ...]


Expression = Term | Phrase | All | Any


def all_of(parts: Iterable[Expression]) -> Expression | None:
    """The parts joined by AND; None when there are none."""
    some = tuple(dict.fromkeys(parts))
    return some[0] if len(some) == 1 else All(some) if some else None


def any_of(parts: Iterable[Expression]) -> Expression | None:
    """The parts joined by OR; None when there are none."""
    some = tuple(dict.fromkeys(parts))
    return some[0] if len(some) == 1 else Any(some) if some else None


def phrase(kind: Kind, texts: list[str]) -> Expression:
    """The keys as a phrase, a lone key as a term."""
    return Phrase(kind, tuple(texts)) if len(texts) > 1 else Term(kind, texts[0])
