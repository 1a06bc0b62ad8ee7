"""The proposals that are open: which wait for whom."""

from __future__ import annotations

from dataclasses import dataclass

from hanamizuki.core.people.models import Account
from hanamizuki.policy.models import OPEN, Proposal
from hanamizuki.policy.services.editing import may_approve


@dataclass(frozen=True)
class Inbox:
    """What waits for an account's approval, what of its own was returned, and all that are open."""

    waiting: list[Proposal]
    returned: list[Proposal]
    open: list[Proposal]


def inbox(account: Account) -> Inbox:
    """The open proposals, the last saved first."""
    every = list(Proposal.objects.filter(state__in=OPEN).select_related("policy", "line", "author"))
    waiting = [one for one in every if one.state == Proposal.WAITING and may_approve(account, one)]
    returned = [
        one for one in every if one.state == Proposal.RETURNED and one.author_id == account.pk
    ]
    return Inbox(waiting, returned, every)
