"""Writing a policy's tree whole: from a pack, or as the lines of a draft."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from hanamizuki.core.clock import today
from hanamizuki.policy.models import Line, Policy, Proposal, Report

GONE = {
    "ja": "もとの資料からなくなりました。",
    "en": "It is no longer in the document this came from.",
    "easy": "もとの 資料から なくなりました。",
}


@dataclass(frozen=True)
class LineInput:
    """One line to be stored; `code` of the parent, "" at the top. Texts are maps {ja, en, easy}."""

    code: str
    parent: str
    kind: str
    title: dict[str, str]
    details: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def store_policy(
    fiscal_year: int,
    header: dict[str, Any],
    lines: Iterable[LineInput],
    *,
    plan: str = Policy.OPERATING,
) -> Policy:
    """Write a pack's text of a year whole: matched by code, new lines come, vanished ones go.

    What people changed or added stays; a vanished line to which they attached something ends
    instead of going. `lines` are in document order, a parent before its children. Raises KeyError
    for a parent that is not among the lines before it.
    """
    policy, _ = Policy.objects.update_or_create(
        plan=plan,
        fiscal_year=fiscal_year,
        origin=Policy.PACK,
        defaults=header,
        create_defaults={**header, "publish_on": _publish_on(plan, fiscal_year)},
    )
    store_lines(policy, lines)
    return policy


def _publish_on(plan: str, fiscal_year: int) -> date:
    """The year's first day, or today; before every text that people have approved for it.

    Of two texts the one published later holds: a pack must not take the place of theirs unseen.
    """
    approved = Policy.objects.filter(plan=plan, fiscal_year=fiscal_year, state=Policy.APPROVED)
    theirs = [
        day - timedelta(days=1) for day in approved.values_list("publish_on", flat=True) if day
    ]
    return min([date(fiscal_year, 4, 1), today(), *theirs])


def store_lines(policy: Policy, lines: Iterable[LineInput]) -> None:
    """Make these the lines of a policy (inside the caller's transaction); see `store_policy`."""
    kept = {line.code: line for line in policy.lines.all()}
    stored: dict[str, Line] = {}
    for order, given in enumerate(lines):
        line = kept.get(given.code) or Line(policy=policy, code=given.code)
        stored[given.code] = line
        if line.pk and line.origin == Line.STAFF:
            continue
        wanted = {
            "parent": stored[given.parent] if given.parent else None,
            "kind": given.kind,
            "order": order,
            "title": given.title,
            "ended_on": None,
            "ended_why": None,
            **given.details,
        }
        for name, value in wanted.items():
            Line._meta.get_field(name)  # a name that is no field is a fault, not a new attribute
            if name not in line.edited:
                setattr(line, name, value)
        line.save()
    gone = policy.lines.filter(origin=Line.PACK).exclude(code__in=stored)
    used = Line.objects.filter(pk__in=_used(gone).values("pk"))
    gone.exclude(pk__in=used).delete()
    gone.filter(ended_on=None).update(ended_on=today(), ended_why=GONE)


def _used(lines: QuerySet[Line]) -> QuerySet[Line]:
    """Those of the lines to which people attached something, and the lines above them."""
    attached = (
        Q(targets__isnull=False)
        | Q(reviews__isnull=False)
        | Q(comments__isnull=False)
        | Q(proposals__isnull=False)
        | Q(gender_check__isnull=False)
        | Q(override__isnull=False)
        | Q(followed_by__isnull=False)
        | Q(owner__isnull=False)
        | Q(origin=Line.STAFF)
    )
    of_policies = Line.objects.filter(policy__in=lines.values("policy"))
    above = dict(of_policies.values_list("pk", "parent_id"))
    found: set[int] = set()
    for pk in of_policies.filter(attached).values_list("pk", flat=True):
        one: int | None = pk
        while one is not None and one not in found:
            found.add(one)
            one = above[one]
    return lines.filter(pk__in=found)


@transaction.atomic
def forget_years_but(years: Iterable[tuple[str, int]], *, operating: bool = True) -> None:
    """Remove the policies (the other plans where not `operating`) that packs gave for a
    (plan, year) they no longer hold.

    Imported ones stay, and so do those on which people have worked: they become the staff's.
    """
    kept = set(years)
    given = Policy.objects.filter(origin=Policy.PACK)
    of_kind = given.operating() if operating else given.exclude(plan=Policy.OPERATING)
    gone = [one.pk for one in of_kind if (one.plan, one.fiscal_year) not in kept]
    found = Policy.objects.filter(pk__in=gone).annotate(
        worked=Exists(Report.objects.filter(policy=OuterRef("pk")))
        | Exists(Proposal.objects.filter(policy=OuterRef("pk")))
        | Exists(_used(Line.objects.filter(policy__in=gone)).filter(policy=OuterRef("pk"))),
    )
    for policy in found:
        if policy.worked:
            policy.origin = Policy.STAFF
            policy.save(update_fields=["origin"])
        else:
            policy.delete()
