"""The forms of log-in and second factor, in our words."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from hanamizuki.site.staff.replay import used_once

MY_PASSWORD = _("パスワード")
CODE = _("6けたのコード（または予備のコード）")


class _Worded(forms.Form):
    """Gives the fields of an allauth form our labels and helps, and no placeholders."""

    words: dict[str, Any] = {}  # noqa: RUF012 (each form has its own)
    helps: dict[str, Any] = {}  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.words.get(name, field.label)
            field.help_text = self.helps.get(name, "")


class LoginForm(_Worded, account.LoginForm):
    """Address and password."""

    words = {"login": _("メールアドレス"), "password": MY_PASSWORD}  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        # A hash of megabytes would hold a thread.
        self.fields["password"].validators.append(MaxLengthValidator(1000))


class ChangePasswordForm(_Worded, account.ChangePasswordForm):
    """The old password and the new one twice."""

    words = {  # noqa: RUF012
        "oldpassword": _("いまのパスワード"),
        "password1": _("新しいパスワード"),
        "password2": _("新しいパスワード（もう一度）"),
    }
    helps = {"password1": _("12文字以上。長いほど安全です。")}  # noqa: RUF012


class PasswordAgainForm(_Worded, account.ReauthenticateForm):
    """The password, before something important."""

    words = {"password": MY_PASSWORD}  # noqa: RUF012


class _Code(_Worded):
    words = {"code": CODE}  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].validators.append(MaxLengthValidator(64))
        self.fields["code"].widget.attrs.update(maxlength="64", inputmode="numeric")


class _Once(_Code):
    """A code of an authenticator app opens once; who reads it over a shoulder cannot use it."""

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if not used_once(self.authenticator, code):  # type: ignore[attr-defined]
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_Once, mfa.AuthenticateForm):
    """The code of an authenticator app, or a recovery code."""


class CodeAgainForm(_Once, mfa.ReauthenticateForm):
    """The same, before something important."""


class ActivateForm(_Code, totp.ActivateTOTPForm):
    """The first code of a new authenticator app."""

    words = {"code": _("アプリに出た6けたのコード")}  # noqa: RUF012


class AddPasskeyForm(_Worded, webauthn.AddWebAuthnForm):
    """A name for a new passkey."""

    words = {  # noqa: RUF012
        "name": _("このパスキーの名前"),
        "passwordless": _("パスワードなしのログインにも使う"),
    }
    helps = {  # noqa: RUF012
        "passwordless": _("指紋・顔・暗証番号で本人を確かめる機器だけで使えます。")
    }


class RenamePasskeyForm(_Worded, webauthn.EditWebAuthnForm):
    """Another name for a passkey."""

    words = {"name": _("このパスキーの名前")}  # noqa: RUF012
