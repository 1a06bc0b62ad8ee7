"""Pages that only the office's own machines show: kiosk, entrance, printing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hanamizuki.core.visitors import in_the_house

View = Callable[..., HttpResponse]


def only_in_the_house(view: View) -> View:
    """Asked from elsewhere, the page says why it is not shown, and where to take a number (403)."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not in_the_house(request):
            return render(request, "desk/not_here.html", status=403)
        return view(request, *args, **kwargs)

    return shown
