"""Plans beside the yearly policy: trees of the same kind, over one year or several."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from hanamizuki.core.clock import now, today
from hanamizuki.policy.models import Policy, Review
from hanamizuki.policy.queries.overview import overview
from hanamizuki.policy.queries.plans import current_plans, texts_of


def index(request: HttpRequest) -> HttpResponse:
    """Every plan there is."""
    return render(request, "policy/plans.html", {"plans": current_plans(today())})


def plan(request: HttpRequest, plan: str) -> HttpResponse:
    """The text of a plan that holds."""
    found = texts_of(plan, today()).first()
    if found is None:
        raise Http404(f"no plan {plan}")
    return _shown(request, found)


def of_year(request: HttpRequest, plan: str, fiscal_year: int) -> HttpResponse:
    """The text of a plan that begins with a fiscal year: an earlier one stays readable."""
    texts = texts_of(plan, today()).filter(fiscal_year=fiscal_year)
    return _shown(request, get_object_or_404(texts[:1]))


def _shown(request: HttpRequest, found: Policy) -> HttpResponse:
    """One text: its lines with how far they are and why, their numbers, their reviews."""
    seen = overview(found, now())
    reviews: dict[int, list[Review]] = {}
    for review in Review.objects.filter(line__policy=found):
        reviews.setdefault(review.line_id, []).append(review)
    levels: dict[int | None, int] = {None: -1}
    rows = []
    for row in seen.rows:
        levels[row.line.pk] = levels.get(row.line.parent_id, 0) + 1
        rows.append((row, levels[row.line.pk], reviews.get(row.line.pk, [])))
    texts = list(texts_of(found.plan, today()))
    context = {
        "plan": found,
        "rows": rows,
        "whole": seen.whole,
        "holds": texts[0] if texts[0] != found else None,
        "others": [one for one in texts[1:] if one != found],
        "reports": found.reports.defer("document"),
    }
    return render(request, "policy/plan.html", context)
