"""Mails about a proposal: to those who may approve it, and back to whoever wrote it."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from hanamizuki.core import notices
from hanamizuki.core.notices import Recipient
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.queries import holders
from hanamizuki.policy.models import Proposal
from hanamizuki.policy.queries.recipients import language_of

KINDS: dict[str, dict[str, str]] = {
    "line": {"ja": "行の文", "en": "words of a line", "easy": "行の ことば"},
    "target": {"ja": "目標", "en": "target", "easy": "もくひょう"},
    "review": {"ja": "ふりかえり", "en": "review", "easy": "ふりかえり"},
}


def waiting(proposal: Proposal) -> int:
    """Tell those who may approve it, but not its author, that a proposal waits; how many."""
    others = [
        one for one in holders("policy.approve", proposal.section) if one.pk != proposal.author_id
    ]
    return sum(_send("policy.proposal_waiting", proposal, one) for one in others)


def decided(proposal: Proposal, by: Account) -> int:
    """Tell the author that it was approved or returned, unless they did it themselves."""
    if proposal.author_id == by.pk or not proposal.author.is_active:
        return 0
    published = proposal.state == Proposal.PUBLISHED
    kind = "policy.proposal_approved" if published else "policy.proposal_returned"
    return int(_send(kind, proposal, proposal.author))


def _send(kind: str, proposal: Proposal, account: Account) -> bool:
    line = proposal.line
    return notices.send(
        kind,
        Recipient(account.email, language_of(account), f"account:{account.pk}"),
        {
            "what": KINDS.get(proposal.kind, {"ja": proposal.kind}),
            "line": line.title if line else proposal.policy.title,
            "reason": (proposal.reason if kind.endswith("waiting") else proposal.decision) or "—",
            "link": settings.WARD_URL + reverse("policy_staff:proposal", args=[proposal.pk]),
        },
        dedupe=f"{proposal.pk}.{proposal.version}.{account.pk}",
    )
