"""One's own account: name, second factors, sessions."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.internal.flows.sessions import end_other_sessions as end_others
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hanamizuki.core.people import services
from hanamizuki.core.people.policy import staff_only
from hanamizuki.core.text.fields import CleanCharField
from hanamizuki.site.staff.factors import has_second_factor
from hanamizuki.site.staff.rows import device, role_texts


class ProfileForm(forms.Form):
    """What people change about themselves."""

    display_name = CleanCharField(label=_("名前（同僚に見えます）"), max_length=60)
    language = forms.ChoiceField(label=_("メールのことば"), choices=settings.LANGUAGES)


@staff_only
def profile(request: HttpRequest) -> HttpResponse:
    """Name and language, roles, second factors, and every open session of this account."""
    account: Any = request.user
    initial = {"display_name": account.display_name, "language": account.language}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.rename(account, form.cleaned_data["display_name"], form.cleaned_data["language"])
        messages.success(request, gettext("保存しました。"))
        return redirect("staff:profile")
    sessions = UserSession.objects.purge_and_list(account)
    factors = Authenticator.objects.filter(user=account).order_by("created_at")
    context = {
        "form": form,
        "roles": role_texts(account.memberships.all()),
        "sessions": [(one, device(one.user_agent)) for one in sessions],
        "factors": [one.wrap() for one in factors],
    }
    return render(request, "staff/profile.html", context)


@staff_only
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Log this account out everywhere else."""
    if request.method == "POST":  # a GET comes after a log-in in between: nothing is done by it
        end_others(request, request.user)
        messages.success(request, gettext("ほかの画面のログインを終わらせました。"))
    return redirect("staff:profile")


@staff_only
def second_factor(request: HttpRequest) -> HttpResponse:
    """Where somebody without a second factor is led: choose an app or a passkey."""
    if has_second_factor(request.user):
        return redirect("staff:profile")
    return render(request, "staff/second_factor.html")


@staff_only
def stay(request: HttpRequest) -> HttpResponse:
    """Go on: this request alone has made the session longer."""
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"minutes": settings.IDLE_MINUTES})
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        back, {request.get_host()}, require_https=request.is_secure()
    )
    return redirect(back if safe else "staff:today")
