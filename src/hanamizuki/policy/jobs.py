"""The policy room's job: a line turns late, and a text becomes public, by a day's passing."""

from __future__ import annotations

from datetime import datetime

from hanamizuki.core.jobs import registry
from hanamizuki.core.search.services import rebuild
from hanamizuki.policy.queries import current_policy
from hanamizuki.policy.services.following import follow


def follow_today(moment: datetime) -> None:
    """Note which lines of the current policy turned since the last change or day; renew search."""
    policy = current_policy()
    if policy is not None:
        follow(policy, moment)
    rebuild()  # the search finds what is public today


registry.register("policy.follow", follow_today, every="day")
