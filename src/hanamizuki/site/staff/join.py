"""The page that an invitation leads to: choose a password, once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from hanamizuki.core.people import invitations
from hanamizuki.core.people.models import Account
from hanamizuki.core.text.fields import CleanCharField

LONGEST_PASSWORD = 1000


def _password(label: Any, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(
        label=label, help_text=help_text, max_length=LONGEST_PASSWORD, strip=False, widget=widget
    )


class JoinForm(forms.Form):
    """Name and password; the address too, for the first administrator."""

    email = forms.CharField(label=_("メールアドレス"), max_length=254)
    display_name = CleanCharField(label=_("名前（同僚に見えます）"), max_length=60)
    password = _password(_("パスワード"), _("12文字以上。長いほど安全です。"))
    again = _password(_("パスワード（もう一度）"))

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "username"
        if account.email:
            del self.fields["email"]
        self.fields["display_name"].initial = account.display_name

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same."""
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("パスワードがちがいます。同じものを入れてください。"))
        return data


@sensitive_post_parameters("password", "again")
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Open an account by its link; 410 where the link was used, is too old or never was."""
    invitation = invitations.find(token)
    if invitation is None:
        return render(request, "staff/link_dead.html", status=410)
    account = invitation.account
    form = JoinForm(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            invitations.accept(
                token,
                data["password"],
                email=data.get("email", ""),
                display_name=data["display_name"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, gettext("パスワードを決めました。ログインしてください。"))
            return redirect("account_login")
    return render(request, "staff/join.html", {"form": form, "email": account.email})
