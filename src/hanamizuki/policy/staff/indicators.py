"""Indicators: the list, a new one, its schedule, its end."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from hanamizuki.core.evidence.errors import Conflict
from hanamizuki.core.evidence.models import Indicator
from hanamizuki.core.evidence.registry import registry
from hanamizuki.core.people.policy import allowed, requires
from hanamizuki.core.places.models import Section
from hanamizuki.policy.services import values as services
from hanamizuki.policy.staff.entry import actor
from hanamizuki.policy.staff.indicator_forms import IndicatorForm, RetireForm


@requires("policy.read")
def index(request: HttpRequest) -> HttpResponse:
    """Every indicator: who enters it, how often, or that it is computed."""
    names = dict(Section.objects.values_list("code", "name"))
    rows = [
        {
            "indicator": one,
            "section": names.get(one.section),
            "may_edit": allowed(request.user, "policy.edit", one.section),
        }
        for one in Indicator.objects.order_by("retired_at", "section", "order", "indicator_id")
    ]
    context = {
        "rows": rows,
        "computed": list(registry),
        "may_make": allowed(request.user, "policy.edit"),
    }
    return render(request, "policy/staff/indicators.html", context)


@requires("policy.edit")
def new(request: HttpRequest) -> HttpResponse:
    """Make an indicator that staff enter."""
    form = IndicatorForm(None, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = services.define(
                actor(request), form.cleaned_data["id"], form.given, base_version=None
            )
        except PermissionDenied:
            form.add_error("section", gettext("あなたの課をえらんでください。"))
        except ValidationError as error:
            form.take(error.message_dict)
        except Conflict:
            form.add_error("id", gettext("この名前は、もう使われています。"))
        else:
            messages.success(request, gettext("指標を作りました。"))
            return redirect("policy_staff:indicator", made.indicator_id)
    return render(request, "policy/staff/indicator.html", {"form": form, "indicator": None})


@requires("policy.edit")
def indicator(request: HttpRequest, id: str) -> HttpResponse:
    """Change an indicator; of a pack's one only the schedule."""
    one = _get(request, id)
    form = IndicatorForm(one, request.POST if request.method == "POST" else None)
    theirs = None
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.define(
                actor(request),
                id,
                form.given,
                base_version=data["version"] or 0,
                reason=data["reason"],
            )
        except PermissionDenied:
            form.add_error("section", gettext("あなたの課をえらんでください。"))
        except ValidationError as error:
            form.take(error.message_dict)
        except Conflict as conflict:
            # What was typed stays, over the version that stands now.
            theirs = conflict.theirs
            again = request.POST.copy()
            again["version"] = str(theirs.version) if theirs else ""
            form = IndicatorForm(one, again)
        else:
            messages.success(request, gettext("指標を変えました。"))
            return redirect("policy_staff:indicator", id)
    context = {"form": form, "indicator": one, "theirs": theirs}
    status = 409 if theirs else 200
    return render(request, "policy/staff/indicator.html", context, status=status)


@requires("policy.edit")
def retire(request: HttpRequest, id: str) -> HttpResponse:
    """Ask for no more values."""
    one = _get(request, id)
    form = RetireForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.retire(actor(request), id, form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, gettext("指標を終わりにしました。値はそのまま見られます。"))
            return redirect("policy_staff:indicators")
    return render(request, "policy/staff/indicator_retire.html", {"form": form, "indicator": one})


def _get(request: HttpRequest, id: str) -> Indicator:
    one = get_object_or_404(Indicator, indicator_id=id)
    if not allowed(request.user, "policy.edit", one.section):
        raise PermissionDenied
    return one
