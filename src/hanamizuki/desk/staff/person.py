"""One number in line: note, another service, out of turn or forward for a reason, what was done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from hanamizuki.core.clock import today
from hanamizuki.core.people.policy import allowed
from hanamizuki.core.receipts import new_token
from hanamizuki.desk.logic.line import Impossible
from hanamizuki.desk.models import Counter, Ticket
from hanamizuki.desk.queries.console import row_of, version
from hanamizuki.desk.services import console as presses
from hanamizuki.desk.services import counters, resident
from hanamizuki.desk.services.console import Stale
from hanamizuki.desk.staff.acts import ELSEWHERE
from hanamizuki.desk.staff.console import actor, at_counter, counter_of
from hanamizuki.desk.staff.forms import CallForm, DoneForm, ForwardForm, NoteForm, TransferForm


@at_counter
def person(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """What a clerk of a counter may do with one of its numbers; `do` says which."""
    counter = counter_of(request, code)
    ticket = get_object_or_404(
        Ticket.objects.select_related("service", "journey", "counter").filter(
            Q(service__code__in=counter.services) | Q(counter=counter), day=today()
        ),
        pk=pk,
    )
    shown = _forms(request, counter, ticket)
    do = request.POST.get("do", "")
    if request.method == "POST" and do in shown:
        form = shown[do]
        if form.is_valid() and _act(request, counter, ticket, do, form):
            return redirect("desk_staff:console", counter.code)
    elif request.method == "POST" and do == "arrived":
        _told(request, lambda: resident.arrive(ticket, actor(request)), "arrived")
        return redirect("desk_staff:console", counter.code)
    context = {
        "counter": counter,
        "row": row_of(ticket),
        "ticket": ticket,
        "forms": shown,
        "here": ticket.counter_id == counter.pk and ticket.state in ("called", "serving"),
        "seen": version(counter),
        "key": new_token,
        "asked": do,
    }
    return render(request, "desk/staff/person.html", context)


def _forms(request: HttpRequest, counter: Counter, ticket: Ticket) -> dict[str, forms.Form]:
    """The forms that make sense now, by what they do."""
    do = request.POST.get("do", "") if request.method == "POST" else ""
    live = ticket.state in ("waiting", "called", "serving", "held", "missed")
    here = ticket.counter_id == counter.pk and ticket.state in ("called", "serving")
    # Nobody takes a person from another counter.
    free = live and (here or ticket.state not in ("called", "serving"))

    def bound(name: str) -> Any:
        return request.POST if do == name else None

    found: dict[str, forms.Form] = {}
    if here:
        services = {*counter.services, ticket.service.code}
        found["done"] = DoneForm(bound("done"), services=services, prefix="done")
    if free:
        found["transfer"] = TransferForm(
            bound("transfer"), not_to=ticket.service, prefix="transfer"
        )
    if ticket.state == "waiting":
        found["call"] = CallForm(bound("call"), prefix="call")
        if allowed(request.user, "desk.supervise", ticket.service.section):
            found["forward"] = ForwardForm(bound("forward"), prefix="forward")
    if live:
        found["note"] = NoteForm(bound("note"), initial={"note": ticket.note}, prefix="note")
    return found


def _act(request: HttpRequest, counter: Counter, ticket: Ticket, do: str, form: forms.Form) -> bool:
    """Do it once; False where the form has to say something."""
    who, data = actor(request), form.cleaned_data
    key, seen = request.POST.get("key", ""), request.POST.get("seen", "")
    if do == "note":
        counters.note(who, ticket, data["note"])
        messages.success(request, _("メモを残しました。"))
        return True
    work: dict[str, Callable[[], Ticket | None]] = {
        "done": lambda: counters.finish(who, ticket, form.counts())[0],  # type: ignore[attr-defined]
        "transfer": lambda: counters.transfer(who, ticket, data["service"]),
        "call": lambda: counters.call_one(who, counter, ticket, data["reason"]),
        "forward": lambda: presses.prioritise(who, ticket, data["minutes"], data["reason"]),
    }
    # What is done with who is at the counter must be what its screen showed.
    number = int(seen) if seen.isascii() and seen.isdecimal() else -1
    at = (counter, number) if do == "done" else None
    return _told(request, lambda: presses.press(key, work[do], at), do, form)


def _told(
    request: HttpRequest, work: Callable[[], Any], do: str, form: forms.Form | None = None
) -> bool:
    words = {
        "done": _("終えました。"),
        "transfer": _("ほかの窓口へつなぎました。来た順は変わりません。"),
        "call": _("呼びました。"),
        "forward": _("順番を早めました。"),
        "arrived": _("来たことにしました。"),
    }
    try:
        work()
    except (Impossible, Stale):
        messages.error(request, _(ELSEWHERE))
    except ValidationError as error:
        if form is not None and not isinstance(error, counters.Busy):
            form.add_error(None, error.messages)
            return False
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, words[do])
    return True
