"""Policy lines and indicators, as entries of the one search index."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from hanamizuki.core.clock import today
from hanamizuki.core.evidence.models import Indicator
from hanamizuki.core.search import Entry, registry
from hanamizuki.policy.models import Line
from hanamizuki.policy.queries import current_policy
from hanamizuki.policy.queries.plans import current_plans


def lines() -> Iterator[Entry]:
    """The current policy's lines; both the official and the printed names are found."""
    for line in Line.objects.filter(policy=current_policy()).select_related("parent"):
        yield Entry(
            ref=f"policy:{line.code}",
            kind="policy",
            url=reverse("policy:line", args=[line.code]),
            title=line.title,
            summary=line.parent.title if line.parent else {},
            body=(line.text or {}).get("ja", ""),
            keywords=tuple(line.printed),
        )


def plans() -> Iterator[Entry]:
    """The other plans that hold, and their lines below the goal."""
    for plan in current_plans(today()):
        address = reverse("policy:plan", args=[plan.plan])
        for line in plan.lines.filter(ended_on=None):
            if line.parent_id is None:
                continue
            yield Entry(
                ref=f"plan:{plan.plan}:{line.code}",
                kind="policy",
                url=f"{address}#line-{line.code}",
                title=line.title,
                summary=plan.title,
                body=(line.text or {}).get("ja", ""),
                keywords=tuple(line.printed),
                weight=0.9,
            )
        goals = plan.lines.filter(parent=None, ended_on=None)
        yield Entry(
            ref=f"plan:{plan.plan}",
            kind="policy",
            url=address,
            title=plan.title,
            summary=next((one.title for one in goals), {}),
            keywords=tuple(one for goal in goals for one in goal.printed),
        )


def indicators() -> Iterator[Entry]:
    """The statistics of the packs."""
    for one in Indicator.objects.all():
        yield Entry(
            ref=f"indicator:{one.indicator_id}",
            kind="number",
            url=reverse("policy:indicator", args=[one.indicator_id]),
            title=one.title,
            summary=one.method,
            body="",
            weight=0.8,
        )


registry.source("policy", lines)
registry.source("plans", plans)
registry.source("indicators", indicators)
