"""One line of a draft: new ones, dropped and brought back, moved, joined to earlier ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from hanamizuki.policy.models import Line, Policy
from hanamizuki.policy.queries.drafts import before
from hanamizuki.policy.services import drafts as services
from hanamizuki.policy.staff.draft_forms import (
    AddForm,
    JoinForm,
    MoveForm,
    ReasonForm,
    TextsForm,
    VersionForm,
)
from hanamizuki.policy.staff.drafts import act, actor, get_draft, publishing


def _line(one: Policy, line: int) -> Line:
    return get_object_or_404(one.lines.select_related("policy", "parent"), pk=line)


def _line_page(
    request: HttpRequest,
    one: Policy,
    line: Line,
    form: forms.Form,
    do: Callable[[dict[str, Any]], object],
    heading: str,
) -> HttpResponse:
    """A page of its own for what is done to one line."""
    if one.state != Policy.DRAFT:
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data)
        except ValidationError as error:
            wrong = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
            for name, texts in wrong.items():
                form.add_error(name if name in form.fields else None, texts)
        else:
            messages.success(request, _("保存しました。"))
            return redirect("policy_staff:draft", one.pk)
    context = {"draft": one, "line": line, "form": form, "act": heading}
    return render(request, "policy/staff/draft_line.html", context)


@publishing
def add(request: HttpRequest, id: int, line: int) -> HttpResponse:
    """A new line under this one."""
    one = get_draft(id)
    parent = _line(one, line)
    below = {"goal": "measure", "measure": "initiative", "theme": "initiative"}
    first = below.get(parent.kind, "project")
    form = AddForm(
        request.POST or None,
        initial={"version": one.version, "kind": first, "section": parent.section},
    )

    def do(data: dict[str, Any]) -> object:
        return services.add_line(
            actor(request),
            one,
            data["version"],
            parent,
            data["kind"],
            form.texts(),
            section=data["section"],
        )

    return _line_page(request, one, parent, form, do, _("この下に行を足す"))


@publishing
def drop(request: HttpRequest, id: int, line: int) -> HttpResponse:
    """Take a line out of next year."""
    one = get_draft(id)
    gone = _line(one, line)
    form = ReasonForm(request.POST or None, initial={"version": one.version})
    return _line_page(
        request,
        one,
        gone,
        form,
        lambda data: services.drop_line(actor(request), one, data["version"], gone, data["reason"]),
        _("この行をやめる"),
    )


@publishing
def restore(request: HttpRequest, id: int, line: int) -> HttpResponse:
    """Keep a dropped line after all."""
    one = get_draft(id)
    form = VersionForm(request.POST or None)
    return act(
        request,
        one,
        form,
        lambda data: services.restore_line(actor(request), one, data["version"], _line(one, line)),
        _("行をもどしました。"),
        "version_form",
    )


@publishing
def move(request: HttpRequest, id: int, line: int) -> HttpResponse:
    """Put a line somewhere else."""
    one = get_draft(id)
    moved = _line(one, line)
    form = MoveForm(
        moved, request.POST or None, initial={"version": one.version, "parent": moved.parent_id}
    )
    return _line_page(
        request,
        one,
        moved,
        form,
        lambda data: services.move_line(
            actor(request), one, data["version"], moved, data["parent"], data["after"]
        ),
        _("この行を動かす"),
    )


@publishing
def join(request: HttpRequest, id: int, line: int) -> HttpResponse:
    """Say which earlier lines this one goes on with."""
    one = get_draft(id)
    joined = _line(one, line)
    follows = list(joined.follows.values_list("pk", flat=True))
    form = JoinForm(
        before(one), request.POST or None, initial={"version": one.version, "follows": follows}
    )
    return _line_page(
        request,
        one,
        joined,
        form,
        lambda data: services.join_lines(
            actor(request), one, data["version"], joined, list(data["follows"])
        ),
        _("前の年度のどの行のつづきか"),
    )


@publishing
def rename(request: HttpRequest, id: int) -> HttpResponse:
    """Change the draft's title."""
    one = get_draft(id)
    titles = {f"title_{language}": text for language, text in one.title.items()}
    form = TextsForm(request.POST or None, initial={"version": one.version, **titles})
    goal = one.lines.order_by("order").first()
    if goal is None:
        raise Http404
    return _line_page(
        request,
        one,
        goal,
        form,
        lambda data: services.rename(actor(request), one, data["version"], form.texts()),
        _("方針の題を変える"),
    )
