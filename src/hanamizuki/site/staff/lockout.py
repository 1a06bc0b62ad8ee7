"""Lock-out on guessing: whose guesses count together, and what the locked-out person reads."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hanamizuki.core.visitors import client_address


def name(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """A keyed digest of the log-in name, the same for its spellings; the name is not stored."""
    given = (credentials or {}).get("email") or (credentials or {}).get("username") or ""
    if not given and request is not None:
        given = request.POST.get("login", "")
    text = str(given).strip().lower().encode("utf-8", "replace")
    return hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).hexdigest()


def for_the_log(
    username: str, ip_address: str, user_agent: str, path_info: str, request: HttpRequest
) -> str:
    """What the log says of a failed try: no name, no address."""
    return f"account {username[:8] if username else '-'}"


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """429 in plain words."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    answer = render(request, "staff/locked_out.html", {"minutes": minutes}, status=429)
    answer.headers["Retry-After"] = str(minutes * 60)
    return answer


__all__ = ["client_address", "for_the_log", "locked_out", "name"]
