"""Being told that one's turn comes: chosen, changed and switched off on the ticket's page."""

from __future__ import annotations

from contextlib import suppress

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from hanamizuki.core.receipts import link
from hanamizuki.core.text import active_language
from hanamizuki.desk.alert_form import MailForm, WayForm, WhenForm, room_left
from hanamizuki.desk.limits import MINUTES
from hanamizuki.desk.models import Ticket
from hanamizuki.desk.queries.alerts import shown, way_of
from hanamizuki.desk.services import alerts
from hanamizuki.desk.views.ticket import by_link, page_of


@by_link
def change(request: HttpRequest, ticket: Ticket, token: str) -> HttpResponse:
    """By mail (`do` mail), another moment (when), no more (off); how long the way is (way).

    Works without JavaScript.
    """
    back = redirect(f"{reverse('desk:ticket', args=[token])}#alerts")
    if request.method != "POST":
        return back
    if request.POST.get("do") == "off":
        alerts.switch_off(ticket)
        return back
    if not room_left(request):
        return page_of(request, ticket, token, alert_too_many=MINUTES, status=429)
    if request.POST.get("do") == "way":
        return _way(request, ticket, token)
    alert, way = shown(ticket), way_of(ticket)
    form: WhenForm
    if alert is None or request.POST.get("do") == "mail":
        form = MailForm(request.POST, way=way)
    else:
        form = WhenForm(request.POST, kept=alert.choice, way=way)
    if not form.is_valid():
        return _again(request, ticket, token, form)
    to = form.cleaned_data.get("email")
    address = link(request, "desk:ticket", token)
    try:
        alerts.choose(
            ticket, form.cleaned_data["when"], to, language=active_language(), link=address
        )
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _again(request, ticket, token, form)
    return back


def _way(request: HttpRequest, ticket: Ticket, token: str) -> HttpResponse:
    form = WayForm(request.POST)
    if not form.is_valid():
        return page_of(request, ticket, token, way_form=form, status=422)
    # Over meanwhile: the page shows how it stands.
    with suppress(ValidationError):
        alerts.set_way(ticket, form.cleaned_data["way"] or 0)
    return redirect(f"{reverse('desk:ticket', args=[token])}#way")


def _again(request: HttpRequest, ticket: Ticket, token: str, form: WhenForm) -> HttpResponse:
    return page_of(request, ticket, token, alert_form=form, status=422)
