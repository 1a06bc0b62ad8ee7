"""Freezing the mid-year and the year-end report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from hanamizuki.core.clock import today
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import requires
from hanamizuki.policy import words
from hanamizuki.policy.models import Line, Policy, Report, Review
from hanamizuki.policy.queries.report import without_review
from hanamizuki.policy.services.records import AskBack
from hanamizuki.policy.services.reports import freeze, opens_on

publishing = requires("policy.publish")


@dataclass(frozen=True)
class Row:
    """One report that there is or will be; `ask` is what is asked back before it is frozen."""

    policy: Policy
    half: str
    label: dict[str, str]
    opens: date
    open: bool
    report: Report | None
    missing: list[Line]
    ask: str = ""


def _rows(asked: tuple[int, str, str] | None = None) -> list[Row]:
    rows = []
    for policy in Policy.objects.public(today())[:6]:
        frozen = {one.half: one for one in policy.reports.defer("document")}
        for half in (Review.MID, Review.END):
            opens = opens_on(policy, half)
            mine = asked is not None and asked[:2] == (policy.pk, half)
            rows.append(
                Row(
                    policy,
                    half,
                    dict(words.HALVES[half]),
                    opens,
                    today() >= opens,
                    frozen.get(half),
                    [] if half in frozen else without_review(policy, half),
                    asked[2] if asked and mine else "",
                )
            )
    return rows


@publishing
def index(request: HttpRequest) -> HttpResponse:
    """What is frozen and what can be."""
    return render(request, "policy/staff/reports.html", {"rows": _rows()})


@publishing
def make(request: HttpRequest, id: int, half: str) -> HttpResponse:
    """Freeze one."""
    if half not in (Review.MID, Review.END):
        raise Http404
    policy = get_object_or_404(Policy.objects.public(today()), pk=id)
    if request.method != "POST":
        return redirect("policy_staff:reports")
    assert isinstance(request.user, Account)  # noqa: S101 (the decorator saw to it)
    try:
        freeze(request.user, policy, half, confirmed="confirmed" in request.POST)
    except AskBack as question:
        rows = _rows((policy.pk, half, question.messages[0]))
        return render(request, "policy/staff/reports.html", {"rows": rows})
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("報告を作りました。これは、あとから変わりません。"))
    return redirect("policy_staff:reports")
