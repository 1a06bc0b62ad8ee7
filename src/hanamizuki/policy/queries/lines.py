"""Finding a line that the public may read: in the current policy, else in another public one."""

from __future__ import annotations

from datetime import date

from hanamizuki.core.clock import today
from hanamizuki.policy.models import Line, Policy
from hanamizuki.policy.queries.tree import current_policy


def public_of_year(year: int) -> Policy | None:
    """The operating policy that holds for a fiscal year, or None where none is public."""
    return Policy.objects.operating().public(today()).filter(fiscal_year=year).first()


def find_line(code: str, year: int | None = None) -> Line | None:
    """The line of that code: of a year's public policy, or of the current one and then the newest.

    None where no public policy has it; drafts are never looked at.
    """
    public = Policy.objects.operating().public(today())
    if year is not None:
        policy = public_of_year(year)
        return _line(policy, code) if policy else None
    current = current_policy()
    found = _line(current, code) if current else None
    if found is not None:
        return found
    holding: dict[int, Policy] = {}
    for one in public:  # newest first; of one year the text published last holds
        holding.setdefault(one.fiscal_year, one)
    lines = {
        line.policy_id: line
        for line in Line.objects.filter(policy__in=holding.values(), code=code).select_related(
            "policy"
        )
    }
    return next((lines[one.pk] for one in holding.values() if one.pk in lines), None)


def _line(policy: Policy, code: str) -> Line | None:
    return policy.lines.filter(code=code).select_related("policy", "parent").first()


def relatives(line: Line, day: date) -> tuple[list[Line], list[Line]]:
    """The public lines that this one goes on with, and those that go on with it."""
    public = Policy.objects.public(day)
    before = line.follows.filter(policy__in=public).select_related("policy")
    after = line.followed_by.filter(policy__in=public).select_related("policy")
    return list(before), list(after)
