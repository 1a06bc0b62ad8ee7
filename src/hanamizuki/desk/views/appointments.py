"""/desk/appointments/: what is by appointment, its free times, booking, and the private page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from hanamizuki.core import receipts
from hanamizuki.core.clock import JST, now
from hanamizuki.core.packs.queries import current_identity
from hanamizuki.core.receipts import (
    absolute,
    derived,
    digest,
    link,
    new_token,
    qr_svg,
)
from hanamizuki.core.text import active_language, localise
from hanamizuki.core.visitors import from_elsewhere, in_the_house
from hanamizuki.desk.appointments.caveat import place_known
from hanamizuki.desk.appointments.forms import REMIND_HOURS, BookingForm, slot_of
from hanamizuki.desk.appointments.ics import NEUTRAL, calendar_file
from hanamizuki.desk.appointments.limits import booking_left
from hanamizuki.desk.appointments.models import Appointment, AppointmentKind
from hanamizuki.desk.appointments.words import WAY, WEEKDAY, Words
from hanamizuki.desk.device import device_of, forget
from hanamizuki.desk.forms import CodeForm
from hanamizuki.desk.limits import MINUTES
from hanamizuki.desk.logic.slots import GRACE_MINUTES, last_day
from hanamizuki.desk.presence import SAYS, judged, wait
from hanamizuki.desk.queries import appointments as found
from hanamizuki.desk.queries.appointments import Calendar, Offered, day_of
from hanamizuki.desk.queries.glance import windows
from hanamizuki.desk.queries.line import position
from hanamizuki.desk.services import appointment_day
from hanamizuki.desk.services import appointments as services
from hanamizuki.desk.services.appointments import Asked, Refused
from hanamizuki.desk.services.taking import NotNow

View = Callable[..., HttpResponse]
A_PAGE = 7
"""Days with slots that a page shows."""
_ONCE = re.compile(r"[A-Za-z0-9_-]{32}")


@dataclass(frozen=True)
class Day:
    """A day with its slots as a page shows them."""

    day: date
    slots: list[Offered]

    @property
    def weekday(self) -> Words:
        """Its name."""
        return WEEKDAY[self.day.weekday()]


@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Everything that is by appointment: when the next time is free, or where it is booked."""
    shown = [
        (kind, calendar.next_free() if calendar.rules else None, bool(calendar.rules))
        for kind in found.kinds()
        for calendar in [Calendar(kind)]
    ]
    return render(request, "desk/appointments/index.html", {"kinds": shown})


@never_cache
def kind(request: HttpRequest, kind: str) -> HttpResponse:
    """What it is, its rules and whose these are, and the free times."""
    one = _kind(kind)
    context = {"kind": one, "windows": windows().get(one.service, ())}
    return render(request, "desk/appointments/kind.html", context | _free(request, Calendar(one)))


def _kind(code: str) -> AppointmentKind:
    one = AppointmentKind.objects.filter(code=code, withdrawn=False).first()
    if one is None:
        raise Http404(code)
    return one


def _free(request: HttpRequest, calendar: Calendar) -> dict[str, Any]:
    try:
        first = date.fromisoformat(request.GET.get("from", ""))
    except ValueError:
        first = calendar.moment.date()
    days, after = calendar.page(first, A_PAGE)
    return {
        "rules": calendar.rules,
        "days": [Day(day, some) for day, some in days.items()],
        "after": after,
        "paged": first > calendar.moment.date(),
        "ends": last_day(calendar.rules, calendar.moment.date()) if calendar.rules else None,
    }


