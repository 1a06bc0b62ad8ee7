"""Who looks after a line: assigned by a planner, handed on when somebody leaves."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hanamizuki.core import audit
from hanamizuki.core.clock import now
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import allowed
from hanamizuki.policy.models import OPEN, Line, Proposal
from hanamizuki.policy.services.records.base import line_subject


@transaction.atomic
def assign(
    actor: Account, line: Line, account: Account | None, *, was: str, reason: str = ""
) -> bool:
    """Let somebody look after a line, or nobody; whether that is a change.

    `was` is the id of the owner the actor saw ("": nobody). ValidationError where it is another
    by now, or where the new one may not read the policy; PermissionDenied without `policy.edit`.
    """
    line = Line.objects.select_for_update(of=("self",)).select_related("policy").get(pk=line.pk)
    if not allowed(actor, "policy.edit", line.section):
        raise PermissionDenied
    if line.owner_id == (account.pk if account else None):
        return False
    if str(line.owner_id or "") != was:
        raise ValidationError(_("そのあいだに、受け持つ人が変わりました。もう一度見てください。"))
    if account is not None and not allowed(account, "policy.read"):
        raise ValidationError(_("この人は、運営方針を見られません。ほかの人をえらんでください。"))
    _hand(actor, line, account, reason)
    return True


def _hand(actor: audit.Actor, line: Line, account: Account | None, reason: str) -> None:
    before, line.owner = line.owner_id, account
    line.touched_at = now()
    line.save(update_fields=["owner", "touched_at"])
    audit.record(
        actor,
        "policy.owner.assigned",
        line_subject(line),
        before={"owner": str(before) if before else None},
        after={"owner": str(account.pk) if account else None},
        reason=reason,
        section=line.section,
    )


def lines_owned(account: Account) -> int:
    """How many lines somebody looks after, of every policy."""
    return Line.objects.filter(owner=account).count()


@transaction.atomic
def hand_over_lines(leaver: Account, successor: Account) -> int:
    """A leaver's lines go to the successor; how many."""
    lines = list(
        Line.objects.select_for_update(of=("self",)).select_related("policy").filter(owner=leaver)
    )
    for line in lines:
        _hand("system:handover", line, successor, "")
    return len(lines)


def proposals_open(account: Account) -> int:
    """How many open proposals somebody wrote."""
    return Proposal.objects.filter(author=account, state__in=OPEN).count()


@transaction.atomic
def hand_over_proposals(leaver: Account, successor: Account) -> int:
    """A leaver's open proposals become the successor's; how many. Texts and versions stay."""
    rows = list(Proposal.objects.select_for_update().filter(author=leaver, state__in=OPEN))
    for one in rows:
        one.author = successor
        one.save(update_fields=["author"])
        audit.record(
            "system:handover",
            "policy.proposal.handed_over",
            f"policy.proposal:{one.pk}",
            before={"author": str(leaver.pk)},
            after={"author": str(successor.pk)},
            section=one.section,
        )
    return len(rows)
