"""The plans beside the yearly policy that the public may read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hanamizuki.policy.models import Line, Policy
from hanamizuki.policy.models.tree import PolicyQuerySet


def texts_of(plan: str, day: date) -> PolicyQuerySet:
    """The public texts of a plan, the one that holds first; none of the yearly policy."""
    return Policy.objects.exclude(plan=Policy.OPERATING).filter(plan=plan).public(day)


def current_plans(day: date) -> list[Policy]:
    """The public text of each plan that holds (newest year, newest text), the newest first."""
    held: dict[str, Policy] = {}
    for one in Policy.objects.exclude(plan=Policy.OPERATING).public(day):
        held.setdefault(one.plan, one)
    return list(held.values())


def lines_with(codes: Sequence[str], day: date) -> list[Line]:
    """Lines of plans with such a code; of one plan, each code in its newest public text."""
    texts = Policy.objects.exclude(plan=Policy.OPERATING).public(day)
    found = Line.objects.filter(policy__in=texts, code__in=codes, ended_on=None)
    once: dict[tuple[str, str], Line] = {}
    for line in found.select_related("policy").order_by(
        "-policy__fiscal_year", "-policy__publish_on", "order"
    ):
        once.setdefault((line.policy.plan, line.code), line)
    return list(once.values())