# No session: what a form from elsewhere could gain is stopped by the browser's word on where it
# stood, as with numbers.
@csrf_exempt
@never_cache
def book(request: HttpRequest, kind: str) -> HttpResponse:
    """The form of one slot; sent, it gives the slot or says why not."""
    one = _kind(kind)
    calendar = Calendar(one)
    start = slot_of(request.GET.get("start", ""))
    slot = calendar.slot(start) if start else None
    if slot is None:
        return redirect("desk:appointment_kind", kind)
    device = device_of(request)
    once = request.POST.get("once", "")
    once = once if _ONCE.fullmatch(once) else new_token()
    form = BookingForm(services.ways_of(one), request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        status = 422
        if from_elsewhere(request):
            context["elsewhere_form"], status = True, 403
        elif not form.is_valid():
            pass
        elif not booking_left(request):
            context["too_many"], status = MINUTES, 429
        else:
            asked = Asked(
                kind=one,
                start=slot.start,
                name=form.cleaned_data["name"],
                phone=form.cleaned_data["phone"],
                email=form.cleaned_data["email"],
                remind_hours=REMIND_HOURS if form.cleaned_data["remind"] else None,
                way=form.cleaned_data["way"],
                language=active_language(),
                device=device.digest,
                token=derived(once, "appointment", one.code, slot.start.isoformat()),
            )
            try:
                made = services.book(asked, lambda token: link(request, "desk:appointment", token))
                return device.remember(redirect("desk:appointment", made.token))
            except Refused as error:
                context["refused"], status = error.messages[0], 409
    context |= {
        "kind": one,
        "slot": slot,
        "weekday": WEEKDAY[slot.start.weekday()],
        "offered": calendar.at(slot),
        "deadline": calendar.deadline(slot.start),
        "form": form,
        "once": once,
    }
    answer = render(request, "desk/appointments/book.html", context, status=status)
    return device.remember(answer)


def _way_on() -> dict[str, str]:
    return {"again_url": reverse("desk:appointments"), "again": _("窓口を予約する")}


by_link = receipts.by_link(found.appointment_of, _way_on)


def _page(request: HttpRequest, one: Appointment, token: str, **more: Any) -> HttpResponse:
    calendar, moment = Calendar(one.kind), now()
    address = link(request, "desk:appointment", token)
    own = derived(token, "ticket")
    ticket = one.ticket
    until = datetime.combine(day_of(one.start), time(23, 59), tzinfo=JST)
    deadline = calendar.deadline(one.start) if calendar.rules else None
    coming = one.state == "booked" and moment < one.start
    title = NEUTRAL if one.kind.confidential else one.kind.title
    context = {
        "one": one,
        "kind": one.kind,
        "token": token,
        "weekday": WEEKDAY[day_of(one.start).weekday()],
        "windows": windows().get(one.kind.service, ()),
        "deadline": deadline,
        "may_change": coming and deadline is not None and moment < deadline,
        "may_cancel": coming,
        "way": WAY[one.way],
        "at_counter": one.way == "counter",
        "place_known": one.way != "counter" or place_known(one.kind),
        "may_arrive": one.way == "counter"
        and one.state in ("booked", "no_show")
        and day_of(one.start) == moment.date(),
        "ticket": ticket,
        "before": position(ticket) if ticket and ticket.state == "waiting" else None,
        "ticket_token": own if ticket and ticket.digest == digest(own) else "",
        "grace": one.kind.rules.get("grace_minutes", GRACE_MINUTES),
        "qr": qr_svg(address),
        "here": in_the_house(request),
        "code_form": CodeForm(auto_id="id_%s"),
        "receipt": {
            "kind": _("予約"),
            "title": localise(title),
            "url": reverse("desk:appointment", args=[token]),
            "until": until.isoformat(),
        },
        **more,
    }
    status = more.get("status", 200)
    return render(request, "desk/appointments/appointment.html", context, status=status)


@by_link
def appointment(request: HttpRequest, one: Appointment, token: str) -> HttpResponse:
    """When and where, what to bring, what one can still do. Sent `shared`, the browser forgets."""
    if request.method == "POST" and "shared" in request.POST:
        return forget(redirect("desk:appointment", token))
    return _page(request, one, token)


@by_link
def change(request: HttpRequest, one: Appointment, token: str) -> HttpResponse:
    """Another time; the one held stays until the other one is given."""
    context: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        start = slot_of(request.POST.get("start", ""))
        try:
            if start is None:
                raise Refused("no_slot")
            services.move(one, start, token, lambda it: link(request, "desk:appointment", it))
            return redirect("desk:appointment", token)
        except Refused as error:
            context["refused"], status = error.messages[0], 409
    calendar = Calendar(one.kind)
    context |= {"one": one, "kind": one.kind, "token": token} | _free(request, calendar)
    context["weekday"] = WEEKDAY[day_of(one.start).weekday()]
    if calendar.rules is None or now() >= calendar.deadline(one.start) or one.state != "booked":
        return redirect("desk:appointment", token)
    return render(request, "desk/appointments/change.html", context, status=status)


@by_link
def cancel(request: HttpRequest, one: Appointment, token: str) -> HttpResponse:
    """Asks once more; then the time is free for others."""
    if request.method == "POST":
        try:
            services.cancel(one, link=absolute(request, reverse("desk:appointments")))
        except Refused as error:
            return _page(request, one, token, refused=error.messages[0], status=409)
        return redirect("desk:appointment", token)
    weekday = WEEKDAY[day_of(one.start).weekday()]
    context = {"one": one, "kind": one.kind, "token": token, "weekday": weekday}
    return render(request, "desk/appointments/cancel.html", context)


@by_link
@require_POST
def arrive(request: HttpRequest, one: Appointment, token: str) -> HttpResponse:
    """「着きました」: a number at the place of the appointment's hour."""
    if not in_the_house(request):
        form = CodeForm(request.POST)
        if not form.is_valid():
            return _page(request, one, token, code_form=form, status=422)
        verdict = judged(request, form.cleaned_data["code"], one.digest)
        if verdict != "good":
            form.add_error("code", SAYS[verdict])
            status = 429 if verdict == "many" else 422
            return wait(_page(request, one, token, code_form=form, status=status), verdict)
    try:
        made = appointment_day.check_in(one, token=derived(token, "ticket"))
    except (Refused, NotNow) as error:
        return _page(request, one, token, refused=error.messages[0], status=409)
    if digest(made.token) == made.ticket.digest:
        return redirect("desk:ticket", made.token)
    return redirect("desk:appointment", token)


@by_link
def calendar_of(request: HttpRequest, one: Appointment, token: str) -> HttpResponse:
    """The appointment for a calendar; neutral where the kind is confidential."""
    identity = current_identity()
    office = identity.office if identity else None
    quiet, at_counter = one.kind.confidential, one.way == "counter"
    text = calendar_file(
        uid=f"{one.digest[:32]}@appointments.hanamizuki",
        revision=one.revision + (one.state == "cancelled"),
        start=one.start,
        end=one.end,
        made=now(),
        summary=localise(NEUTRAL if quiet else one.kind.title),
        location=localise(office.address) if office and not quiet and at_counter else "",
        description="" if quiet else _bring(one.kind),
        cancelled=one.state == "cancelled",
    )
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return answer


def _bring(kind: AppointmentKind) -> str:
    things = [localise(one["text"]) for one in kind.bring]
    return _("持ち物") + ": " + " / ".join(things) if things else ""
