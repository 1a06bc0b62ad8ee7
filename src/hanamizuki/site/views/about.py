"""Pages about the site itself, the health check, and what is shown when something is wrong."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from hanamizuki import __version__
from hanamizuki.core.packs.queries import current_manifest
from hanamizuki.site.sourcebook import sourcebook


def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and a pack is loaded, else 503. For monitors and `ward up`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    manifest = current_manifest()
    status = 200 if manifest else 503
    return JsonResponse(
        {"ok": bool(manifest), "version": __version__, "pack": manifest.id if manifest else None},
        status=status,
    )


PRIVATE = (
    "/desk/t/",
    "/desk/arrive/",
    "/desk/appointments/b/",
    "/desk/kiosk/",
    "/desk/entrance/",
    "/staff/",
    "/api/v1/desk/tickets/",
)
"""Where no crawler has anything to do: private links, the office's machines, staff."""


def robots(request: HttpRequest) -> HttpResponse:
    """/robots.txt. Private pages say noindex themselves too: this keeps no secret."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def about(request: HttpRequest) -> HttpResponse:
    """What this is, what it keeps of a visitor, where to ask."""
    return render(request, "site/about.html", {"version": __version__})


def accessibility(request: HttpRequest) -> HttpResponse:
    """What was done and tested, and what is known to fall short."""
    return render(request, "site/accessibility.html")


def sources(request: HttpRequest) -> HttpResponse:
    """Every source behind the pages, with how often it is used."""
    return render(request, "site/sources.html", {"rows": sourcebook()})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return render(request, "site/error.html", {"status": 400}, status=400)


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return render(request, "site/error.html", {"status": 403}, status=403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose secret does not fit: an old page, or one of another site."""
    return render(request, "site/stale_form.html", status=403)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, with ways on; problem+json below /api/."""
    return render(request, "site/error.html", {"status": 404}, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """500: no database is asked, since that may be what failed."""
    return HttpResponse(
        "<!doctype html><html lang=ja><meta charset=utf-8><title>エラー</title>"
        "<h1>うまく動きませんでした</h1><p>しばらくしてから、もう一度ためしてください。</p>"
        "<p lang=en>Something went wrong. Please try again in a while.</p></html>",
        status=500,
    )
