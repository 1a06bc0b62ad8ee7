"""/desk/kiosk/: the machine in the hall. It asks no name, never scrolls and forgets by itself."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from hanamizuki.core.clock import now
from hanamizuki.core.receipts import Gone, absolute, link, private, qr_svg
from hanamizuki.core.text import active_language, localise
from hanamizuki.core.visitors import from_elsewhere
from hanamizuki.desk.forms import NumberForm, chosen_stops
from hanamizuki.desk.house import View, only_in_the_house
from hanamizuki.desk.limits import room_left
from hanamizuki.desk.logic.line import Impossible
from hanamizuki.desk.models import Errand, Ticket
from hanamizuki.desk.presence import code_now
from hanamizuki.desk.printing import slip
from hanamizuki.desk.printing.services import print_slip
from hanamizuki.desk.printing.status import status
from hanamizuki.desk.queries import errands as found
from hanamizuki.desk.queries.appointments import somebody_comes_today
from hanamizuki.desk.queries.arrival import named
from hanamizuki.desk.queries.glance import glances, services
from hanamizuki.desk.queries.opening import states
from hanamizuki.desk.queries.settings import kiosk_closed
from hanamizuki.desk.queries.visit import ticket_of, visit_of
from hanamizuki.desk.services import resident
from hanamizuki.desk.services.taking import Asked, take
from hanamizuki.desk.words import PRINTER, WHY

A_SCREEN = 8
"""Buttons that fit on a screen without scrolling."""
SECONDS = 30
"""After so long without a touch it goes back to the start."""


def while_open(view: View) -> View:
    """A kiosk that a supervisor has closed says so, and where to go; who has a number arrives."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if text := kiosk_closed():
            return _screen(request, "closed", text=text)
        return view(request, *args, **kwargs)

    return shown


@only_in_the_house
@never_cache
@while_open
def start(request: HttpRequest) -> HttpResponse:
    """The themes, the way in for who has a number, the languages; shut, when it opens next."""
    if shut := _shut():
        return _screen(request, "closed", coming=somebody_comes_today(), **shut)
    themes = [(code, name) for code, name, _some in found.by_theme(_at_counters())]
    return _screen(request, "start", themes=themes, coming=somebody_comes_today())


def _shut() -> dict[str, Any] | None:
    """Why no number of anything is given now, and when the next is; None while some is."""
    some = [one for one in services().values() if not one.withdrawn]
    found = [one for one in states(some, now(), "kiosk").values() if one.reason != "by_appointment"]
    if not found or any(one.open for one in found):
        return None
    soonest = min(found, key=lambda one: (one.opens is None, one.opens))
    return {
        "title": _("いまは番号を取れません"),
        "text": localise(WHY[soonest.reason]),
        "opens": soonest.opens,
    }


@only_in_the_house
@never_cache
@while_open
def theme(request: HttpRequest, theme: str) -> HttpResponse:
    """The errands of a theme, a screen at a time."""
    themes = {code: (name, some) for code, name, some in found.by_theme(_at_counters())}
    if theme not in themes:
        raise Http404(theme)
    name, some = themes[theme]
    page = request.GET.get("page", "1")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 4 else 1
    first = (number - 1) * A_SCREEN
    more = reverse("desk:kiosk_theme", args=[theme]) + f"?page={number + 1}"
    return _screen(
        request,
        "theme",
        theme=name,
        errands=some[first : first + A_SCREEN],
        more=more if len(some) > first + A_SCREEN else "",
    )


def _at_counters() -> list[Errand]:
    return [one for one in found.errands() if one.services]


@csrf_exempt
@only_in_the_house
@never_cache
@while_open
def errand(request: HttpRequest, errand: str) -> HttpResponse:
    """What it is about, who else is to be seen, and the button that gives the number."""
    one = get_object_or_404(Errand, code=errand, withdrawn=False)
    known = services()
    context: dict[str, Any] = {}
    if request.method == "POST" and not from_elsewhere(request):
        stops = [code for code in chosen_stops(one, request.POST.getlist("stop")) if code in known]
        context["chosen"] = stops
        if not stops:
            context["no_stop"] = True
        elif room_left(request):
            asked = Asked(
                service=known[stops[0]],
                channel="kiosk",
                actor="kiosk",
                present=True,
                language=active_language(),
                stops=tuple(stops),
                errand=one.code,
            )
            try:
                return redirect("desk:kiosk_number", take(asked).token)
            except ValidationError as error:
                context["refused"] = error.messages[0]
        else:
            context["refused"] = _("いま、たくさんの人が番号を取っています。少し待ってください。")
    codes = [code for code in one.services if code in known]
    lines = glances([known[code] for code in codes], now(), "kiosk")
    path = [(code, lines[code], one.when.get(code)) for code in codes]
    line = next(iter(lines.values()), None)
    return _screen(request, "errand", errand=one, path=path, line=line, **context)


@only_in_the_house
@private
def number(request: HttpRequest, token: str) -> HttpResponse:
    """The number, large, with its QR; the slip is printed meanwhile."""
    visit = _visit(token)
    if visit is None:
        return redirect("desk:kiosk")
    qr = qr_svg(link(request, "desk:ticket", token))
    return _screen(request, "number", visit=visit, token=token, qr=qr, printer=status())


def _visit(token: str) -> Any:
    try:
        return visit_of(ticket_of(token))
    except (Ticket.DoesNotExist, Gone):
        return None


@csrf_exempt
@only_in_the_house
@private
@require_POST
def print_number(request: HttpRequest, token: str) -> HttpResponse:
    """Print the slip; as JSON {"printed": bool, "words": str} for the screen's script."""
    visit = _visit(token)
    if visit is None or from_elsewhere(request):
        return JsonResponse({"printed": False, "words": ""}, status=404)
    outcome = print_slip(slip.of(visit, link(request, "desk:ticket", token)))
    words = localise(PRINTER[outcome]) if outcome in PRINTER else ""
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"printed": not outcome, "trouble": outcome, "words": words})
    return redirect("desk:kiosk_number", token)


@only_in_the_house
@private
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """What the slip looks like: a page where there is no printer, or `?png` as a picture."""
    visit = _visit(token)
    if visit is None:
        return redirect("desk:kiosk")
    made = slip.of(visit, link(request, "desk:ticket", token))
    if "png" in request.GET:
        return HttpResponse(slip.picture_of(made), content_type="image/png")
    return _screen(request, "preview", visit=visit, token=token, slip=made)


@csrf_exempt
@only_in_the_house
@never_cache
def here(request: HttpRequest) -> HttpResponse:
    """「着きました」 for who took a number at home: by its QR, by typing it, or by phone."""
    form, arrived = NumberForm(request.POST or None), None
    if request.method == "POST" and not from_elsewhere(request) and form.is_valid():
        arrived = named(form.cleaned_data["number"])
        if arrived is None:
            form.add_error("number", _("今日の番号に見あたりません。もう一度、入れてください。"))
        else:
            try:
                arrived = resident.arrive(arrived, "kiosk")
            except Impossible:
                arrived.refresh_from_db()
    qr = qr_svg(f"{absolute(request, reverse('desk:arrive'))}?c={code_now()}")
    letters = sorted({one.letter for one in services().values() if not one.withdrawn})
    return _screen(
        request, "here", form=form, arrived=arrived, qr=qr, letters=letters, digits="1234567890"
    )


def _screen(request: HttpRequest, name: str, **context: Any) -> HttpResponse:
    context |= {"screen": name, "seconds": SECONDS}
    return render(request, f"desk/kiosk/{name}.html", context)
