"""A policy as it stands at a moment, as one document: what a report freezes."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from hanamizuki.core.evidence.queries import Evidence, all_evidence
from hanamizuki.core.places.models import Section
from hanamizuki.policy.models import GenderCheck, Line, Policy, Review, Target
from hanamizuki.policy.queries.progress import as_json, progress_of
from hanamizuki.policy.queries.telling import teller
from hanamizuki.policy.queries.tree import budget, milestones, tree, walk

FORMAT = 1


def report_document(policy: Policy, half: str, moment: datetime) -> dict[str, Any]:
    """Every line with its words, section, progress and why, targets, newest values, milestones,
    review, gender check and money; plain JSON, numbers as text."""
    evidence = {one.id: one for one in all_evidence(moment)}
    progress = progress_of(policy, moment)
    reviews = {one.line_id: one for one in Review.objects.filter(line__policy=policy, half=half)}
    checks = {one.line_id: one for one in GenderCheck.objects.filter(line__policy=policy)}
    targets: dict[int, list[Target]] = defaultdict(list)
    for target in Target.objects.filter(line__policy=policy):
        targets[target.line_id].append(target)
    sections = {one.code: one.name for one in Section.objects.all()}
    days, money = milestones(), budget()
    told = teller(evidence.values(), {one.split for some in targets.values() for one in some})
    nodes = [node for node in walk(tree(policy, moment)) if node.line.ended_on is None]
    codes: dict[int | None, str] = {node.line.pk: node.line.code for node in nodes}
    lines = []
    for node in nodes:
        line, found = node.line, progress[node.line.code]
        shown = {one.indicator_id: evidence.get(one.indicator_id) for one in targets[line.pk]}
        shown |= {one.id: one for one in node.evidence}
        lines.append(
            {
                "code": line.code,
                "parent": codes.get(line.parent_id, ""),
                "kind": line.kind,
                "title": line.title,
                "text": line.text,
                "section": sections.get(line.section),
                "works": node.status,
                "progress": {
                    "state": found.state,
                    "share": _text(found.share),
                    "why": as_json(found),
                    "told": told.why(as_json(found)),
                },
                "targets": [_target(one) for one in targets[line.pk]],
                "numbers": [_number(one) for one in shown.values() if one and one.latest],
                "milestones": [
                    {
                        "title": one.title,
                        "on": one.on.isoformat(),
                        "done_on": one.done_on.isoformat() if one.done_on else None,
                    }
                    for one in days
                    if line.code in one.lines
                ],
                "review": _review(reviews.get(line.pk)),
                "gender_check": checks[line.pk].answers if line.pk in checks else None,
                "budget": [
                    {
                        "fiscal_year": one.fiscal_year,
                        "title": one.title,
                        "amount": one.amount,
                        "spent": one.spent,
                        "carried_over": one.carried_over,
                    }
                    for one in money
                    if one.line == line.code and one.fiscal_year == policy.fiscal_year
                ],
            }
        )
    return {
        "format": FORMAT,
        "plan": policy.plan,
        "fiscal_year": policy.fiscal_year,
        "until_year": policy.until_year,
        "title": policy.title,
        "half": half,
        "as_of": moment.isoformat(timespec="seconds"),
        "counts": dict(Counter(one.state for one in progress.values())),
        "lines": lines,
    }


def _text(value: Any) -> str | None:
    return None if value is None else format(value, "f")


def _target(one: Target) -> dict[str, Any]:
    return {
        "indicator": one.indicator_id,
        "split": one.split,
        "baseline": _text(one.baseline),
        "baseline_at": one.baseline_at.isoformat() if one.baseline_at else None,
        "goals": one.goals,
        "source": one.source,
    }


def _number(one: Evidence) -> dict[str, Any]:
    latest = one.latest
    assert latest is not None  # noqa: S101 (the caller chose those that have one)
    return {
        "id": one.id,
        "title": one.title,
        "unit": one.unit,
        "value": format(latest.value.normalize(), "f"),
        "at": latest.at.isoformat(),
        "period": latest.period,
        "source": latest.source or one.source,
        "splits": {point.split: format(point.value.normalize(), "f") for point in one.splits},
        "stale_since": one.stale_since.isoformat() if one.stale_since else None,
    }


def _review(one: Review | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "grade": one.grade,
        "done": one.done,
        "learnt": one.learnt,
        "next_step": one.next_step,
        "published_at": one.published_at.isoformat(timespec="seconds"),
    }


def without_review(policy: Policy, half: str) -> list[Line]:
    """The projects and initiatives that have no review of that half yet."""
    lines = policy.lines.filter(ended_on=None, kind__in=("project", "initiative", "theme"))
    return list(lines.exclude(reviews__half=half))
