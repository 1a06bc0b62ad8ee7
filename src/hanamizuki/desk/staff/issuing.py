"""A number given by hand, and a visit of earlier that is written down with its real times."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hanamizuki.core.people.policy import requires
from hanamizuki.core.receipts import derived, digest, link, new_token, qr_svg
from hanamizuki.desk.handing_form import HandForm
from hanamizuki.desk.queries.console import counters_of
from hanamizuki.desk.queries.glance import expected_at
from hanamizuki.desk.queries.line import position
from hanamizuki.desk.services import console as presses
from hanamizuki.desk.services.issuing import Issued
from hanamizuki.desk.staff.console import actor, at_counter
from hanamizuki.desk.staff.forms import VisitForm


@requires("desk.issue")
def issue(request: HttpRequest) -> HttpResponse:
    """Give a number to who is here, or to a caller; then it is shown, large."""
    form = HandForm(request.POST if request.method == "POST" else None)
    made = _handed(request, form) if form.is_valid() else None
    context: dict[str, Any] = {"form": form, "key": new_token()}
    if made is not None:
        url = link(request, "desk:ticket", made.token)
        before = position(made.ticket)
        context |= {
            "form": HandForm(),
            "made": made.ticket,
            "before": before,
            "expected": expected_at(made.ticket.service.code, before),
            "url": url,
            "qr": qr_svg(url),
        }
    return render(request, "desk/staff/issue.html", context)


def _handed(request: HttpRequest, form: HandForm) -> Issued | None:
    """The number that a press gives: sent twice, or drawn again, it is the same one."""
    who, key = actor(request), request.POST.get("key", "")
    token = derived(key, "desk-issue", who.pk)
    # The link follows from the key, so that only a digest of it is stored.
    stored = digest(key)[:40] if presses.KEY.fullmatch(key) else ""
    try:
        done = presses.press(stored, lambda: form.give(who, token).ticket)
    except ValidationError as error:
        form.add_error(None if error.code == "key" else "service", error)
        return None
    ticket = done.ticket
    if ticket is None or ticket.digest != digest(token):
        return None
    return Issued(ticket, token, again=done.again)


@at_counter
def visit(request: HttpRequest) -> HttpResponse:
    """Write down a visit that the desk did not see: the network was down, the machine was off."""
    who = actor(request)
    rows = counters_of(who, "desk.console")
    if not rows:
        raise PermissionDenied
    form = VisitForm(request.POST if request.method == "POST" else None, counters=rows)
    if form.is_valid():
        data = form.cleaned_data
        asked = presses.Visit(
            service=data["service"],
            counter=data["counter"],
            came=form.moment("came"),
            called=form.moment("called"),
            finished=form.moment("finished"),
            done=form.counts(),
        )
        try:
            key = request.POST.get("key", "")
            done = presses.press(key, lambda: presses.enter(who, asked))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            label = done.ticket.label if done.ticket else ""
            messages.success(request, _("%(label)s として記録しました。") % {"label": label})
            return redirect("desk_staff:visit")
    return render(request, "desk/staff/visit.html", {"form": form, "key": new_token})
