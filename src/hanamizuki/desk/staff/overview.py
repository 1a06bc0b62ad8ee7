"""The supervisor's page: every line with a hint, today by hour, people moved forward, the sheet."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanamizuki.core.clock import now, today
from hanamizuki.core.people.policy import allowed, requires, sections_of
from hanamizuki.core.receipts import new_token
from hanamizuki.desk.hours_sheet import made_of
from hanamizuki.desk.logic.line import Impossible
from hanamizuki.desk.models import Counter, Errand, Service, Ticket
from hanamizuki.desk.printing.status import status
from hanamizuki.desk.queries import overview as queries
from hanamizuki.desk.queries import windows
from hanamizuki.desk.queries.console import rows_of
from hanamizuki.desk.queries.settings import kiosk_closed, target_minutes
from hanamizuki.desk.services import console as presses
from hanamizuki.desk.staff import alarms
from hanamizuki.desk.staff.acts import ELSEWHERE, named
from hanamizuki.desk.staff.console import actor
from hanamizuki.desk.staff.forms import ForwardForm

supervises = requires("desk.supervise")
LONGEST = 366
"""Days of one sheet."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def services_of(request: HttpRequest) -> list[Service]:
    """The services of the person's sections."""
    sections = sections_of(actor(request), "desk.supervise")
    rows = Service.objects.filter(withdrawn=False)
    return list(rows if sections is None else rows.filter(section__in=sections))


class PeriodForm(forms.Form):
    """From when to when."""

    first = forms.DateField(label=gettext_lazy("はじめの日"))
    last = forms.DateField(label=gettext_lazy("おわりの日"))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for field in self.fields.values():
            field.widget.input_type = "date"

    def clean(self) -> dict[str, Any]:
        """In order, and no longer than a year."""
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and not 0 <= (last - first).days < LONGEST:
            raise ValidationError(_("はじめからおわりまで、1年以内にしてください。"))
        return data


@supervises
def overview(request: HttpRequest) -> HttpResponse:
    """All lines as they are."""
    if request.method == "POST":
        return _answer_help(request)
    mine = services_of(request)
    codes = [one.code for one in mine]
    titles = dict(Errand.objects.values_list("code", "title"))
    done = queries.done_of(today(), codes)
    context = {
        "lines": queries.overview(mine),
        "hours": _by_hour(today(), codes),
        "done": [(titles.get(code, code), many) for code, many in sorted(done.items())],
        **alarms.watched(actor(request)),
        "printer": status(),
        "kiosk_closed": kiosk_closed(),
        "target": target_minutes(),
        "moment": now(),
        "period": PeriodForm(initial={"first": today().replace(day=1), "last": today()}),
    }
    return render(request, "desk/staff/overview.html", context)


def _answer_help(request: HttpRequest) -> HttpResponse:
    if request.POST.get("do") in alarms.DO:
        words, done = alarms.press(actor(request), None, request.POST)
        (messages.success if done else messages.error)(request, words)
        return redirect("desk_staff:overview")
    counter = named(request.POST.get("of", ""))
    if counter is None:
        raise Http404
    presses.answer_help(actor(request), counter)
    messages.success(request, _("応援に行くことを伝えました。"))
    return redirect("desk_staff:overview")


def _by_hour(day: date, codes: list[str]) -> list[dict[str, Any]]:
    """Today by clock hour, all lines together."""
    found: dict[int, dict[str, Any]] = {}
    for one in queries.hours(day, day, codes):
        row = found.setdefault(
            one.hour, {"hour": one.hour, "given": 0, "called": 0, "waits": [], "served": []}
        )
        row["given"] += one.given
        row["called"] += one.called
        row["waits"] += one.waits
        row["served"] += one.served
    for row in found.values():
        middle = queries.share(row["served"], 50)
        row["shown"] = [
            queries.share(row["waits"], 50),
            queries.share(row["waits"], 90),
            middle,
        ]
    return [found[hour] for hour in sorted(found)]


@supervises
def waiting(request: HttpRequest, code: str) -> HttpResponse:
    """Who waits in a line; somebody may be moved forward for a reason."""
    service = get_object_or_404(Service, code=code)
    if not allowed(request.user, "desk.supervise", service.section):
        raise PermissionDenied
    form = ForwardForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _forward(request, service, form):
        return redirect("desk_staff:waiting", code)
    rows = rows_of(queries.waiting_in([code], now())[:100])
    context = {"service": service, "rows": rows, "form": form, "key": new_token}
    return render(request, "desk/staff/waiting.html", context)


def _forward(request: HttpRequest, service: Service, form: ForwardForm) -> bool:
    data, chosen = form.cleaned_data, request.POST.get("ticket", "")
    ticket = Ticket.objects.filter(
        service=service,
        day=today(),
        pk=int(chosen) if chosen.isascii() and chosen.isdecimal() else 0,
    ).first()
    if ticket is None:
        form.add_error(None, _("番号を選んでください。"))
        return False
    try:
        presses.press(
            request.POST.get("key", ""),
            lambda: presses.prioritise(actor(request), ticket, data["minutes"], data["reason"]),
        )
    except Impossible:
        messages.error(request, _(ELSEWHERE))
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    else:
        messages.success(request, _("%(label)s の順番を早めました。") % {"label": ticket.label})
    return True


@supervises
def workbook(request: HttpRequest) -> HttpResponse:
    """The hours of a period as .xlsx; the last 31 days where none is asked for."""
    given = request.GET if request.GET else {"first": today() - timedelta(days=30), "last": today()}
    form = PeriodForm(given)
    if not form.is_valid():
        for text in [str(text) for some in form.errors.values() for text in some]:
            messages.error(request, text)
        return redirect("desk_staff:overview")
    mine = {one.code: one for one in services_of(request)}
    data = form.cleaned_data
    made = made_of(
        mine,
        queries.hours(data["first"], data["last"], list(mine)),
        Counter.objects.in_bulk(field_name="code"),
        windows.days(data["first"], data["last"], list(mine)),
    )
    answer = HttpResponse(made, content_type=XLSX)
    name = f"desk-{data['first']:%Y%m%d}-{data['last']:%Y%m%d}.xlsx"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
