"""How allauth fits the ward: no sign-up, our words, secrets of second factors encrypted."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hanamizuki.core.packs.queries import current_identity
from hanamizuki.core.text.localised import localise
from hanamizuki.site.staff.factors import session_age
from hanamizuki.site.staff.lockout import client_address

# What allauth wants to say, in our words; what is not here is not said.
SAID = {
    "mfa/messages/totp_activated.txt": _("認証アプリを登録しました。"),
    "mfa/messages/totp_deactivated.txt": _("認証アプリの登録を消しました。"),
    "mfa/messages/webauthn_added.txt": _("パスキーを登録しました。"),
    "mfa/messages/webauthn_removed.txt": _("パスキーの登録を消しました。"),
    "mfa/messages/recovery_codes_generated.txt": _("予備のコードを作りました。"),
    "account/messages/password_changed.txt": _("パスワードを変えました。"),
}
# A key that cannot be read or is not ours: what the browser sends is not shown.
PASSKEY_FAILED = _("パスキーを確かめられませんでした。もう一度ためしてください。")


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come by invitation only."""

    error_messages = {  # noqa: RUF012 (as the base class declares it)
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("このアカウントは使えません。管理者に聞いてください。"),
        "email_password_mismatch": _("メールアドレスかパスワードがちがいます。"),
        "enter_current_password": _("いまのパスワードを入れてください。"),
        "incorrect_code": _("コードがちがいます。"),
        "incorrect_password": _("パスワードがちがいます。"),
        "too_many_login_attempts": _("何度もまちがえました。数分待ってから、ためしてください。"),
        "rate_limited": _("何度も送られました。数分待ってから、ためしてください。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def is_reauthentication_required(self, *, app: str = "") -> bool:
        """Whoever logged in a moment ago has just shown who they are; not once more."""
        moments = timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
        return session_age(context.request) > moments

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that rate limits and the list of sessions go by."""
        return client_address(request)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: Any = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say it in our words, or not at all."""
        text = message or SAID.get(message_template or "")
        if text:
            messages.add_message(request, level, text, extra_tags=extra_tags)


class SecondFactorAdapter(DefaultMFAAdapter):
    """The last second factor stays, and its secret is not readable in a copied database."""

    error_messages = {  # noqa: RUF012 (as the base class declares it)
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "二つめの確認が一つもなくなるので、消せません。先に、別のものを登録してください。"
        ),
        "cannot_generate_recovery_codes": _("先に、認証アプリかパスキーを登録してください。"),
        "incorrect_code": _("コードがちがいます。"),
    }

    def get_totp_issuer(self) -> str:
        """What an authenticator app shows beside the code."""
        identity = current_identity()
        return localise(identity.ward_name) if identity else "Hanamizuki"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """False for the only app or passkey."""
        kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
        others = Authenticator.objects.filter(user=authenticator.user, type__in=kinds)
        return others.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """A name to begin with: パスキー1, 2, …"""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("パスキー%(number)s") % {"number": number}

    def encrypt(self, text: str) -> str:
        """The secret as it is stored."""
        return _cipher().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """The secret as it is used. Raises InvalidToken where the ward's key was changed."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    digest = hashlib.sha256(b"second factors|" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


class SignOnAdapter(DefaultSocialAccountAdapter):
    """The single sign-on opens accounts that exist, and makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody gets an account by being known elsewhere."""
        return False
