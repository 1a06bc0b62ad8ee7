"""Invitations: a one-time link opens an account; of its secret only a digest is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hanamizuki.core import audit, clock
from hanamizuki.core.people import grants as granting
from hanamizuki.core.people.grants import Grant
from hanamizuki.core.people.models import Account, Invitation
from hanamizuki.core.people.roles import Role
from hanamizuki.core.people.sessions import end_sessions

VALID_FOR = timedelta(days=3)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _issue(account: Account) -> str:
    """Cancel what was sent before and make a new secret; 256 bits, so no salt is needed."""
    moment = clock.now()
    account.invitations.filter(used_at=None, cancelled_at=None).update(cancelled_at=moment)
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(
        account=account, digest=_digest(token), made_at=moment, expires_at=moment + VALID_FOR
    )
    return token


def clean_email(email: str) -> str:
    """The log-in name as it is kept: in lower case. Raises ValidationError."""
    cleaned = email.strip().lower()
    if len(cleaned) > 254:
        raise ValidationError(_("メールアドレスが長すぎます。"))
    validate_email(cleaned)
    return cleaned


@transaction.atomic
def invite(
    actor: Account | None,
    email: str,
    wanted: Sequence[Grant],
    *,
    display_name: str = "",
    language: str = "ja",
) -> tuple[Account, str]:
    """Make an account with its roles; the account and the secret of its link.

    The actor is None for the command line. Raises ValidationError where the address or a role
    cannot be, or where there is such an account already.
    """
    cleaned = clean_email(email)
    checked = granting.check(wanted)
    if Account.objects.filter(email__iexact=cleaned).exists():
        raise ValidationError(_("このメールアドレスのアカウントは、もうあります。"))
    account = _new_account(cleaned, display_name, language)
    granting.store(account, checked)
    token = _issue(account)
    audit.record(
        actor,
        "people.invited",
        f"account:{account.pk}",
        after={"roles": granting.as_record(checked)},
    )
    return account, token


def _new_account(email: str, display_name: str, language: str) -> Account:
    account = Account(
        email=email, display_name=display_name, language=language, invited_at=clock.now()
    )
    account.set_unusable_password()
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:  # somebody else was faster
        raise ValidationError(_("このメールアドレスのアカウントは、もうあります。")) from None
    return account


@transaction.atomic
def invite_again(actor: Account | None, account: Account) -> str:
    """A new link for somebody who lost the first one, the password or the second factor.

    Until it is used everything stays as it is. Raises ValidationError for a leaver.
    """
    account = Account.objects.select_for_update().get(pk=account.pk)
    if account.left_at:
        raise ValidationError(_("この人は、やめています。先に、もどす手続をしてください。"))
    token = _issue(account)
    audit.record(actor, "people.invited_again", f"account:{account.pk}")
    return token


@transaction.atomic
def first_administrator() -> str | None:
    """The secret of a link for the ward's first administrator; None once anybody has joined.

    The address is given by whoever opens the link.
    """
    if Account.objects.exclude(joined_at=None).exists():
        return None
    account = Account.objects.select_for_update().filter(email="").first()
    if account is None:
        account = _new_account("", "", "ja")
        granting.store(account, [Grant(Role.ADMINISTRATOR.value)])
        audit.record(
            None,
            "people.first_administrator",
            f"account:{account.pk}",
            after={"roles": [{"role": Role.ADMINISTRATOR.value}]},
        )
    return _issue(account)


def find(token: str) -> Invitation | None:
    """The invitation of a link that still works, or None."""
    invitation = Invitation.objects.select_related("account").filter(digest=_digest(token)).first()
    good = invitation and invitation.usable(clock.now()) and not invitation.account.left_at
    return invitation if good else None


@transaction.atomic
def accept(token: str, password: str, *, email: str = "", display_name: str = "") -> Account:
    """Open the account: its password is set, old second factors and sessions are gone.

    `email` counts for the first administrator only, whose account has none. Raises
    ValidationError for a bad password or address, and where the link does not work any more.
    """
    invitation = find(token)
    moment = clock.now()
    if invitation is None or not _use(invitation, moment):
        raise ValidationError(_("このリンクは、もう使えません。"), code="link")
    account = Account.objects.select_for_update().get(pk=invitation.account_id)
    if not account.email:
        account.email = clean_email(email)
    if display_name:
        account.display_name = display_name
    validate_password(password, account)
    account.set_password(password)
    account.is_active = True
    account.joined_at = account.joined_at or moment
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        raise ValidationError(_("このメールアドレスのアカウントは、もうあります。")) from None
    _start_afresh(account)
    audit.record(account, "people.joined", f"account:{account.pk}")
    return account


def _use(invitation: Invitation, moment: object) -> bool:
    """True for the one caller who used the link first."""
    open_ones = Invitation.objects.filter(pk=invitation.pk, used_at=None, cancelled_at=None)
    return open_ones.update(used_at=moment) == 1


def _start_afresh(account: Account) -> None:
    """Whoever opens the link is the only one who can log in: no old factor, no old session."""
    Authenticator.objects.filter(user=account).delete()
    EmailAddress.objects.filter(user=account).delete()
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    end_sessions(account)
