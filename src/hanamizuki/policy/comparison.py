"""What changed between two years' policies, by wording. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hanamizuki.policy.logic.compare import best_pairs
from hanamizuki.policy.models import Line, Policy

CONTENT = ("project", "initiative", "measure", "theme")


@dataclass(frozen=True)
class Pair:
    """The same thing in both years."""

    before: Line
    after: Line


@dataclass(frozen=True)
class YearComparison:
    """Goals, the pillars in printed order, and what is in both, only before, only after."""

    goal_before: dict[str, Any]
    goal_after: dict[str, Any]
    pillars_before: list[Line]
    pillars_after: list[Line]
    kept: list[Pair]
    only_before: list[Line]
    only_after: list[Line]


def compare_years(before: Policy, after: Policy) -> YearComparison:
    """Pair the projects of two years by their wording; the rest stands alone on its side."""
    old, new = list(before.lines.all()), list(after.lines.all())
    old_projects = [line for line in old if line.kind == "project"]
    new_projects = [line for line in new if line.kind in ("project", "initiative")]
    pairs = best_pairs(
        [_wordings(line) for line in old_projects], [_wordings(line) for line in new_projects]
    )
    used_old, used_new = {a for a, _ in pairs}, {b for _, b in pairs}
    return YearComparison(
        goal_before=_goal(old),
        goal_after=_goal(new),
        pillars_before=[line for line in old if line.kind == "measure"],
        pillars_after=[line for line in new if line.kind == "measure"],
        kept=[Pair(old_projects[a], new_projects[b]) for a, b in sorted(pairs, key=lambda p: p[1])],
        only_before=[line for i, line in enumerate(old_projects) if i not in used_old],
        only_after=[
            line
            for i, line in enumerate(new_projects)
            if i not in used_new and line.kind == "project"
        ],
    )


def _wordings(line: Line) -> tuple[str, ...]:
    return (line.title["ja"], *line.printed)


def _goal(lines: list[Line]) -> dict[str, Any]:
    return next((line.title for line in lines if line.kind == "goal"), {"ja": "—"})
