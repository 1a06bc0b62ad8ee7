"""/staff/desk/appointments/: the day and the week by kind, and one appointment with its doings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hanamizuki.core import audit
from hanamizuki.core.clock import now, today
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import allowed, requires, sections_of
from hanamizuki.core.receipts import absolute
from hanamizuki.desk.appointments.forms import ReasonForm
from hanamizuki.desk.appointments.models import Appointment, AppointmentKind
from hanamizuki.desk.appointments.staff_actions import ACTION
from hanamizuki.desk.appointments.words import CHANNEL, STATE, WAY, WEEKDAY, Words
from hanamizuki.desk.logic.slots import GRACE_MINUTES
from hanamizuki.desk.models import Service
from hanamizuki.desk.queries import appointments as found
from hanamizuki.desk.queries.appointments import Calendar, Offered, day_of
from hanamizuki.desk.services import appointment_day
from hanamizuki.desk.services import appointments as services
from hanamizuki.desk.services.appointments import Refused, section_of
from hanamizuki.desk.services.taking import NotNow

guarded = requires(ACTION)
WEEK = 7


@dataclass(frozen=True)
class Row:
    """A slot of the day with who comes; without a slot it is of hours that are no longer given."""

    start: datetime
    offered: Offered | None
    people: list[Appointment]


@dataclass(frozen=True)
class Sums:
    """A stretch of days in numbers; `unknown` are past ones that nobody recorded."""

    seats: int = 0
    booked: int = 0
    came: int = 0
    missed: int = 0
    unknown: int = 0


@dataclass(frozen=True)
class Shown:
    """One kind on a page."""

    kind: AppointmentKind
    days: list[tuple[date, Words, list[Row]]]
    sums: Sums


def account(request: HttpRequest) -> Account:
    """Who asks; the page is for staff."""
    return cast(Account, request.user)


def kinds_of(request: HttpRequest) -> list[AppointmentKind]:
    """The kinds booked here whose line is of the person's sections."""
    mine = sections_of(account(request), ACTION)
    sections = dict(Service.objects.values_list("code", "section"))
    return [
        one
        for one in found.kinds()
        if one.rules and (mine is None or sections.get(one.service, "") in mine)
    ]


def kind_of(request: HttpRequest, code: str) -> AppointmentKind:
    """A kind that the person may work with. Raises Http404, PermissionDenied."""
    one = get_object_or_404(AppointmentKind, code=code)
    if not allowed(request.user, ACTION, section_of(one)):
        raise PermissionDenied
    return one


def choose_again(request: HttpRequest) -> str:
    """Where somebody whose appointment is called off books another one."""
    return absolute(request, reverse("desk:appointments"))


@guarded
def day(request: HttpRequest) -> HttpResponse:
    """One day, all kinds of the person's sections; and who is still to be told by phone."""
    return _shown(request, _asked(request), 1, "desk/staff/appointments.html")


@guarded
def week(request: HttpRequest) -> HttpResponse:
    """The week of a day, with its sums."""
    asked = _asked(request)
    return _shown(
        request, asked - timedelta(days=asked.weekday()), WEEK, "desk/staff/appointments.html"
    )


def _asked(request: HttpRequest) -> date:
    """The day of the address, today without one; within what dates can count."""
    try:
        asked = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today()
    return asked if abs((asked - today()).days) < 3_660 else today()


def _shown(request: HttpRequest, first: date, many: int, template: str) -> HttpResponse:
    last = first + timedelta(days=many - 1)
    mine = sections_of(account(request), ACTION)
    people = found.on_days(first, last, mine)
    context = {
        "kinds": [_kind(one, people, first, last) for one in kinds_of(request)],
        "to_tell": found.to_tell(mine),
        "first": first,
        "last": last,
        "weekday": WEEKDAY[first.weekday()],
        "today": today(),
        "before": first - timedelta(days=many),
        "after": first + timedelta(days=many),
        "is_week": many > 1,
        "moment": now(),
    }
    return render(request, template, context)


