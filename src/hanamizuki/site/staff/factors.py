"""What a session rests on: whether there is a second factor, and how long ago the log-in was."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from hanamizuki.core.clock import real_now

BEGAN = "began"  # key in the session
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(account: Any) -> bool:
    """True where an authenticator app or a passkey is registered."""
    return Authenticator.objects.filter(user=account, type__in=SECOND_FACTORS).exists()


def session_age(request: HttpRequest) -> timedelta:
    """Time since the log-in; for a session without that mark, longer than any limit."""
    began = request.session.get(BEGAN)
    return real_now() - datetime.fromisoformat(began) if began else timedelta.max
