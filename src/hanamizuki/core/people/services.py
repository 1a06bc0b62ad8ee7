"""Changing accounts: roles, names, leaving with duties handed over, coming back.

Each function is one transaction and stands in the audit trail. Invitations: `invitations`.
"""

from __future__ import annotations

from collections.abc import Sequence

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hanamizuki.core import audit, clock
from hanamizuki.core.people import grants as granting
from hanamizuki.core.people import handover
from hanamizuki.core.people.grants import Grant
from hanamizuki.core.people.invitations import _issue
from hanamizuki.core.people.models import Account, Membership
from hanamizuki.core.people.roles import Role
from hanamizuki.core.people.sessions import end_sessions


def _locked(account: Account) -> Account:
    return Account.objects.select_for_update().get(pk=account.pk)


def _another_administrator(account: Account) -> bool:
    """True where somebody else could still let people in (rows locked until the transaction ends).

    Locking all administrators' rows keeps two of them from removing each other at once.
    """
    rows = Membership.objects.select_for_update().filter(role=Role.ADMINISTRATOR)
    others = {row.account_id for row in rows} - {account.pk}
    return Account.objects.filter(pk__in=others, is_active=True).exists()


def _keep_an_administrator(account: Account) -> None:
    if account.is_active and not _another_administrator(account):
        raise ValidationError(_("管理者がだれもいなくなるので、できません。"))


@transaction.atomic
def change_roles(
    actor: Account | None, account: Account, wanted: Sequence[Grant], *, reason: str = ""
) -> None:
    """Give an account these roles and no others. Raises ValidationError for what cannot be."""
    account = _locked(account)
    if account.left_at:
        raise ValidationError(_("この人は、やめています。先に、もどす手続をしてください。"))
    before, after = granting.held(account), granting.check(wanted)
    was = any(grant.role == Role.ADMINISTRATOR for grant in before)
    if was and not any(grant.role == Role.ADMINISTRATOR for grant in after):
        _keep_an_administrator(account)
    if before == after:
        return
    granting.store(account, after)
    audit.record(
        actor,
        "people.roles_changed",
        f"account:{account.pk}",
        before={"roles": granting.as_record(before)},
        after={"roles": granting.as_record(after)},
        reason=reason,
    )


@transaction.atomic
def rename(account: Account, display_name: str, language: str) -> None:
    """Set how colleagues read the name and which language mails are in; done by the person."""
    account = _locked(account)
    account.display_name, account.language = display_name, language
    account.save(update_fields=["display_name", "language"])
    # The name itself is personal, so the trail only says that it changed.
    audit.record(account, "people.renamed", f"account:{account.pk}")


@transaction.atomic
def remove(
    actor: Account | None,
    account: Account,
    successor: Account | None = None,
    *,
    reason: str = "",
) -> dict[str, int]:
    """Let somebody leave: logged out at once, duties moved to the successor; how many of each.

    Raises ValidationError where duties would be left to nobody, or no administrator be left.
    """
    account = _locked(account)
    if account.left_at:
        raise ValidationError(_("この人は、もうやめています。"))
    before = granting.held(account)
    if any(grant.role == Role.ADMINISTRATOR for grant in before):
        _keep_an_administrator(account)
    moved = _hand_over(actor, account, successor)
    end_sessions(account)
    account.is_active, account.left_at = False, clock.now()
    account.set_unusable_password()
    account.save()
    account.invitations.filter(used_at=None, cancelled_at=None).update(cancelled_at=account.left_at)
    Authenticator.objects.filter(user=account).delete()
    SocialAccount.objects.filter(user=account).delete()
    granting.store(account, [])
    audit.record(
        actor,
        "people.removed",
        f"account:{account.pk}",
        before={"roles": granting.as_record(before)},
        after={"successor": str(successor.pk) if successor else None, "moved": moved},
        reason=reason,
    )
    return moved


def _hand_over(
    actor: Account | None, account: Account, successor: Account | None
) -> dict[str, int]:
    duties = handover.registry.held(account)
    if not duties:
        return {}
    if successor is None:
        raise ValidationError(
            _("この人が受け持っている仕事があります。引きつぐ人をえらんでください。"),
            code="successor",
        )
    successor = _locked(successor)
    if successor.pk == account.pk or not successor.is_active:
        raise ValidationError(_("引きつぐ人は、いま働いている別の人にしてください。"))
    return {duty.name: duty.move(account, successor) for duty, _number in duties}


@transaction.atomic
def reactivate(
    actor: Account | None, account: Account, wanted: Sequence[Grant], *, reason: str = ""
) -> str:
    """Let somebody come back: the secret of a new link, with which the account opens again."""
    account = _locked(account)
    if not account.left_at:
        raise ValidationError(_("この人は、やめていません。"))
    checked = granting.check(wanted)
    account.left_at = None
    account.save(update_fields=["left_at"])
    granting.store(account, checked)
    audit.record(
        actor,
        "people.reactivated",
        f"account:{account.pk}",
        after={"roles": granting.as_record(checked)},
        reason=reason,
    )
    return _issue(account)
