"""Proposals: what waits for whom, and one of them beside what the public reads now."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import allowed, requires
from hanamizuki.policy.models import OPEN, GenderCheck, Proposal
from hanamizuki.policy.queries.proposals import inbox
from hanamizuki.policy.services import editing
from hanamizuki.policy.services.records import KINDS
from hanamizuki.policy.staff.desk_line import target_address
from hanamizuki.policy.staff.editing import actor
from hanamizuki.policy.staff.editing_forms import long_text
from hanamizuki.policy.staff.wording import changes, person, record_title

STEPS = ("submit", "approve", "return", "withdraw")


class StepForm(forms.Form):
    """What to do with a proposal, in the version that was read."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    do = forms.ChoiceField(choices=[(one, one) for one in STEPS], widget=forms.HiddenInput)
    decision = long_text(gettext_lazy("ひとこと（直してほしいところ、確認した理由）"), 1_000)


@requires("policy.read")
def index(request: HttpRequest) -> HttpResponse:
    """What waits for me, what came back to me, all that are open."""
    found = inbox(actor(request))
    context = {
        "waiting": [_row(one) for one in found.waiting],
        "returned": [_row(one) for one in found.returned],
        "open": [_row(one) for one in found.open],
    }
    return render(request, "policy/staff/proposals.html", context)


def _row(one: Proposal) -> dict[str, Any]:
    return {"proposal": one, "title": record_title(one.kind, one.key)}


@requires("policy.read")
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal with its difference to what is public; its next step is taken here."""
    one = get_object_or_404(Proposal.objects.select_related("policy", "line", "author"), pk=pk)
    form = StepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            said = _step(actor(request), one, form.cleaned_data)
        except ValidationError as error:
            _fail(form, error)
            one = Proposal.objects.select_related("policy", "line", "author").get(pk=pk)
        else:
            messages.success(request, said)
            return redirect("policy_staff:proposal", pk)
    return render(request, "policy/staff/proposal.html", _context(request, one, form))


def _step(account: Account, one: Proposal, data: dict[str, Any]) -> str:
    version, decision = data["version"], data["decision"]
    if data["do"] == "submit":
        editing.submit(account, one, version)
        return _("確認を頼みました。")
    if data["do"] == "approve":
        editing.approve(account, one, version, decision=decision)
        return _("確認しました。公開されています。")
    if data["do"] == "return":
        editing.give_back(account, one, version, decision=decision)
        return _("書いた人に返しました。")
    editing.withdraw(account, one, version)
    return _("案を取りさげました。公開されているものは、変わりません。")


def _fail(form: StepForm, error: ValidationError) -> None:
    if hasattr(error, "error_dict"):
        known = {name: said for name, said in error.message_dict.items() if name in form.fields}
        form.add_error(None, known or error.messages)
    else:
        form.add_error(None, error)


def _context(request: HttpRequest, one: Proposal, form: StepForm) -> dict[str, Any]:
    account, kind = actor(request), KINDS[one.kind]
    try:
        record = kind.read(one.key)
    except ObjectDoesNotExist:  # a pack's load may take a record's place away
        record = None
    is_open = one.state in OPEN
    # What is decided is compared with what it began from: the record has gone on since.
    before = (record.fields if record else {}) if is_open else one.base
    waiting = one.state == Proposal.WAITING
    may_edit = is_open and allowed(account, kind.action, one.section)
    return {
        "proposal": one,
        "title": record_title(one.kind, one.key),
        "changes": changes(before, one.fields),
        "moved": is_open and (record.version if record else 0) != one.base_version,
        "author": person(one.author),
        "decided_by": person(one.decided_by) if one.decided_by else "",
        "check": GenderCheck.objects.filter(line=one.line).first() if one.line else None,
        "address": _address(one) if may_edit else "",
        "form": form,
        "may_submit": may_edit and not waiting,
        "may_withdraw": may_edit,
        "may_decide": waiting and allowed(account, "policy.approve", one.section),
        "may_approve": waiting and editing.may_approve(account, one),
        "own": one.author_id == account.pk,
    }


def _address(one: Proposal) -> str:
    """Where its record is edited; "" for a kind that has its page elsewhere."""
    line, _slash, rest = one.key.partition("/")
    if one.kind == "target":
        indicator, _slash, split = rest.partition("/")
        return target_address(int(line), indicator, split)
    if one.kind == "review":
        return reverse("policy_staff:review", args=[line, rest])
    return reverse("policy_staff:edit_line", args=[line]) if one.kind == "line" else ""
