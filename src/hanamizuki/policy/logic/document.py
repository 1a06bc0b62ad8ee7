"""What a ward's policy document says: the tree, what was not placed, and where each line went."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Project:
    """One thing the ward does, in the document's words; budget in thousand yen where printed."""

    title: str
    mark: str = ""
    budget_thousand_yen: int | None = None
    line: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Initiative:
    """A group of projects; title "" for projects hanging directly on the measure."""

    title: str
    number: str = ""
    projects: tuple[Project, ...] = ()
    text: str = ""
    summary: tuple[str, ...] = ()
    mark: str = ""
    budget_thousand_yen: int | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Measure:
    """A pillar of the policy (kind "measure") or its cross-cutting theme (kind "theme")."""

    code: str
    title: str
    kind: str = "measure"
    themes: tuple[str, ...] = ()
    text: str = ""
    initiatives: tuple[Initiative, ...] = ()
    line: int = 0
    budget_thousand_yen: int | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """A budget listed by itself: what for, in the list's own words, and thousand yen."""

    title: str
    thousand_yen: int
    line: int


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A source line (counted from 1) that found no place, and why."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Ornament:
    """A source line that carries no content: page number, caption, running head, repetition."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Document:
    """The whole reading; `used`, `ornaments` and `unplaced` together hold every non-blank line."""

    fiscal_year: int | None = None
    title: str = ""
    ward: str = ""
    goal: str = ""
    goal_subtitle: str = ""
    goal_text: str = ""
    measures: tuple[Measure, ...] = ()
    organisation: tuple[str, ...] = ()
    amounts: tuple[Amount, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    ornaments: tuple[Ornament, ...] = ()
    used: frozenset[int] = field(default_factory=frozenset)
