"""Next year's text: drafts, their lines, their review, the day they become public."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from hanamizuki.core.clock import today
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import requires
from hanamizuki.core.people.queries import holders
from hanamizuki.policy import queries
from hanamizuki.policy.logic.decoding import decode
from hanamizuki.policy.logic.reader import read_document
from hanamizuki.policy.logic.serialise import as_json
from hanamizuki.policy.logic.succession import outline
from hanamizuki.policy.models import Line, Policy
from hanamizuki.policy.queries.drafts import before, changes, problems
from hanamizuki.policy.queries.drafts import drafts as open_drafts
from hanamizuki.policy.queries.plans import current_plans
from hanamizuki.policy.services import drafts as services
from hanamizuki.policy.services.importing import import_document
from hanamizuki.policy.staff.draft_forms import (
    ApproveForm,
    DocumentForm,
    PlanForm,
    ReasonForm,
    ReturnForm,
    VersionForm,
)

publishing = requires("policy.publish")


def actor(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)  # noqa: S101 (the decorator saw to it)
    return request.user


@publishing
def index(request: HttpRequest) -> HttpResponse:
    """Every text that is not public yet, and how a new one begins."""
    current = queries.current_policy()
    context = {
        "drafts": open_drafts(today()),
        "current": current,
        "plans": current_plans(today()),
        "document": DocumentForm(),
    }
    return render(request, "policy/staff/drafts.html", context)


@publishing
def start(request: HttpRequest, id: int) -> HttpResponse:
    """Begin the draft that goes on from a public text."""
    policy = get_object_or_404(Policy.objects.public(today()), pk=id)
    if request.method != "POST":
        return redirect("policy_staff:drafts")
    draft = services.start_next(actor(request), policy)
    messages.success(request, _("案を作りました。どの行も、まずはそのままつづけます。"))
    return redirect("policy_staff:draft", draft.pk)


@publishing
def upload(request: HttpRequest) -> HttpResponse:
    """A document becomes a draft; what could not be placed is shown."""
    form = DocumentForm(request.POST or None, request.FILES or None)
    outcome: dict[str, Any] | None = None
    read: dict[str, Any] | None = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            document = read_document(decode(file.read()))
        except ValueError:
            form.add_error("file", _("文字を読めません。UTF-8 か Shift_JIS の文書にしてください。"))
        else:
            wanted = form.cleaned_data["draft"]
            outcome = import_document(actor(request), document, file.name[:200], draft=wanted)
            read = as_json(document)
    context = {"form": form, "outcome": outcome, "read": read}
    return render(request, "policy/staff/draft_upload.html", context)


@publishing
def plan(request: HttpRequest) -> HttpResponse:
    """Begin a plan of its own."""
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            draft = services.begin_plan(
                actor(request),
                data["plan"],
                {"ja": data["title"]},
                {"ja": data["goal"]},
                data["fiscal_year"],
                data["until_year"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("policy_staff:draft", draft.pk)
    return render(request, "policy/staff/draft_plan.html", {"form": form})


def get_draft(id: int) -> Policy:
    return get_object_or_404(open_drafts(today()), pk=id)


@dataclass(frozen=True)
class Row:
    """A line of the draft with what became of it and how deep it stands."""

    line: Line
    fate: str
    level: int
    checked: bool


def _rows(draft: Policy) -> list[Row]:
    fates = {code: one.kind for one in changes(draft) for code in one.new}
    checked = set(draft.lines.filter(gender_check__isnull=False).values_list("pk", flat=True))
    levels: dict[int | None, int] = {None: -1}
    rows = []
    for line in draft.lines.filter(ended_on=None):
        levels[line.pk] = levels.get(line.parent_id, 0) + 1
        rows.append(Row(line, fates.get(line.code, "added"), levels[line.pk], line.pk in checked))
    return rows


@publishing
def draft(request: HttpRequest, id: int) -> HttpResponse:
    """One draft: its lines, what became of each, what is missing, its review."""
    return _page(request, get_draft(id))


def _page(request: HttpRequest, one: Policy, **forms_shown: forms.Form) -> HttpResponse:
    """The draft's page; a form that was wrong comes back in its place."""
    found = changes(one)
    version = {"version": one.version}
    others = [each for each in holders("policy.publish") if each.pk != request.user.pk]
    dropped = [change.old[0] for change in found if change.kind == "dropped"]
    old = before(one)
    context = {
        "draft": one,
        "before": old,
        "rows": _rows(one),
        "dropped": one.lines.exclude(ended_on=None),
        "vanished": old.lines.filter(code__in=dropped, followed_by=None) if old else [],
        "outline": outline(found),
        "problems": problems(one),
        "version_form": VersionForm(initial=version),
        "approve": ApproveForm(initial={**version, "publish_on": max(today(), _begins(one))}),
        "give_back": ReturnForm(initial=version),
        "discard": ReasonForm(initial=version, prefix="discard"),
        "alone": one.sent_by_id == request.user.pk and not others,
        "own": one.sent_by_id == request.user.pk and bool(others),
        **forms_shown,
    }
    return render(request, "policy/staff/draft.html", context)


def _begins(one: Policy) -> Any:
    return today().replace(year=one.fiscal_year, month=4, day=1)


def act(
    request: HttpRequest,
    one: Policy,
    form: forms.Form,
    do: Callable[[dict[str, Any]], object],
    said: str,
    name: str,
) -> HttpResponse:
    """Do what a form of the draft's page asks for, or show the page again with what is wrong."""
    if request.method != "POST":
        return redirect("policy_staff:draft", one.pk)
    if form.is_valid():
        try:
            do(form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, said)
            if not Policy.objects.filter(pk=one.pk).exists() or one.is_public(today()):
                return redirect("policy_staff:drafts")
            return redirect("policy_staff:draft", one.pk)
    return _page(request, get_draft(one.pk), **{name: form})


@publishing
def send(request: HttpRequest, id: int) -> HttpResponse:
    """Ask for the review."""
    one, form = get_draft(id), VersionForm(request.POST or None)
    return act(
        request,
        one,
        form,
        lambda data: services.send(actor(request), one, data["version"]),
        _("確認を頼みました。"),
        "version_form",
    )


@publishing
def approve(request: HttpRequest, id: int) -> HttpResponse:
    """Approve it for a day."""
    one, form = get_draft(id), ApproveForm(request.POST or None)
    return act(
        request,
        one,
        form,
        lambda data: services.approve(
            actor(request),
            one,
            data["version"],
            date.fromisoformat(data["publish_on"]),
            data["decision"],
        ),
        _("確認しました。決めた日に公表されます。"),
        "approve",
    )


@publishing
def give_back(request: HttpRequest, id: int) -> HttpResponse:
    """Return it to be changed."""
    one, form = get_draft(id), ReturnForm(request.POST or None)
    return act(
        request,
        one,
        form,
        lambda data: services.give_back(actor(request), one, data["version"], data["decision"]),
        _("もどしました。"),
        "give_back",
    )


@publishing
def discard(request: HttpRequest, id: int) -> HttpResponse:
    """Throw it away."""
    one, form = get_draft(id), ReasonForm(request.POST or None, prefix="discard")
    return act(
        request,
        one,
        form,
        lambda data: services.discard(actor(request), one, data["version"], data["reason"]),
        _("案を捨てました。中身は記録に残っています。"),
        "discard",
    )
