"""/sw.js: the service worker that shows pushes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@cache
def _text() -> str:
    return (Path(__file__).parent / "sw.js").read_text("utf-8")


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """At the root, so that it may open any page; browsers ask for it anew each time they start it.

    The house's content security policy goes with it and holds inside it.
    """
    answer = HttpResponse(_text(), content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer
