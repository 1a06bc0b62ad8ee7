"""How well each line is looked after: its facts gathered for the rules of `logic.monitoring`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hanamizuki.core.clock import JST
from hanamizuki.core.evidence.queries import Evidence, all_evidence
from hanamizuki.policy.logic.monitoring import Check, Code, Grade, LineFacts, checks, grade
from hanamizuki.policy.models import GenderCheck, Line, Milestone, Policy, Review, Target
from hanamizuki.policy.queries.progress import given_targets


@dataclass(frozen=True)
class Kept:
    """How well one line is looked after."""

    line: Line
    checks: list[Check]
    grade: Grade

    @property
    def missing(self) -> list[Code]:
        """What is not there."""
        return [one.code for one in self.checks if not one.ok]


def half_due(fiscal_year: int, day: date) -> str:
    """The review that is the newest to be expected on a day: "", mid (from 1 October) or end."""
    if day >= date(fiscal_year + 1, 4, 1):
        return Review.END
    return Review.MID if day >= date(fiscal_year, 10, 1) else ""


def monitoring(
    policy: Policy, moment: datetime, known: Sequence[Evidence] | None = None
) -> dict[str, Kept]:
    """Every line that has not ended, by code in document order; a handful of queries in all."""
    day = moment.astimezone(JST).date()
    evidence = all_evidence(moment) if known is None else known
    beside: dict[str, list[Evidence]] = {}
    for item in evidence:
        for code in item.lines if not item.retired_at else ():
            beside.setdefault(code, []).append(item)
    given = given_targets(evidence)
    aimed = set(Target.objects.filter(line__policy=policy).values_list("line_id", flat=True))
    half = half_due(policy.fiscal_year, day)
    reviewed = set(
        Review.objects.filter(line__policy=policy, half=half).values_list("line_id", flat=True)
    )
    checked = set(GenderCheck.objects.filter(line__policy=policy).values_list("line_id", flat=True))
    open_for = _open_milestones(day)
    found = {}
    for line in policy.lines.filter(ended_on=None):
        items = beside.get(line.code, [])
        facts = LineFacts(
            has_section=bool(line.section),
            has_indicator=bool(items),
            has_target=line.pk in aimed or line.code in given,
            has_value_in_time=bool(items)
            and all((one.series or one.splits) and not one.stale for one in items),
            has_open_milestone=line.code in open_for,
            touched_at=line.touched_at.astimezone(JST).date() if line.touched_at else None,
            # Before the first review is expected, none is missing.
            reviewed_this_half=not half or line.pk in reviewed,
            gender_checked=line.pk in checked,
        )
        made = checks(facts, day)
        found[line.code] = Kept(line, made, grade(made))
    return found


def _open_milestones(day: date) -> set[str]:
    return {
        code
        for one in Milestone.objects.filter(done_on=None)
        if (one.until or one.on) >= day
        for code in one.lines
    }


def counts(found: Mapping[str, Kept]) -> tuple[dict[Grade, int], dict[Code, int]]:
    """How many lines are kept how well, and how many lack what."""
    grades: dict[Grade, int] = {"well": 0, "partly": 0, "poorly": 0}
    lacking: dict[Code, int] = {}
    for one in found.values():
        grades[one.grade] += 1
        for check in one.checks:
            lacking[check.code] = lacking.get(check.code, 0) + (not check.ok)
    return grades, lacking
