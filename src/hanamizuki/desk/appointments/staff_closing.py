"""Closing a day or one slot of a kind, and what becomes of the appointments that are there."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hanamizuki.core.clock import today
from hanamizuki.desk.appointments.forms import ClosingForm, slot_of
from hanamizuki.desk.appointments.models import AppointmentClosure
from hanamizuki.desk.appointments.staff import account, choose_again, guarded, kind_of
from hanamizuki.desk.appointments.words import WEEKDAY
from hanamizuki.desk.queries.appointments import Calendar
from hanamizuki.desk.services import appointment_day
from hanamizuki.desk.services.appointments import Refused


@guarded
def closing(request: HttpRequest, kind: str) -> HttpResponse:
    """The day's slots to close, who has one there, and what is closed already."""
    one = kind_of(request, kind)
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = today()
    slots = Calendar(one).slots(day)
    form = ClosingForm(request.POST or None)
    form.fields["start"].choices = [  # type: ignore[attr-defined]
        ("", _("この日ぜんぶ")),
        *((f"{it.start:%Y-%m-%dT%H:%M}", f"{it.start:%H:%M}–{it.end:%H:%M}") for it in slots),
    ]
    if request.method == "POST" and form.is_valid():
        try:
            still = appointment_day.close(
                one,
                day,
                slot_of(form.cleaned_data["start"]),
                account(request),
                reason=form.cleaned_data["reason"],
                cancel_open=form.cleaned_data["cancel_open"],
                link=choose_again(request),
            )
        except Refused as error:
            form.add_error("start", error.messages[0])
        else:
            if still and not form.cleaned_data["cancel_open"]:
                words = _("止めました。この日の予約が%(n)s件、残っています。")
                messages.warning(request, words % {"n": len(still)})
            elif still:
                words = _("止めて、予約を%(n)s件やめました。メールのない人には電話してください。")
                messages.success(request, words % {"n": len(still)})
            else:
                messages.success(request, _("止めました。"))
            address = reverse("desk_appointments:day")
            return redirect(f"{address}?day={day.isoformat()}")
    context = {
        "kind": one,
        "day": day,
        "weekday": WEEKDAY[day.weekday()],
        "slots": slots,
        "open": appointment_day.open_on(one, day, None),
        "closures": one.closures.filter(day__gte=today()),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "desk/staff/appointment_closing.html", context, status=status)


@guarded
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a closed day or slot again."""
    closure = get_object_or_404(AppointmentClosure.objects.select_related("kind"), pk=pk)
    kind_of(request, closure.kind.code)
    if request.method == "POST":
        appointment_day.reopen(closure, account(request))
        messages.success(request, _("また予約できるようにしました。"))
    return redirect("desk_appointments:closing", closure.kind.code)
