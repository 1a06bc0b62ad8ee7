"""The browser's cookie of the desk: one random value, kept here as a digest and for a day only."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hanamizuki.core.receipts import digest, new_token

COOKIE = "desk_device"
DAY = 24 * 3600  # seconds
_FORM = re.compile(r"[A-Za-z0-9_-]{32}")


@dataclass(frozen=True)
class Device:
    """A browser: its secret, and whether it has still to be told to it."""

    secret: str
    fresh: bool

    @property
    def digest(self) -> str:
        """What is stored with a ticket."""
        return digest(self.secret)

    def remember(self, answer: HttpResponse) -> HttpResponse:
        """Give the browser its cookie where it has none yet."""
        if self.fresh:
            answer.set_cookie(
                COOKIE,
                self.secret,
                max_age=DAY,
                path="/desk/",
                secure=settings.BEHIND_TLS,
                httponly=True,
                samesite="Lax",
            )
        return answer


def device_of(request: HttpRequest) -> Device:
    """The browser that asks. One that keeps no cookies is known by the form it was given."""
    kept = request.COOKIES.get(COOKIE, "")
    if _FORM.fullmatch(kept):
        return Device(kept, fresh=False)
    once = request.POST.get("once", "")
    return Device(once if _FORM.fullmatch(once) else new_token(), fresh=True)


def forget(answer: HttpResponse) -> HttpResponse:
    """Take the cookie back, on a device that others use too."""
    answer.delete_cookie(COOKIE, path="/desk/", samesite="Lax")
    return answer


def known_device(request: HttpRequest) -> str:
    """The digest of a browser that has a cookie already, else ""."""
    kept = request.COOKIES.get(COOKIE, "")
    return digest(kept) if _FORM.fullmatch(kept) else ""
