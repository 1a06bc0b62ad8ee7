"""Booking for somebody who calls or stands there; then the code and the link to tell them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from hanamizuki.core.clock.templatetags.clock import moment
from hanamizuki.core.receipts import link, private, qr_svg
from hanamizuki.core.text import localise
from hanamizuki.desk.appointments.forms import REMIND_HOURS, StaffBookingForm, slot_of
from hanamizuki.desk.appointments.staff import account, appointment_of, guarded, kind_of
from hanamizuki.desk.appointments.words import WEEKDAY
from hanamizuki.desk.logic.slots import last_day
from hanamizuki.desk.queries.appointments import Calendar, day_of
from hanamizuki.desk.services import appointments as services
from hanamizuki.desk.services.appointments import Asked, Refused

_LINKS = "appointment-links"  # of the session: for the one page that tells the new link


@guarded
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """The free slots and the form; the same deadlines hold as on the web, not the limits."""
    one = kind_of(request, kind)
    form = StaffBookingForm(
        services.ways_of(one), request.POST or None, initial={"start": request.GET.get("start", "")}
    )
    form.fields["start"].choices = _choices(Calendar(one))  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        start = slot_of(given["start"])
        try:
            if start is None:
                raise Refused("no_slot")
            asked = Asked(
                kind=one,
                start=start,
                name=given["name"],
                phone=given["phone"],
                email=given["email"],
                remind_hours=REMIND_HOURS if given["remind"] else None,
                way=given["way"],
                language=given["language"],
                channel=given["channel"],
                actor=account(request),
            )
            made = services.book(asked, lambda token: link(request, "desk:appointment", token))
        except Refused as error:
            form.add_error("start", error.messages[0])
        else:
            request.session[_LINKS] = {str(made.appointment.pk): made.token}
            return redirect("desk_appointments:made", made.appointment.pk)
    status = 422 if form.is_bound else 200
    context = {"kind": one, "form": form}
    return render(request, "desk/staff/appointment_new.html", context, status=status)


def _choices(calendar: Calendar) -> list[tuple[str, str]]:
    first: date = calendar.moment.date()
    last = last_day(calendar.rules, first) if calendar.rules else first
    free = [
        one.slot.start
        for some in calendar.days(first, last).values()
        for one in some
        if one.standing == "free"
    ]
    return [
        (f"{one:%Y-%m-%dT%H:%M}", f"{moment(one)} {localise(WEEKDAY[one.weekday()])}")
        for one in free
    ]


@guarded
@private
def made(request: HttpRequest, pk: int) -> HttpResponse:
    """What to read out or print: the code, and once the link with its QR."""
    one = appointment_of(request, pk)
    token = request.session.pop(_LINKS, {}).get(str(pk), "")
    address = link(request, "desk:appointment", token) if token else ""
    context: dict[str, Any] = {
        "one": one,
        "address": address,
        "qr": qr_svg(address) if address else "",
        "weekday": WEEKDAY[day_of(one.start).weekday()],
        "deadline": Calendar(one.kind).deadline(one.start) if one.kind.rules else one.start,
    }
    return render(request, "desk/staff/appointment_made.html", context)
