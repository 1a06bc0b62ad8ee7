"""/desk/ and /desk/take/<errand>/: choose by what one came for, see the line, take a number."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from hanamizuki.core.clock import now
from hanamizuki.core.text import active_language
from hanamizuki.core.visitors import from_elsewhere
from hanamizuki.desk.device import device_of
from hanamizuki.desk.forms import SearchForm, chosen_stops
from hanamizuki.desk.limits import MINUTES, room_left
from hanamizuki.desk.models import Errand
from hanamizuki.desk.queries import errands as found
from hanamizuki.desk.queries.glance import Glance, glances, services
from hanamizuki.desk.queries.opening import Opening, states
from hanamizuki.desk.services.issuing import HasOne
from hanamizuki.desk.services.taking import Asked, take
from hanamizuki.desk.views import quieter


@never_cache
def choose(request: HttpRequest) -> HttpResponse:
    """Everything one can come for, with its line now."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    all_of_them = found.errands()
    shown = found.matching(all_of_them, words) if words else all_of_them
    lines = _lines(shown)
    office = _at_office(lines)

    def row(one: Errand) -> tuple[Errand, Glance | None, Opening | None]:
        line = _first(one, lines)
        return one, line, office.get(line.service.code) if line else None

    themes = [
        (code, name, [row(one) for one in some]) for code, name, some in found.by_theme(shown)
    ]
    context = {"form": form, "words": words, "themes": themes, "many": len(shown)}
    return render(request, "desk/choose.html", context)


def _lines(some: list[Errand]) -> dict[str, Glance]:
    known = services()
    codes = dict.fromkeys(code for one in some for code in one.services if code in known)
    return glances([known[code] for code in codes], now(), "web")


def _at_office(lines: dict[str, Glance]) -> dict[str, Opening]:
    """Of lines that give no number over the web now, whether the office's machine does."""
    shut = [one.service for one in lines.values() if not one.opening.open]
    found = states(shut, now(), "kiosk") if shut else {}
    return {code: one for code, one in found.items() if one.open}


def _first(errand: Errand, lines: dict[str, Glance]) -> Glance | None:
    """The line in which one stands first; None where nothing is done at a counter."""
    return next((lines[code] for code in errand.services if code in lines), None)


# Without a token the page needs no session; what a form from elsewhere could gain is stopped by
# the browser's word on where it stood.
@csrf_exempt
@never_cache
def take_number(request: HttpRequest, errand: str) -> HttpResponse:
    """The line, how long it takes, what to bring; the button gives the number."""
    one = get_object_or_404(Errand, code=errand, withdrawn=False)
    device = device_of(request)
    context: dict[str, Any] = {"once": device.secret if device.fresh else ""}
    status = 200
    if request.method == "POST":
        stops = chosen_stops(one, request.POST.getlist("stop"))
        context["chosen"] = stops
        if from_elsewhere(request):
            context["elsewhere_form"], status = True, 403
        elif not stops:
            context["no_stop"], status = True, 422
        elif not room_left(request):
            context["too_many"], status = MINUTES, 429
        else:
            known = services()
            asked = Asked(
                service=known[stops[0]],
                channel="web",
                device=device.secret,
                language=active_language(),
                stops=tuple(stops),
                errand=one.code,
            )
            try:
                return device.remember(redirect("desk:ticket", take(asked).token))
            except HasOne:
                context["has_one"], status = True, 409
            except ValidationError as error:
                context["refused"], status = error.messages[0], 409
    lines = _lines([one])
    path = [(code, lines[code], one.when.get(code)) for code in one.services if code in lines]
    context |= {"errand": one, "path": path, "line": _first(one, lines)}
    if context["line"] is not None:
        service = context["line"].service
        context["office"] = _at_office({service.code: context["line"]}).get(service.code)
        context["quieter"] = quieter.of(service, now())
    answer = render(request, "desk/take.html", context, status=status)
    if status == 429:
        answer.headers["Retry-After"] = str(MINUTES * 60)
    return device.remember(answer)
