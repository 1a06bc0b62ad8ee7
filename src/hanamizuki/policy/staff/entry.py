"""Values: what waits for the section, the form of one period, corrections, taking back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from hanamizuki.core.clock import now, today
from hanamizuki.core.evidence import queries as evidence
from hanamizuki.core.evidence.errors import Conflict
from hanamizuki.core.evidence.logic.periods import Period, period_of
from hanamizuki.core.evidence.models import Indicator, Value
from hanamizuki.core.evidence.splits import KINDS, split_label
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import allowed, requires, sections_of
from hanamizuki.core.places.models import Section
from hanamizuki.core.text.localised import localise
from hanamizuki.policy.queries import values as queries
from hanamizuki.policy.services import values as services
from hanamizuki.policy.services.values import Conflicts
from hanamizuki.policy.staff.entry_forms import ValueForm, WithdrawForm, after_conflict

enters = requires("policy.enter")


def actor(request: HttpRequest) -> Account:
    """Whoever is logged in; the decorator saw to it."""
    assert isinstance(request.user, Account)  # noqa: S101
    return request.user


@enters
def index(request: HttpRequest) -> HttpResponse:
    """What waits for the person's sections; `?section=` leaves the others out."""
    mine = sections_of(actor(request), "policy.enter")
    names = dict(Section.objects.values_list("code", "name"))
    offered = sorted(
        code
        for code in queries.indicators_of(mine).values_list("section", flat=True).distinct()
        if code
    )
    chosen = request.GET.get("section", "")
    shown = [chosen] if chosen in offered else mine
    context = {
        "found": queries.overview(shown, today()),
        "sections": [(code, localise(names.get(code, {"ja": code}))) for code in offered],
        "chosen": chosen if chosen in offered else "",
        "today": today(),
    }
    return render(request, "policy/staff/values.html", context)


@enters
def value(request: HttpRequest, id: str, month: str) -> HttpResponse:
    """The form of one indicator and period. `month` is the first of the period, YYYY-MM."""
    indicator = _indicator(request, id)
    period = _period(indicator, month)
    groups = queries.groups(indicator, period)
    form = ValueForm(indicator, groups, request.POST if request.method == "POST" else None)
    conflicts: list[dict[str, Any]] = []
    if form.is_valid():
        try:
            return _save(request, form, period)
        except ValidationError as error:
            form.take(error)
        except Conflicts as conflict:
            conflicts = _laid_open(form, conflict)
            form = after_conflict(
                form, request.POST, conflict.theirs, queries.groups(indicator, period)
            )
    before, after = queries.neighbours(indicator, period)
    context = {
        "indicator": indicator,
        "evidence": evidence.get(id, now()),
        "period": period,
        "form": form,
        "conflicts": conflicts,
        "running": period.first <= today() <= period.last,
        "future": period.first > today(),
        "before": before,
        "after": after if after.first <= today() else None,
        "stored": [group for group in groups if group.stored],
        "last": queries.stored_values(indicator),
        "adds_up": queries.adds_up(indicator),
        "due_on": _due_on(indicator, period),
        "kinds": [(kind, KINDS[kind]) for kind in indicator.splits if kind in KINDS],
    }
    status = 409 if conflicts else 200
    return render(request, "policy/staff/value.html", context, status=status)


def _indicator(request: HttpRequest, id: str) -> Indicator:
    indicator = get_object_or_404(Indicator, indicator_id=id)
    if not allowed(request.user, "policy.enter", indicator.section):
        raise PermissionDenied
    return indicator


def _period(indicator: Indicator, month: str) -> Period:
    try:
        first = date.fromisoformat(f"{month}-01")
        period = period_of(first, indicator.every, indicator.since)
    except (ValueError, OverflowError):
        raise Http404(f"no period {month}") from None
    if period.first != first:
        raise Http404(f"no period begins in {month}")
    return period


def _due_on(indicator: Indicator, period: Period) -> date | None:
    if indicator.due_days is None:
        return None
    return date.fromordinal(period.last.toordinal() + indicator.due_days)


def _save(request: HttpRequest, form: ValueForm, period: Period) -> HttpResponse:
    data = form.cleaned_data
    changed = services.enter(
        actor(request),
        form.indicator.indicator_id,
        period,
        data["rows"],
        source=data["source"],
        note=data["note"],
        reason=data.get("reason", ""),
        confirmed=data["confirmed"],
    )
    said = (
        gettext("値を%(n)s件入れました。") % {"n": changed}
        if changed
        else gettext("前と同じなので、何も変えていません。")
    )
    messages.success(request, said)
    return redirect("policy_staff:values")


def _laid_open(form: ValueForm, conflict: Conflicts) -> list[dict[str, Any]]:
    typed = {row.split: row.value for row in form.cleaned_data["rows"]}
    return [
        {"group": form.name_of(split), "theirs": theirs, "mine": typed.get(split)}
        for split, theirs in conflict.theirs.items()
    ]


@enters
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one value back, with a reason."""
    stored = get_object_or_404(Value, pk=pk, origin=Value.ENTERED)
    indicator = _indicator(request, stored.indicator_id)
    given = request.POST if request.method == "POST" else None
    form = WithdrawForm(given, initial={"version": stored.version})
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.withdraw(
                actor(request), stored, base_version=data["version"], reason=data["reason"]
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        except Conflict:
            messages.error(request, gettext("そのあいだに、ほかの人が値を変えました。"))
            return redirect("policy_staff:value_withdraw", pk)
        else:
            messages.success(request, gettext("値を取り消しました。記録には残っています。"))
            return redirect("policy_staff:values")
    context = {
        "indicator": indicator,
        "value": stored,
        "group": split_label(stored.split),
        "form": form,
    }
    return render(request, "policy/staff/value_withdraw.html", context)
