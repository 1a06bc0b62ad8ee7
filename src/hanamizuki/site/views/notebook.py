"""「わたしの手帳」: a page that holds nothing; the browser fills it in from its own store."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def notebook(request: HttpRequest) -> HttpResponse:
    """The empty notebook, and what to do where no script runs."""
    return render(request, "site/notebook.html")
