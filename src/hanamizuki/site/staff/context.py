"""What every page for staff knows: who is here, the menu, when the session ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from hanamizuki.core.clock import now
from hanamizuki.core.people.navigation import menu
from hanamizuki.site.staff.middleware import PAGES


def staff(request: HttpRequest) -> dict[str, Any]:
    """Context processor; nothing on pages for the public."""
    account = getattr(request, "user", None)
    if not request.path.startswith(PAGES) or account is None or not account.is_authenticated:
        return {}
    return {
        "staff_account": account,
        "staff_menu": [
            {"label": entry.label, "url": reverse(entry.url_name)}
            for entry in menu.for_account(account)
        ],
        "idle_minutes": settings.IDLE_MINUTES,
        "session_ends": now() + timedelta(minutes=settings.IDLE_MINUTES),
    }
