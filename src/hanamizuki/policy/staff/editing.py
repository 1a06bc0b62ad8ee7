"""One view for every kind of record: open it, save it, and lay open what two people changed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import allowed, requires
from hanamizuki.policy.models import Line
from hanamizuki.policy.services import editing
from hanamizuki.policy.services.editing import Conflict, Copy
from hanamizuki.policy.services.records import KINDS
from hanamizuki.policy.staff import editing_side, history
from hanamizuki.policy.staff.editing_conflict import clashes, told_by
from hanamizuki.policy.staff.editing_forms import RecordForm
from hanamizuki.policy.staff.editing_kinds import FORMS
from hanamizuki.policy.staff.wording import field_label, record_title


def actor(request: HttpRequest) -> Account:
    """Whoever asks; the view's decorator saw to it that somebody does."""
    assert isinstance(request.user, Account)  # noqa: S101 (for mypy)
    return request.user


@requires("policy.edit")
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of a line."""
    return edit(request, "line", str(pk))


@requires("policy.edit")
def target(request: HttpRequest, pk: int, indicator: str) -> HttpResponse:
    """What an indicator is to reach; of one group with ?split=."""
    return edit(request, "target", f"{pk}/{indicator}/{request.GET.get('split', '')}")


@requires("policy.review")
def review(request: HttpRequest, pk: int, half: str) -> HttpResponse:
    """A line looked back on, at mid-year or year-end."""
    return edit(request, "review", f"{pk}/{half}")


@requires("policy.review")
def gender(request: HttpRequest, pk: int) -> HttpResponse:
    """The short gender-equality check."""
    return edit(request, "gender", str(pk))


@requires("policy.edit")
def override(request: HttpRequest, pk: int) -> HttpResponse:
    """A line's progress by hand."""
    return edit(request, "override", str(pk))


@requires("policy.edit")
def milestone(request: HttpRequest, key: str) -> HttpResponse:
    """A day that lines look towards; a new one begins with the line of ?line=."""
    code = request.GET.get("line", "")
    return edit(request, "milestone", key, {"lines": [code]} if code else None)


@requires("policy.edit")
def new_milestone(request: HttpRequest, pk: int) -> HttpResponse:
    """A key for a milestone that is not there yet; nothing is written."""
    found = get_object_or_404(Line, pk=pk)
    url = reverse("policy_staff:milestone", args=[f"staff-{secrets.token_hex(6)}"])
    return redirect(f"{url}?{urlencode({'line': found.code, 'back': found.pk})}")


def edit(
    request: HttpRequest, kind: str, key: str, suggested: Mapping[str, Any] | None = None
) -> HttpResponse:
    """The page of one record; a new one begins with what is suggested."""
    copy = _copy(kind, key)
    if not allowed(request.user, KINDS[kind].action, copy.place.section):
        raise PermissionDenied
    make = FORMS[kind]
    if request.method == "POST" and request.POST:
        form = make(copy, request.POST)
        return _save(request, form) if form.is_valid() else _show(request, form)
    older = history.older_fields(request.GET.get("before", ""), copy)
    fields = older or ({**copy.fields, **suggested} if suggested and not copy.fields else None)
    return _show(request, make(copy, fields=fields), older=older is not None)


def _copy(kind: str, key: str) -> Copy:
    try:
        return editing.working_copy(kind, key)
    except ObjectDoesNotExist:
        raise Http404(f"{kind} {key}") from None


def _save(request: HttpRequest, form: RecordForm) -> HttpResponse:
    kind, key, data = form.copy.kind, form.copy.key, form.cleaned_data
    try:
        saved = editing.save(
            actor(request),
            kind,
            key,
            form.picked(editing.opened(kind, key, data["base"])),
            base=data["base"],
            reason=data.get("reason", "") if form.REASON else "",
            confirmed="confirmed" in request.POST,
        )
    except Conflict as conflict:
        return _clash(request, form, conflict)
    except ValidationError as error:
        form.fail(error)
        return _show(request, form)
    if saved.taken:
        names = "、".join(field_label(one) for one in saved.taken)
        said = _("そのあいだにほかの人が変えたところは、そのまま取り入れました: %(names)s")
        messages.info(request, said % {"names": names})
    if not saved.changed:
        messages.info(request, _("変わったところは、ありません。"))
    elif saved.proposal:
        said = _("案を保存しました。公開するには、確認を頼んでください。")
        messages.success(request, said)
        return redirect("policy_staff:proposal", saved.proposal.pk)
    else:
        messages.success(request, _("保存しました。"))
    return redirect(_back(request, form.copy))


def _clash(request: HttpRequest, form: RecordForm, conflict: Conflict) -> HttpResponse:
    """Nothing typed is lost: the form has both people's changes joined, and asks for the rest."""
    again = type(form)(conflict.copy, fields=conflict.merge.merged)
    if form.REASON:
        again.initial["reason"] = form.cleaned_data.get("reason", "")
    more = {
        "clashes": clashes(conflict.merge.clashes),
        "taken": [field_label(one) for one in conflict.merge.taken],
        "by": told_by(conflict),
    }
    return _show(request, again, status=409, **more)


def _back(request: HttpRequest, copy: Copy) -> str:
    own = FORMS[copy.kind].back(copy)
    if own:
        return own
    back = request.GET.get("back", "")
    line_id = copy.place.line.pk if copy.place.line else int(back) if back.isdecimal() else None
    if line_id is None:
        return reverse("policy_staff:desk")
    return reverse("policy_staff:line", args=[line_id])


def _show(request: HttpRequest, form: RecordForm, status: int = 200, **more: Any) -> HttpResponse:
    copy = form.copy
    context = {
        "form": form,
        "copy": copy,
        "line": copy.place.line,
        "title": record_title(copy.kind, copy.key),
        "back": _back(request, copy),
        "side": editing_side.beside(copy),
        **more,
    }
    return render(request, "policy/staff/edit.html", context, status=status)
