"""Reads about accounts that more than one caller needs."""

from __future__ import annotations

from django.db.models import QuerySet

from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import allowed, registry
from hanamizuki.core.people.roles import Role


def accounts() -> QuerySet[Account]:
    """Every account with its roles, leavers too."""
    return Account.objects.prefetch_related("memberships")


def at_work() -> QuerySet[Account]:
    """The accounts that can log in, or could once their invitation is accepted."""
    return accounts().filter(left_at=None)


def holders(action: str, section: str | None = None) -> list[Account]:
    """The active accounts that may do an action, in that section where one is named.

    For reminders: whoever holds a role for the whole ward is among them. Empty for an action
    that nobody has declared.
    """
    known = registry.get(action)
    if known is None:
        return []
    rows = accounts().filter(is_active=True, memberships__role__in=list(known.roles))
    return [one for one in rows.distinct() if allowed(one, action, section)]


def administrators() -> list[Account]:
    """The fallback for everything that has no other recipient."""
    rows = accounts().filter(is_active=True, memberships__role=Role.ADMINISTRATOR)
    return list(rows.distinct())
