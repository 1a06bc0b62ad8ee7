"""One line: what it is, how far it is and why, what belongs to it, and its story."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from hanamizuki.core.clock import now
from hanamizuki.core.evidence.queries import Evidence, Point
from hanamizuki.core.evidence.splits import EVERYONE, KINDS, kind_of
from hanamizuki.core.places.models import Section
from hanamizuki.policy import queries
from hanamizuki.policy.logic.money import execution_rate
from hanamizuki.policy.models import (
    BudgetLine,
    GenderCheck,
    Line,
    Milestone,
    Review,
    Theme,
)
from hanamizuki.policy.queries import Node
from hanamizuki.policy.queries.gender import looked
from hanamizuki.policy.queries.lines import find_line, relatives
from hanamizuki.policy.queries.monitoring import monitoring
from hanamizuki.policy.queries.overview import overview, percent
from hanamizuki.policy.queries.standing import standing, targets_of
from hanamizuki.policy.queries.story import story
from hanamizuki.policy.views.comments import context_for

RELATED = 8


def page(request: HttpRequest, code: str) -> HttpResponse:
    """A line of the current policy; one that only another year has is shown at its year."""
    line = find_line(code)
    if line is None:
        raise Http404(f"no line {code}")
    current = queries.current_policy()
    if current is None or line.policy_id != current.pk:
        return redirect("policy:line_of_year", line.policy.fiscal_year, line.code)
    return _show(request, line, is_current=True)


def of_year(request: HttpRequest, year: str, code: str) -> HttpResponse:
    """A line as it was in that year's public policy."""
    line = find_line(code, int(year))
    if line is None:
        raise Http404(f"no line {code} in {year}")
    current = queries.current_policy()
    return _show(request, line, is_current=current is not None and line.policy_id == current.pk)


def _show(request: HttpRequest, line: Line, *, is_current: bool) -> HttpResponse:
    moment = now()
    day = moment.date()
    seen = overview(line.policy, moment)
    path = _path_to(seen.nodes, line.code)
    node = path[-1]
    targets = targets_of(line, seen, day, is_current=is_current)
    before, after = relatives(line, day)
    stands = standing(line, seen, is_current=is_current)
    indicators = {row.item.id for row in targets}
    if is_current:
        indicators |= {item.id for item in node.evidence}
    context: dict[str, Any] = {
        "policy": line.policy,
        "is_current": is_current,
        "line": line,
        "node": node,
        "ancestors": path[:-1],
        "themes": Theme.objects.filter(theme_id__in=line.themes),
        "today": day,
        "state": stands.state,
        "why": stands.says,
        "percent": percent(stands.share),
        "targets": targets,
        "reviews": Review.objects.filter(line=line),
        "section": Section.objects.filter(code=line.section).first(),
        "before": before,
        "after": after,
        "story": story(line, indicators, seen.teller, day),
        "look": looked(line, GenderCheck.objects.filter(line=line).first(), node.evidence),
        "budget": _budget(line, is_current=is_current),
        "unknown": [
            one
            for one in seen.evidence
            if is_current and line.code in one.lines and not (one.series or one.splits)
        ],
    }
    if is_current and not line.ended_on:
        context |= context_for(line)
    if is_current:
        context |= {
            "milestones": [_milestone(one, day) for one in queries.milestones(line.code)],
            "groups": _groups(node.evidence),
            "related": _related(node, path, seen.evidence),
            "kept": monitoring(line.policy, moment, seen.evidence).get(line.code),
        }
    return render(request, "policy/line.html", context)


def _path_to(nodes: list[Node], code: str) -> list[Node]:
    """The nodes from the top down to the line of that code; 404 where there is none."""
    for node in nodes:
        if node.line.code == code:
            return [node]
        if any(below.line.code == code for below in node.walk()):
            return [node, *_path_to(node.children, code)]
    raise Http404(f"no line {code}")


def _milestone(one: Milestone, day: date) -> tuple[Milestone, str, int]:
    """A milestone with where it stands (done | over | now | overdue | ahead) and the days left."""
    ends = one.until or one.on
    left = (one.on - day).days
    if one.done_on and one.done_on <= day:
        return one, "done", left
    if day > ends:
        return one, "over" if one.origin == Milestone.PACK else "overdue", left
    return one, "now" if one.on <= day else "ahead", left


def _groups(items: Sequence[Evidence]) -> list[tuple[Evidence, list[tuple[Any, list[Point]]]]]:
    """Of each indicator with groups its newest values, by gender, district, age, other words."""
    found = []
    for item in items:
        kinds: dict[str, list[Point]] = {}
        for point in item.splits:
            kinds.setdefault(kind_of(point.split), []).append(point)
        tables = [(KINDS.get(kind, EVERYONE if not kind else {}), kinds[kind]) for kind in kinds]
        if tables:
            found.append((item, tables))
    return found


def _related(node: Node, path: list[Node], evidence: Sequence[Evidence]) -> list[Evidence]:
    """Numbers of the line above and those below, then those that share another line with ours."""
    own = {item.id for item in node.evidence}
    near = {child.line.code for child in node.children}
    near |= {path[-2].line.code} if len(path) > 1 else set()
    shared = {code for item in node.evidence for code in item.lines}
    valued = [one for one in evidence if one.id not in own and one.series and not one.retired_at]
    close = [one for one in valued if near & set(one.lines)]
    far = [one for one in valued if one not in close and shared & set(one.lines)]
    return [*close, *far][:RELATED]


def _budget(line: Line, *, is_current: bool) -> list[tuple[BudgetLine, int | None]]:
    """Amounts with how much of them was spent in percent; of another year's line that year's."""
    rows = queries.budget(line.code)
    if not is_current:
        rows = [one for one in rows if one.fiscal_year == line.policy.fiscal_year]
    return [
        (one, percent(execution_rate(one.amount, one.carried_in or 0, one.spent))) for one in rows
    ]
