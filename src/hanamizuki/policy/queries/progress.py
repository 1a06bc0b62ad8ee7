"""How far each line is: what its targets, milestones and people's word say, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import cast

from hanamizuki.core.evidence.queries import Evidence, Point, all_evidence, of_groups
from hanamizuki.policy.logic import progress
from hanamizuki.policy.logic.progress import Progress, Verdict, judge_line, judge_target
from hanamizuki.policy.models import Milestone, Override, Policy, Target

Kept = dict[tuple[str, str], list[Point]]


@dataclass(frozen=True)
class Judged:
    """A line's progress, the verdict on each of its targets, the stored ones among them."""

    progress: Progress
    verdicts: tuple[Verdict, ...]
    targets: tuple[Target, ...] = ()

    def target(self, verdict: Verdict) -> Target | None:
        """The stored target that a verdict is on; None where a pack gave it."""
        key = (verdict.indicator, verdict.split)
        return next((one for one in self.targets if (one.indicator_id, one.split) == key), None)


def progress_of(policy: Policy, moment: datetime) -> dict[str, Progress]:
    """The progress of every line that has not ended, by code; a handful of queries in all."""
    return {code: one.progress for code, one in judged(policy, moment).items()}


def judged(
    policy: Policy, moment: datetime, known: Sequence[Evidence] | None = None
) -> dict[str, Judged]:
    """The same with every target's verdict; `known` is what `all_evidence` gave already."""
    evidence = {one.id: one for one in (all_evidence(moment) if known is None else known)}
    day = moment.date()
    targets: dict[int, list[Target]] = defaultdict(list)
    stored = list(Target.objects.filter(line__policy=policy))
    for target in stored:
        targets[target.line_id].append(target)
    kept = of_groups((one.indicator_id, one.split) for one in stored)
    overrides = {one.line_id: one for one in Override.objects.filter(line__policy=policy)}
    milestones: dict[str, list[Milestone]] = defaultdict(list)
    for milestone in Milestone.objects.all():
        for code in milestone.lines:
            milestones[code].append(milestone)
    given = given_targets(evidence.values())
    found = {}
    for line in policy.lines.filter(ended_on=None):
        verdicts = _verdicts(targets[line.pk], given.get(line.code, []), evidence, kept, day)
        days = _counting(milestones[line.code], day)
        told = judge_line(verdicts, days, _override(overrides.get(line.pk)), day)
        found[line.code] = Judged(told, tuple(verdicts), tuple(targets[line.pk]))
    return found


def given_targets(evidence: Iterable[Evidence]) -> dict[str, list[progress.Target]]:
    """The targets that the packs give with an indicator, by the lines it speaks about."""
    found: dict[str, list[progress.Target]] = defaultdict(list)
    for one in evidence:
        if one.target and one.target["due"]:
            due = date.fromisoformat(one.target["due"])
            goal = Decimal(one.target["value"])
            for code in one.lines:
                found[code].append(progress.Target(one.id, None, None, goal, due))
    return found


def _verdicts(
    stored: list[Target],
    given: list[progress.Target],
    evidence: dict[str, Evidence],
    kept: Kept,
    day: date,
) -> list[Verdict]:
    """The verdict on each indicator and split; a target of the staff stands for the pack's."""
    grouped = {
        (one.indicator_id, one.split): [
            progress.Target(
                one.indicator_id,
                one.baseline,
                one.baseline_at,
                Decimal(goal["goal"]),
                date.fromisoformat(goal["due"]),
                one.split,
            )
            for goal in one.goals
        ]
        for one in stored
    }
    for target in given:
        grouped.setdefault((target.indicator, ""), [target])
    return [
        judge_target(
            goals,
            cast(progress.Direction, evidence[indicator].direction),
            _series(evidence[indicator], split, kept, goals),
            day,
        )
        for (indicator, split), goals in grouped.items()
        if indicator in evidence
    ]


def _series(
    item: Evidence, split: str, kept: Kept, goals: Iterable[progress.Target]
) -> list[tuple[date, Decimal]]:
    """The values a target is held against.

    While its period lasts a count goes on: so far it would be a success where less is better, and
    too late where more is. Such a value counts only where more is better and the goal is reached.
    """
    points: Iterable[Point] = item.series
    if split:
        today = [one for one in item.splits if one.split == split] if item.live else []
        days = {one.at for one in today}
        points = [*(one for one in kept.get((item.id, split), []) if one.at not in days), *today]
    last = max(goals, key=lambda one: one.due).goal
    return [
        (one.at, one.value)
        for one in points
        if not one.interim or (item.direction == "up" and one.value >= last)
    ]


def _counting(found: Sequence[Milestone], day: date) -> list[progress.Milestone]:
    """The milestones that tell of a line's progress: the staff's, and those marked as done.

    A pack's day simply comes (an opening, a festival): that it is over says nothing of what was
    done. Beside counting ones those ahead count too, so that one done of five is not everything.
    """
    own = [one for one in found if one.origin == Milestone.STAFF or one.done_on]
    ahead = [one for one in found if one not in own and (one.until or one.on) >= day]
    return [
        progress.Milestone(one.until or one.on, one.done_on, one.milestone_id)
        for one in (*own, *(ahead if own else ()))
    ]


def _override(one: Override | None) -> progress.Override | None:
    if one is None:
        return None
    state = cast(progress.LineState, one.state)
    return progress.Override(state, one.reason, one.section, one.since)


def as_json(found: Progress) -> dict[str, object]:
    """Why a line is where it is, as it is kept and shown: rule, values, milestones, by whom."""
    why, verdict, override = found.why, found.why.verdict, found.why.override
    told: dict[str, object] = {"rule": why.rule}
    if verdict:
        told["verdict"] = verdict_as_json(verdict)
    if why.milestones:
        told["milestones"] = [one.title for one in why.milestones]
    if override:
        told["by_hand"] = {
            "reason": override.reason,
            "section": override.section,
            "since": override.since.isoformat(),
        }
    return told


def verdict_as_json(verdict: Verdict) -> dict[str, str | None]:
    """What one target says, as it is kept and shown; decimals and days are text."""
    return {
        "indicator": verdict.indicator,
        "split": verdict.split,
        "rule": verdict.rule,
        "value": _text(verdict.value),
        "value_at": verdict.value_at.isoformat() if verdict.value_at else None,
        "expected": _text(verdict.expected),
        "expected_then": _text(verdict.expected_then),
        "goal": _text(verdict.goal),
        "due": verdict.due.isoformat(),
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")
