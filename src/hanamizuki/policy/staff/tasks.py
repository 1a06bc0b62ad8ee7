"""What the policy room puts on a colleague's 「今日」."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import allowed
from hanamizuki.core.people.today import Task, registry
from hanamizuki.policy.models import Proposal
from hanamizuki.policy.queries.proposals import inbox
from hanamizuki.policy.queries.telling import compose

ROOM = {"ja": "運営方針", "en": "Policy", "easy": "運営方針"}
_WAITING = {
    "ja": "案を確認する: {line}",
    "en": "Approve a proposal: {line}",
    "easy": "案を 確認する: {line}",
}
_RETURNED = {
    "ja": "返された案を直す: {line}",
    "en": "Mend a returned proposal: {line}",
    "easy": "返された 案を 直す: {line}",
}


@registry.register
def proposal_tasks(account: Account, moment: datetime) -> Iterator[Task]:
    """Proposals that wait for this person's approval, and their own that were returned."""
    if not allowed(account, "policy.read"):
        return
    found = inbox(account)
    for words, proposals in ((_WAITING, found.waiting), (_RETURNED, found.returned)):
        for one in proposals:
            yield Task(_title(words, one), _url(one), None, ROOM)


def _title(words: dict[str, str], one: Proposal) -> dict[str, str]:
    return compose(words, line=one.line.title if one.line else one.policy.title)


def _url(one: Proposal) -> str:
    return reverse("policy_staff:proposal", args=[one.pk])
