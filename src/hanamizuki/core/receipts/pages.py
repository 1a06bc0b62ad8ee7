"""Pages below a private link: their headers, their address, and what an old or forged one shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

T = TypeVar("T")
View = Callable[..., HttpResponse]
HEADERS = {
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
_LOCAL = {"127.0.0.1", "localhost", "::1"}


class Gone(Exception):
    """The link is right, and its day is over: `day`."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


def private(view: View) -> View:
    """A view below a private link: kept by no cache, listed by nobody, told to no other site."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        for name, value in HEADERS.items():
            answer.headers[name] = value
        return answer

    return shown


def absolute(request: HttpRequest, path: str) -> str:
    """A page's address as phones reach it: by HANAMIZUKI_URL, else by how it was asked.

    A kiosk asks by an address of its own; what it prints must lead a phone here all the same.
    """
    if urlsplit(settings.WARD_URL).hostname in _LOCAL:
        return request.build_absolute_uri(path)
    return f"{settings.WARD_URL}{path}"


def link(request: HttpRequest, name: str, token: str) -> str:
    """The absolute address of a private page."""
    return absolute(request, reverse(name, args=[token]))


def gone(request: HttpRequest, day: date | None = None, **more: Any) -> HttpResponse:
    """410: the link was right, its time is over. `day` is when; `more` goes to the template."""
    return render(request, "receipts/gone.html", {"day_of": day, **more}, status=410)


def unknown(request: HttpRequest, **more: Any) -> HttpResponse:
    """404: no such link, or one not copied whole. Both look the same from outside."""
    return render(request, "receipts/unknown.html", more, status=404)


def by_link(
    find: Callable[[str], T], way_on: Callable[[], dict[str, str]]
) -> Callable[[View], View]:
    """Makes `view(request, found, token)` a page of a private link, whose secret is also the token
    of its forms.

    `find` gives what a token stands for and raises ObjectDoesNotExist or Gone, which are answered
    404 and 410 with `way_on`: the `again_url` and the word `again` of where to begin anew.
    """

    def decorate(view: View) -> View:
        @csrf_exempt
        @private
        @wraps(view)
        def shown(request: HttpRequest, token: str) -> HttpResponse:
            try:
                found = find(token)
            except ObjectDoesNotExist:
                return unknown(request, **way_on())
            except Gone as over:
                return gone(request, over.day, **way_on())
            return view(request, found, token)

        return shown

    return decorate