def _kind(kind: AppointmentKind, people: Iterable[Appointment], first: date, last: date) -> Shown:
    mine = [one for one in people if one.kind_id == kind.pk and one.state != "cancelled"]
    days = Calendar(kind).days(first, last)
    seats = sum(
        (kind.rules.get("desks", 1)) for some in days.values() for one in some if not one.blocked
    )
    states = [one.state for one in mine]
    sums = Sums(
        seats=seats,
        booked=len(mine),
        came=states.count("arrived"),
        missed=states.count("no_show"),
        unknown=sum(one.state == "booked" and one.end < now() for one in mine),
    )
    listed = sorted({*days, *(day_of(one.start) for one in mine)})
    return Shown(
        kind,
        [(one, WEEKDAY[one.weekday()], _rows(days.get(one, []), mine, one)) for one in listed],
        sums,
    )


def _rows(offered: list[Offered], people: list[Appointment], on: date) -> list[Row]:
    slots = {one.slot.start: one for one in offered}
    here = [one for one in people if day_of(one.start) == on]
    starts = sorted({*slots, *(one.start for one in here)})
    return [
        Row(start, slots.get(start), [one for one in here if one.start == start])
        for start in starts
    ]


def appointment_of(request: HttpRequest, pk: int) -> Appointment:
    """An appointment that the person may see. Raises Http404, PermissionDenied."""
    one = get_object_or_404(Appointment.objects.select_related("kind", "ticket"), pk=pk)
    if not allowed(request.user, ACTION, section_of(one.kind)):
        raise PermissionDenied
    return one


@guarded
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One appointment: who comes, and what can be done; `do` says what."""
    one = appointment_of(request, pk)
    form = ReasonForm()
    if request.method == "POST":
        do = request.POST.get("do", "")
        if do == "cancel":
            form = ReasonForm(request.POST)
        try:
            if do == "cancel" and form.is_valid():
                reason = form.cleaned_data["reason"]
                services.cancel(one, account(request), link=choose_again(request), reason=reason)
                messages.success(request, _("予約をやめました。"))
                return redirect("desk_appointments:person", pk)
            if do != "cancel" and _done(request, one, do):
                return redirect("desk_appointments:person", pk)
        except (Refused, NotNow) as error:
            messages.error(request, error.messages[0])
            return redirect("desk_appointments:person", pk)
    if one.kind.confidential:
        # A confidential person is looked at: that stands in the trail before it is shown.
        audit.read(
            account(request),
            f"desk.appointment:{one.pk}",
            "desk.appointment.open",
            section=section_of(one.kind),
        )
    context: dict[str, Any] = {
        "one": one,
        "form": form,
        "state": STATE[one.state],
        "channel": CHANNEL[one.channel],
        "way": WAY[one.way],
        "at_counter": one.way == "counter",
        "weekday": WEEKDAY[day_of(one.start).weekday()],
        "is_today": day_of(one.start) == today(),
        "begun": now() >= one.start,
        "grace": one.kind.rules.get("grace_minutes", GRACE_MINUTES),
    }
    status = 422 if form.is_bound else 200
    return render(request, "desk/staff/appointment.html", context, status=status)


def _done(request: HttpRequest, one: Appointment, do: str) -> bool:
    """Do what a button says; False for what is no button. Raises Refused, NotNow."""
    who = account(request)
    if do == "check_in":
        made = appointment_day.check_in(one, who)
        messages.success(request, _("番号は %(n)s です。") % {"n": made.ticket.label})
    elif do == "no_show":
        appointment_day.no_show(one, who)
        messages.success(request, _("来なかったと記録しました。"))
    elif do == "came":
        appointment_day.came(one, who)
        messages.success(request, _("来たと記録しました。"))
    elif do == "told":
        appointment_day.told(one, who)
        messages.success(request, _("知らせたと記録し、電話番号を消しました。"))
    else:
        return False
    return True
