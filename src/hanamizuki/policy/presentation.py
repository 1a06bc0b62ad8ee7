"""The policy as JSON: the shapes of GET /api/v1/policy, /policy/policy.json, …/lines/{code}."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hanamizuki.core.evidence.queries import Evidence
from hanamizuki.policy import queries
from hanamizuki.policy.logic.progress import Verdict
from hanamizuki.policy.models import Line, Policy, Review
from hanamizuki.policy.queries import Node
from hanamizuki.policy.queries.lines import find_line, relatives
from hanamizuki.policy.queries.overview import Overview, overview
from hanamizuki.policy.queries.progress import Judged, verdict_as_json
from hanamizuki.policy.queries.progress import as_json as progress_as_json
from hanamizuki.policy.queries.standing import goals_of, standing, targets_of
from hanamizuki.policy.queries.story import as_json, story


def policy_document(moment: datetime) -> dict[str, Any] | None:
    """The current policy with its lines in document order, or None where none is loaded."""
    policy = queries.current_policy()
    if policy is None:
        return None
    seen = overview(policy, moment)
    nodes = seen.nodes
    coverage = queries.coverage(nodes)
    codes = {node.line.pk: node.line.code for node in queries.walk(nodes)}
    follows = _follows(policy, moment)
    return {
        "fiscal_year": policy.fiscal_year,
        "title": policy.title,
        "complete": policy.complete,
        "source": policy.source,
        "as_of": policy.as_of.isoformat() if policy.as_of else None,
        "generated_at": moment.isoformat(timespec="seconds"),
        "coverage": {
            "total": coverage.total,
            "both": coverage.both,
            "service": coverage.service,
            "number": coverage.number,
            "none": coverage.none,
        },
        "lines": [
            _line(node, codes)
            | _through_the_year(node.line, seen)
            | {"follows": follows.get(node.line.pk, [])}
            for node in queries.walk(nodes)
        ],
    }


def line_document(code: str, year: int | None, moment: datetime) -> dict[str, Any] | None:
    """One public line with its reviews and its story, or None; see `queries.lines.find_line`.

    Of another year's line stands only what was kept for itself: numbers and services are found by
    code, and a code may stand for something else in another year.
    """
    line = find_line(code, year)
    if line is None:
        return None
    current = queries.current_policy()
    is_current = current is not None and line.policy_id == current.pk
    seen = overview(line.policy, moment)
    nodes = list(queries.walk(seen.nodes))
    node = next(one for one in nodes if one.line.pk == line.pk)
    if not is_current:
        node = Node(line)
    before, after = relatives(line, moment.date())
    stands = standing(line, seen, is_current=is_current)
    targets = targets_of(line, seen, moment.date(), is_current=is_current)
    indicators = {item.id for item in node.evidence} | {row.item.id for row in targets}
    told = story(line, indicators, seen.teller, moment.date())
    found = _line(node, {one.line.pk: one.line.code for one in nodes})
    return found | {
        "fiscal_year": line.policy.fiscal_year,
        "current": is_current,
        "text": line.text,
        "section": line.section,
        "progress": {
            "state": stands.state,
            "share": None if stands.share is None else float(stands.share),
            "why": {"says": stands.says, **(stands.why or {})},
        }
        if stands.state
        else None,
        "targets": [_target(row.verdict, seen.judged[code], seen) for row in targets],
        "follows": [_other(one) for one in before],
        "followed_by": [_other(one) for one in after],
        "ended_on": line.ended_on.isoformat() if line.ended_on else None,
        "ended_why": line.ended_why,
        "reviews": [_review(one) for one in Review.objects.filter(line=line)],
        "story": [as_json(one) for one in told],
    }


def _through_the_year(line: Line, seen: Overview) -> dict[str, Any]:
    """Progress, targets and section of a line of the current policy; None where it has ended."""
    judged = seen.judged.get(line.code)
    progress = None
    if judged:
        found = judged.progress
        why = progress_as_json(found)
        progress = {
            "state": found.state,
            "share": None if found.share is None else float(found.share),
            "why": {"says": seen.teller.why(why), **why},
        }
    return {
        "section": line.section,
        "progress": progress,
        "targets": [_target(one, judged, seen) for one in judged.verdicts] if judged else [],
    }


def _target(verdict: Verdict, judged: Judged, seen: Overview) -> dict[str, Any]:
    stored = judged.target(verdict)
    baseline = stored.baseline if stored else None
    return {
        "indicator": verdict.indicator,
        "split": verdict.split,
        "baseline": None if baseline is None else float(baseline),
        "baseline_at": stored.baseline_at.isoformat() if stored and stored.baseline_at else None,
        "goals": [
            {"goal": float(goal), "due": due.isoformat()} for goal, due in goals_of(verdict, stored)
        ],
        "state": verdict.state,
        "rule": verdict.rule,
        "value": None if verdict.value is None else float(verdict.value),
        "value_at": verdict.value_at.isoformat() if verdict.value_at else None,
        "expected": None if verdict.expected is None else float(verdict.expected),
        "says": seen.teller.verdict(verdict_as_json(verdict)),
    }


def _review(one: Review) -> dict[str, Any]:
    return {
        "half": one.half,
        "grade": one.grade,
        "done": one.done,
        "learnt": one.learnt,
        "next_step": one.next_step,
        "published_at": one.published_at.isoformat(),
    }


def _other(line: Line) -> dict[str, Any]:
    return {"fiscal_year": line.policy.fiscal_year, "code": line.code}


def _follows(policy: Policy, moment: datetime) -> dict[int, list[dict[str, Any]]]:
    """What each line goes on with, by its id: public lines only."""
    public = Policy.objects.public(moment.date()).values("pk")
    pairs = Line.follows.through.objects.filter(
        from_line__policy=policy, to_line__policy__in=public
    ).select_related("to_line__policy")
    found: dict[int, list[dict[str, Any]]] = {}
    for pair in pairs:
        found.setdefault(pair.from_line_id, []).append(_other(pair.to_line))
    return found


def _line(node: Node, codes: dict[int, str]) -> dict[str, Any]:
    line = node.line
    return {
        "code": line.code,
        "parent": codes.get(line.parent_id) if line.parent_id else None,
        "kind": line.kind,
        "title": line.title,
        "printed": line.printed,
        "themes": line.themes,
        "room": line.room,
        "status": node.status,
        "works_when": line.works_when,
        "offers": [
            {"id": offer.id, "title": offer.title, "url": offer.url} for offer in node.offers
        ],
        "indicators": [_indicator(item) for item in node.evidence],
    }


def _indicator(item: Evidence) -> dict[str, Any]:
    latest = item.latest
    return {
        "id": item.id,
        "title": item.title,
        "value": float(latest.value) if latest else None,
        "approximate": bool(latest and latest.approximate),
        "unit": item.unit,
        "as_of": latest.at.isoformat() if latest else None,
        "region": item.region,
        "context": item.context,
        "method": item.method,
        "source": item.source,
        "live": item.live,
        "stale": item.stale,
        "stale_since": item.stale_since.isoformat() if item.stale_since else None,
        "target": item.target,
    }
