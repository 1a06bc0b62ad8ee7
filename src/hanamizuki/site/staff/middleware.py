"""The door: no page for staff without a second factor, after too long, or from a cache."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.signals import user_logged_in
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from hanamizuki.core.clock import real_now
from hanamizuki.site.api.problems import problem
from hanamizuki.site.staff.factors import BEGAN, has_second_factor, session_age

PAGES, API = "/staff/", "/api/v1/staff/"
# What somebody without a second factor needs in order to get one.
TO_ENROL = frozenset(
    {
        "staff:second_factor",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "account_reauthenticate",
        "account_login",
        "account_logout",
        "staff:stay",
        "staff:join",
    }
)


@receiver(user_logged_in, dispatch_uid="hanamizuki.site.staff.middleware")
def _remember_the_log_in(request: HttpRequest, **kwargs: Any) -> None:
    request.session[BEGAN] = real_now().isoformat()
    type(request.session).clear_expired()  # rows of sessions that ended by themselves


class Door:
    """Guards everything below /staff/ and /api/v1/staff/, whatever the views themselves check."""

    def __init__(self, handler: Callable[[HttpRequest], HttpResponse]) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.handler(request)
        if request.path.startswith((PAGES, API)):
            # A colleague at the same machine must not find it with the back button.
            response.headers["Cache-Control"] = "no-store"
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Answer instead of the view where the session is over or the second factor is missing."""
        if not request.path.startswith((PAGES, API)) or not request.user.is_authenticated:
            return None
        api = request.path.startswith(API)
        if session_age(request) > settings.LONGEST_SESSION:
            logout(request)
            return problem(403) if api else redirect_to_login(request.path, settings.LOGIN_URL)
        match = request.resolver_match
        if has_second_factor(request.user) or (match and match.view_name in TO_ENROL):
            return None
        return problem(403) if api else redirect("staff:second_factor")
