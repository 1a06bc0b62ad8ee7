"""Ending the sessions of a person at once."""

from __future__ import annotations

from allauth.usersessions.models import UserSession

from hanamizuki.core.people.models import Account


def end_sessions(account: Account) -> int:
    """Log an account out everywhere; how many sessions there were."""
    sessions = list(UserSession.objects.filter(user=account))
    for session in sessions:
        session.end()
    return len(sessions)
