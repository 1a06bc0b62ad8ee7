"""What every page knows: the ward's name, the languages, the banners."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from hanamizuki.core.clock import is_rehearsal, now
from hanamizuki.core.packs.queries import current_identity


def ward(request: HttpRequest) -> dict[str, Any]:
    """Context processor: identity of the ward, language links of this very page, banners."""
    return {
        "identity": current_identity(),
        "language_links": [
            {"code": code, "label": label, "href": _same_page(request, code)}
            for code, label in (("ja", "日本語"), ("ja-easy", "やさしい"), ("en", "English"))
        ],
        "demo": settings.DEMO,
        "rehearsal": is_rehearsal(),
        "unlimited": not settings.RATE_LIMIT,
        "now": now(),
    }


def _same_page(request: HttpRequest, language: str) -> str:
    query = request.GET.copy()
    query["lang"] = language
    return f"{request.path}?{query.urlencode()}"
