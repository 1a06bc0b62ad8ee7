"""The counters to choose from, a counter's console, its look (what the screen asks for), its acts.

A press is a form: with JavaScript its answer is the fragment of the console as it is then, without
it the page again. `look` answers 304 while nothing happened and does not prolong the session.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language

from hanamizuki.core.clock import now
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import allowed, requires
from hanamizuki.core.receipts import new_token
from hanamizuki.desk.models import Counter, Service
from hanamizuki.desk.printing.status import status
from hanamizuki.desk.queries import console as queries
from hanamizuki.desk.queries.line import left_open
from hanamizuki.desk.queries.quick import lane
from hanamizuki.desk.staff import acts, alarms

at_counter = requires("desk.console")


def actor(request: HttpRequest) -> Account:
    """Whoever is logged in; the decorator saw to it."""
    assert isinstance(request.user, Account)  # noqa: S101
    return request.user


def counter_of(request: HttpRequest, code: str) -> Counter:
    """A counter of the person's sections. Raises Http404, PermissionDenied."""
    found = get_object_or_404(Counter.objects.filter(withdrawn=False), code=code)
    if not allowed(request.user, "desk.console", found.section):
        raise PermissionDenied
    if left_open(found, now()):  # yesterday's; it is opened anew
        found.state = Counter.CLOSED
    return found


@at_counter
def choose(request: HttpRequest) -> HttpResponse:
    """The counters of the person's sections, their own first."""
    who = actor(request)
    names = {one.code: one.name for one in Service.objects.all()}
    rows = [
        {
            "counter": one,
            "mine": one.clerk_id == who.pk and one.state != Counter.CLOSED,
            "taken": one.clerk_id not in (None, who.pk) and one.state != Counter.CLOSED,
            "services": [names[code] for code in one.services if code in names],
        }
        for one in queries.counters_of(who, "desk.console")
    ]
    context = {
        "rows": rows,
        "printer": status(),
        "may_supervise": allowed(who, "desk.supervise"),
        "may_issue": allowed(who, "desk.issue"),
    }
    return render(request, "desk/staff/choose.html", context)


@at_counter
def console(request: HttpRequest, code: str) -> HttpResponse:
    """A counter's console; the services to open it for while it is closed."""
    counter = counter_of(request, code)
    return render(request, "desk/staff/console.html", _context(request, counter))


@at_counter
def look(request: HttpRequest, code: str) -> HttpResponse:
    """The changing part of the console; 304 where the screen shows the truth already."""
    counter = counter_of(request, code)
    # Looking is not working: a console that nobody touches logs out like any other page.
    request.session.save = lambda *_a, **_b: None  # type: ignore[method-assign]
    tag = f'"{queries.head()}-{now():%d%H%M}-{get_language()}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified()
    answer = render(request, "desk/staff/live.html", _context(request, counter))
    answer.headers["ETag"] = tag
    return answer


@at_counter
def act(request: HttpRequest, code: str) -> HttpResponse:
    """One press."""
    counter = counter_of(request, code)
    if request.method != "POST":  # back from the log-in
        return redirect("desk_staff:console", code)
    return _answer(request, counter, acts.press(actor(request), counter, request.POST))


def _answer(request: HttpRequest, counter: Counter, told: acts.Told) -> HttpResponse:
    if request.headers.get("X-Console"):
        counter.refresh_from_db()
        context = {**_context(request, counter), "told": told}
        return render(request, "desk/staff/live.html", context)
    (messages.success if told.ok else messages.error)(request, told.text)
    return redirect("desk_staff:console", counter.code)


def _context(request: HttpRequest, counter: Counter) -> dict[str, Any]:
    shown = queries.console(counter)
    here = shown.here.ticket if shown.here else None
    return {
        "counter": counter,
        "console": shown,
        "own": list(Service.objects.filter(code__in=counter.services)),
        "may_quick": counter.state == Counter.CLOSED and lane().touches(counter.services),
        "here": here,
        "alarms": alarms.shown(actor(request)),
        "key": new_token,
        "printer": status(),
        "may_issue": allowed(request.user, "desk.issue"),
        "since": _since(here),
    }


def _since(here: Any) -> int | None:
    """For how many minutes somebody has been at the counter, or was called to it."""
    if here is None:
        return None
    return max(0, int((now().timestamp() - (here.started_at or here.called_at) / 1e6) // 60))
