"""/desk/t/<token>/: the private page of a number, and what its holder does there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hanamizuki.core import receipts
from hanamizuki.core.clock import JST, now
from hanamizuki.core.receipts import link, qr_svg
from hanamizuki.core.text import localise
from hanamizuki.core.visitors import in_the_house
from hanamizuki.desk.alert_form import alerting
from hanamizuki.desk.device import forget
from hanamizuki.desk.forms import CodeForm, FeedbackForm
from hanamizuki.desk.live.expect import Expected
from hanamizuki.desk.logic.line import Impossible
from hanamizuki.desk.models import Ticket
from hanamizuki.desk.presence import SAYS, judged, wait
from hanamizuki.desk.queries.glance import glances, services
from hanamizuki.desk.queries.line import present_stop
from hanamizuki.desk.queries.visit import ticket_of, visit_of
from hanamizuki.desk.services import feedback as told
from hanamizuki.desk.services import resident

View = Callable[..., HttpResponse]


def _way_on() -> dict[str, str]:
    return {"again_url": reverse("desk:choose"), "again": _("窓口の番号を取る")}


by_link = receipts.by_link(ticket_of, _way_on)


@dataclass(frozen=True)
class Bar:
    """The picture of now and the expected time: x of 0…320, and the words below."""

    low: float
    high: float
    width: float
    middle: float
    beside: bool


def bar_of(expected: Expected | None, moment: datetime) -> Bar | None:
    """Now at the left, the expected times as a stretch; a quarter of room behind it."""
    if expected is None:
        return None
    end = max((expected.high - moment).total_seconds(), 60) * 1.25
    low, high = (
        min(max((one - moment).total_seconds() / end, 0), 1) * 312 + 4
        for one in (expected.low, expected.high)
    )
    return Bar(low, high, max(high - low, 8), (low + high) / 2, beside=low > 110)


def page_of(request: HttpRequest, ticket: Ticket, token: str, **more: Any) -> HttpResponse:
    """The private page; `more` takes the place of what it shows otherwise, `status` too."""
    visit, moment = visit_of(ticket), now()
    address = link(request, "desk:ticket", token)
    over = datetime.combine(ticket.day, time(23, 59), tzinfo=JST)
    errand = visit.errand.title if visit.errand else visit.ticket.service.name
    context = {
        "visit": visit,
        "ticket": visit.ticket,
        "token": token,
        "moment": moment,
        "bar": bar_of(visit.expected, moment),
        "qr": qr_svg(address),
        "address": address,
        "here": in_the_house(request),
        "code_form": CodeForm(initial={"code": request.GET.get("c", "")[:6]}, auto_id="id_%s"),
        **alerting(ticket),
        "receipt": {
            "kind": _("窓口の番号"),
            "title": f"{ticket.label} {localise(errand)}",
            "url": reverse("desk:ticket", args=[token]),
            "until": over.isoformat(),
        },
        **more,
    }
    return render(request, "desk/ticket.html", context, status=more.get("status", 200))


@by_link
def ticket(request: HttpRequest, ticket: Ticket, token: str) -> HttpResponse:
    """The number and all that concerns it now. Sent `shared`, this browser forgets whose it was."""
    if request.method == "POST" and "shared" in request.POST:
        return forget(redirect("desk:ticket", token))
    return page_of(request, ticket, token)


@by_link
@require_POST
def arrive(request: HttpRequest, ticket: Ticket, token: str) -> HttpResponse:
    """「着きました」: by the entrance's code, or from a machine or net of the office."""
    if not in_the_house(request):
        form = CodeForm(request.POST)
        if not form.is_valid():
            return page_of(request, ticket, token, code_form=form, status=422)
        verdict = judged(request, form.cleaned_data["code"], ticket.digest)
        if verdict != "good":
            form.add_error("code", SAYS[verdict])
            status = 429 if verdict == "many" else 422
            return wait(page_of(request, ticket, token, code_form=form, status=status), verdict)
    with suppress(Impossible):  # over, or somebody was quicker: the page shows how it stands
        resident.arrive(present_stop(ticket))
    return redirect("desk:ticket", token)


@by_link
def cancel(request: HttpRequest, ticket: Ticket, token: str) -> HttpResponse:
    """Asks once more; then the number is given back."""
    if request.method == "POST":
        with suppress(Impossible):
            resident.cancel(present_stop(ticket))
        return redirect("desk:ticket", token)
    return render(request, "desk/cancel.html", {"visit": visit_of(ticket), "token": token})


@by_link
def change(request: HttpRequest, ticket: Ticket, token: str) -> HttpResponse:
    """Wait for something else; the number stays."""
    context: dict[str, Any] = {"visit": visit_of(ticket), "token": token}
    if request.method == "POST":
        try:
            resident.change_service(ticket, services()[request.POST.get("service", "")])
        except KeyError:
            context["wrong"] = _("用件を一つ選んでください。")
        except Impossible:
            return redirect("desk:ticket", token)
        except ValidationError as error:
            context["wrong"] = error.messages[0]
        else:
            return redirect("desk:ticket", token)
    others = [
        one for one in services().values() if not one.withdrawn and one.code != ticket.service.code
    ]
    lines = glances(others, now(), resident.channel_of(ticket))
    context["lines"] = [one for one in lines.values() if one.opening.open]
    status = 422 if "wrong" in context else 200
    return render(request, "desk/change.html", context, status=status)


@by_link
def feedback(request: HttpRequest, ticket: Ticket, token: str) -> HttpResponse:
    """Five seconds: a face, and a word if they like; kept without the ticket."""
    if not told.is_done(ticket):  # of a visit that has not been, nothing can be said
        return redirect("desk:ticket", token)
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told.give_once(ticket, form.cleaned_data["score"], form.cleaned_data["text"])
        return render(request, "desk/thanks.html", {"token": token})
    status = 422 if form.is_bound else 200
    context = {"form": form, "token": token, "visit": visit_of(ticket)}
    return render(request, "desk/feedback.html", context, status=status)
