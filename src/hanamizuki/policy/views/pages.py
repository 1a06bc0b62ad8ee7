"""The policy as one document, its tables, its years, its numbers."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from hanamizuki.core.clock import now, today
from hanamizuki.core.evidence import queries as evidence
from hanamizuki.policy import queries
from hanamizuki.policy.comparison import compare_years
from hanamizuki.policy.models import Line, Policy
from hanamizuki.policy.queries.overview import overview
from hanamizuki.policy.queries.plans import lines_with


def policy_or_404() -> Policy:
    """The current policy; 404 where none is loaded."""
    policy = queries.current_policy()
    if policy is None:
        raise Http404("no policy is loaded")
    return policy


def index(request: HttpRequest) -> HttpResponse:
    """The whole policy as one readable document."""
    policy = policy_or_404()
    seen = overview(policy, now())
    return render(
        request,
        "policy/index.html",
        {
            "policy": policy,
            "year_missing": queries.missing_year(policy),
            "goal": seen.nodes[0],
            "coverage": queries.coverage(seen.nodes),
            "whole": seen.whole,
        },
    )


def coverage(request: HttpRequest) -> HttpResponse:
    """Every line with its service and its number, or nothing yet."""
    nodes = queries.tree(policy_or_404(), now())
    return render(
        request,
        "policy/coverage.html",
        {"nodes": list(queries.walk(nodes)), "coverage": queries.coverage(nodes)},
    )


def compare(request: HttpRequest) -> HttpResponse:
    """Two years side by side; `?before=2023` chooses the earlier one."""
    after = policy_or_404()
    others = list(Policy.objects.operating().public(today()).exclude(pk=after.pk))
    asked = request.GET.get("before", "")
    before = next((one for one in others if str(one.fiscal_year) == asked), None)
    if before is None and others:
        before = others[0]
    return render(
        request,
        "policy/compare.html",
        {
            "after": after,
            "before": before,
            "others": others,
            "comparison": compare_years(before, after) if before else None,
        },
    )


def indicators(request: HttpRequest) -> HttpResponse:
    """Every indicator that has a value."""
    found = [one for one in evidence.all_evidence(now()) if one.series or one.splits]
    return render(request, "policy/indicators.html", {"indicators": found})


def indicator(request: HttpRequest, id: str) -> HttpResponse:
    """One indicator: method, target, every value with its source."""
    item = evidence.get(id, now())
    if item is None:
        raise Http404(f"no indicator {id}")
    rows = sorted((*item.series, *item.splits), key=lambda point: point.at, reverse=True)
    lines = Line.objects.filter(policy=queries.current_policy(), code__in=item.lines)
    context = {
        "item": item,
        "rows": rows,
        "lines": lines,
        "plan_lines": lines_with(item.lines, today()),
    }
    return render(request, "policy/indicator.html", context)
