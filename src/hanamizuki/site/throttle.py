"""A calm limit for pages: so many views and so many forms a minute from one address.

The API has its own (site/api/v1.py), the log-in its lock-out. Counts are kept in the cache: with
Redis or Valkey all processes count together, without each for itself.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis import RedisError

from hanamizuki.core.visitors import visitor_key

MINUTE = 60  # seconds
READS = frozenset({"GET", "HEAD", "OPTIONS"})
FREE = ("/healthz", "/api/", "/static/")


class PageLimit:
    """429 where one visitor asks too often; `HANAMIZUKI_RATE_LIMIT=off` lifts it."""

    def __init__(self, handler: Callable[[HttpRequest], HttpResponse]) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.RATE_LIMIT or request.path.startswith(FREE):
            return self.handler(request)
        kind = "view" if request.method in READS else "form"
        limit = settings.PAGE_VIEWS if kind == "view" else settings.PAGE_FORMS
        for path, times in settings.PAGE_SHARED.items():
            if request.path.startswith(path):
                kind, limit = f"{kind}{path}", limit * times
        if limit and counted(f"{kind}:{visitor(request)}") > limit:
            answer = render(request, "429.html", status=429)
            answer.headers["Retry-After"] = str(MINUTE)
            answer.headers["Cache-Control"] = "no-store"
            answer._has_been_logged = True  # type: ignore[attr-defined]  # no line for each of a flood
            return answer
        return self.handler(request)


def visitor(request: HttpRequest) -> str:
    """Who counts together: a member of staff on staff pages, else an address, as a digest.

    An office shares one address, so its staff are told apart. A household has a whole /64 of IPv6.
    """
    if request.path.startswith("/staff/") and request.user.is_authenticated:
        return f"account:{request.user.pk}"
    return visitor_key(request)


def counted(key: str) -> int:
    """How often this key has come in the minute that began with its first time, this one included.

    Without the server of the counts everybody is let in: pages do not depend on it.
    """
    cache, name = caches["counts"], f"pages:{key}"
    try:
        return 1 if cache.add(name, 1, MINUTE) else cache.incr(name)
    except (RedisError, ValueError):  # ValueError: the minute was over in between
        return 1
