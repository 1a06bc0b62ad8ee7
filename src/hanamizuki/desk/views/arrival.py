"""The entrance: its screen with a code that changes, and the page to which the QR there leads."""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from hanamizuki.core.clock import now
from hanamizuki.core.receipts import absolute, private, qr_svg
from hanamizuki.core.visitors import from_elsewhere
from hanamizuki.desk.device import COOKIE, known_device
from hanamizuki.desk.house import only_in_the_house
from hanamizuki.desk.logic.line import LIVE, Impossible
from hanamizuki.desk.models import Ticket
from hanamizuki.desk.presence import STATUS, code_now, judged, wait
from hanamizuki.desk.services import resident
from hanamizuki.desk.services.taking import token_of


@only_in_the_house
@never_cache
def entrance(request: HttpRequest) -> HttpResponse:
    """For a screen at the door: the QR and the digits of this minute."""
    code = code_now()
    address = f"{absolute(request, reverse('desk:arrive'))}?c={code}"
    return render(
        request, "desk/entrance.html", {"code": code, "qr": qr_svg(address), "screen": "entrance"}
    )


# No session: the code says that they are here, the device's cookie whose number it is.
@csrf_exempt
@private
def arrive(request: HttpRequest) -> HttpResponse:
    """「着きました」 from the QR at the entrance, for this phone's own numbers.

    Anybody in the hall has the code: a number is told only by who holds something of it, its
    private link (from the notebook, which this page offers) or the phone that took it. Where
    somebody stands in front of a machine or of staff, it may be typed (`kiosk.here`).
    """
    code = (request.POST if request.method == "POST" else request.GET).get("c", "")
    mine = _of_device(request)
    verdict = judged(request, code, known_device(request) if mine else "")
    context = {"code": code, "verdict": verdict, "mine": mine}
    if verdict != "good":
        status = STATUS[verdict] if verdict != "wrong" else 410 if code else 404
        return wait(render(request, "desk/arrive.html", context, status=status), verdict)
    if request.method == "POST" and not from_elsewhere(request) and mine:
        for one in mine:
            _arrived(one)
        return _to_own(request, mine[0])
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/arrive.html", context, status=status)


def _of_device(request: HttpRequest) -> list[Ticket]:
    device = known_device(request)
    if not device:
        return []
    some = Ticket.objects.filter(day=now().date(), device=device, state__in=LIVE)
    return list(some.select_related("service", "roll").order_by("pk"))


def _arrived(ticket: Ticket) -> None:
    with suppress(Impossible):  # called or over meanwhile
        resident.arrive(ticket)


def _to_own(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    taken = Ticket.objects.filter(day=ticket.day, device=ticket.device).count()
    token = token_of(ticket, request.COOKIES[COOKIE], taken)
    if token is None:
        return render(request, "desk/arrived.html", {"ticket": ticket})
    return redirect("desk:ticket", token)
