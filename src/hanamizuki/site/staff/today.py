"""「今日」: what waits for one person, from every room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hanamizuki.core import clock
from hanamizuki.core.people.policy import staff_only
from hanamizuki.core.people.today import registry


@staff_only
def today(request: HttpRequest) -> HttpResponse:
    """Late things first, then by day."""
    assert request.user.is_authenticated  # noqa: S101 (staff_only saw to it; this is for mypy)
    tasks = registry.tasks(request.user, clock.now())
    late = [task for task in tasks if task.late]
    waiting = [task for task in tasks if not task.late]
    return render(
        request, "staff/today.html", {"late": late, "waiting": waiting, "day": clock.today()}
    )
