"""Emergencies at counters that are not over."""

from __future__ import annotations

from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import allowed
from hanamizuki.desk.emergency_models import Emergency


def alarms() -> list[Emergency]:
    """All of the ward, the first one first."""
    rows = Emergency.objects.filter(ended_at=None)
    return list(rows.select_related("counter", "caller", "going"))


def may_end(account: Account, one: Emergency) -> bool:
    """Whoever went there, the clerks of that section's counters, and their supervisors."""
    section = one.counter.section
    return one.going_id == account.pk or any(
        allowed(account, action, section) for action in ("desk.console", "desk.supervise")
    )


__all__ = ["alarms", "may_end"]
