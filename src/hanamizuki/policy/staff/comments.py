"""What the public says to lines: the sections' inbox, and one comment's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from hanamizuki.core.clock import today
from hanamizuki.core.people.policy import allowed, requires, sections_of
from hanamizuki.core.places.models import Section
from hanamizuki.core.text.localised import localise
from hanamizuki.policy.models import Comment
from hanamizuki.policy.queries import comments as queries
from hanamizuki.policy.services import comments as services
from hanamizuki.policy.staff.comment_forms import AnswerForm, CloseForm, PassForm
from hanamizuki.policy.staff.entry import actor

answers = requires("policy.answer")
PER_PAGE = 50


@answers
def index(request: HttpRequest) -> HttpResponse:
    """The comments of the person's sections: late ones first; below, those dealt with."""
    mine = sections_of(actor(request), "policy.answer")
    waiting = list(queries.waiting(mine))
    done = queries.inbox(mine).exclude(state=Comment.NEW).order_by("-answered_at")
    context = {
        "late": [one for one in waiting if one.due_on < today()],
        "waiting": [one for one in waiting if one.due_on >= today()],
        "page": Paginator(done, PER_PAGE).get_page(request.GET.get("page")),
        "names": dict(Section.objects.values_list("code", "name")),
    }
    return render(request, "policy/staff/comments.html", context)


@answers
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """One comment: answer it, pass it on, or close it; `do` says which."""
    one = _get(request, pk)
    version = {"version": one.version}
    forms_shown: dict[str, Any] = {
        "answer": AnswerForm(initial=version, prefix="answer"),
        "pass": PassForm(one.section, initial=version, prefix="pass"),
        "close": CloseForm(initial=version, prefix="close"),
    }
    do = request.POST.get("do", "")
    if request.method == "POST" and do in forms_shown:
        form = _bound(do, one, request)
        forms_shown[do] = form
        if form.is_valid() and (answer := _act(request, do, one, form)):
            return answer
    section = Section.objects.filter(code=one.section).first()
    context = {
        "comment": one,
        "section": localise(section.name) if section else gettext("企画調整"),
        "late": one.state == Comment.NEW and one.due_on < today(),
        "open": one.state == Comment.NEW,
        "forms": forms_shown,
        "asked": do,
    }
    return render(request, "policy/staff/comment.html", context)


def _get(request: HttpRequest, pk: int) -> Comment:
    one = get_object_or_404(Comment.objects.select_related("line"), pk=pk)
    if not allowed(request.user, "policy.answer", one.section):
        raise PermissionDenied
    return one


def _bound(do: str, one: Comment, request: HttpRequest) -> forms.Form:
    if do == "pass":
        return PassForm(one.section, request.POST, prefix=do)
    made: Callable[..., forms.Form] = AnswerForm if do == "answer" else CloseForm
    return made(request.POST, prefix=do)


def _act(request: HttpRequest, do: str, one: Comment, form: Any) -> HttpResponse | None:
    data, who = form.cleaned_data, actor(request)
    try:
        if do == "answer":
            mailed = bool(one.email)
            services.answer(who, one, data["version"], data["answer"])
            said = gettext("返事を送りました。") if mailed else gettext("対応を書きとめました。")
        elif do == "pass":
            services.pass_on(who, one, data["version"], data["section"], data["reason"])
            said = gettext("ほかの課にまわしました。")
        else:
            services.close(who, one, data["version"], data["reason"])
            said = gettext("返事をせずに終わりにしました。")
    except ValidationError as error:
        for field, texts in error.message_dict.items():
            form.add_error(field if field in form.fields else None, texts)
        return None
    except services.Changed:
        # What was typed stays on the page, beside how the comment stands now.
        form.add_error(None, gettext("そのあいだに、ほかの人がこの声を扱いました。"))
        one.refresh_from_db()
        return None
    messages.success(request, said)
    return redirect("policy_staff:comments")
