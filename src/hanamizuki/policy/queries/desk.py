"""The planners' desk: the lines of a policy with where each stands; filtered in memory."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hanamizuki.core.people.models import Account
from hanamizuki.policy.logic.progress import Progress
from hanamizuki.policy.models import OPEN, GenderCheck, Line, Policy, Proposal, Review
from hanamizuki.policy.queries.progress import progress_of


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to look for; what is empty is not asked for."""

    theme: str = ""
    section: str = ""
    progress: str = ""
    mine: bool = False
    proposal: bool = False
    words: str = ""

    @property
    def everything(self) -> bool:
        """True where nothing is asked for."""
        return self == Wanted()


@dataclass(frozen=True)
class Row:
    """A line: how deep it stands (the goal 0), its themes with those of the lines above it, its
    progress (None where it has ended), open proposals, reviews approved, whether checked."""

    line: Line
    depth: int
    themes: frozenset[str]
    progress: Progress | None
    proposals: list[Proposal] = field(default_factory=list)
    reviews: frozenset[str] = frozenset()
    checked: bool = False


def rows(policy: Policy, moment: datetime) -> list[Row]:
    """Every line that has not ended, in document order; the same few queries for any number."""
    found = progress_of(policy, moment)
    proposals: dict[int, list[Proposal]] = defaultdict(list)
    for one in Proposal.objects.filter(policy=policy, state__in=OPEN, line__isnull=False):
        proposals[one.line_id or 0].append(one)
    reviews: dict[int, set[str]] = defaultdict(set)
    for line_id, half in Review.objects.filter(line__policy=policy).values_list("line", "half"):
        reviews[line_id].add(half)
    checked = set(GenderCheck.objects.filter(line__policy=policy).values_list("line", flat=True))
    above: dict[int, tuple[int, frozenset[str]]] = {}
    made = []
    for line in policy.lines.filter(ended_on=None).select_related("owner"):
        depth, themes = above.get(line.parent_id or 0, (-1, frozenset()))
        depth, themes = depth + 1, themes | set(line.themes)
        above[line.pk] = (depth, themes)
        made.append(
            Row(
                line,
                depth,
                themes,
                found.get(line.code),
                proposals[line.pk],
                frozenset(reviews[line.pk]),
                line.pk in checked,
            )
        )
    return made


def wanted_rows(found: list[Row], wanted: Wanted, account: Account) -> list[Row]:
    """The rows that fit all that is asked for."""
    words = _key(wanted.words).split()
    return [
        row
        for row in found
        if (not wanted.theme or wanted.theme in row.themes)
        and (not wanted.section or row.line.section == wanted.section.strip("-"))
        and (not wanted.progress or (row.progress and row.progress.state == wanted.progress))
        and (not wanted.mine or row.line.owner_id == account.pk)
        and (not wanted.proposal or row.proposals)
        and all(word in _key(_texts(row.line)) for word in words)
    ]


def _texts(line: Line) -> str:
    maps: list[Any] = [line.title, line.text, line.works_when]
    parts = [text for one in maps if one for text in one.values()]
    return " ".join([line.code, *parts, *line.printed])


def _key(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
