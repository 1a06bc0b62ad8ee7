"""A line's desk: everything about one line, with links to edit what the account may; its owner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanamizuki.core.clock import now
from hanamizuki.core.evidence.models import Value
from hanamizuki.core.evidence.queries import Evidence, all_evidence
from hanamizuki.core.evidence.splits import split_labels
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import allowed, registry, requires
from hanamizuki.core.people.queries import at_work
from hanamizuki.core.text.fields import CleanCharField
from hanamizuki.core.text.localised import aside, localise
from hanamizuki.policy.logic.progress import Verdict
from hanamizuki.policy.models import OPEN, GenderCheck, Line, Milestone, Override, Review, Target
from hanamizuki.policy.queries import gender, telling
from hanamizuki.policy.queries.progress import as_json, judged
from hanamizuki.policy.services import owners
from hanamizuki.policy.staff.editing import actor
from hanamizuki.policy.staff.wording import section_name


@dataclass(frozen=True)
class Goal:
    """One indicator or group of it with what it is to reach: stored by staff or given by a pack."""

    item: Evidence | None
    indicator: str
    split: str
    group: str
    target: Target | None
    verdict: Verdict | None
    address: str


@requires("policy.read")
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """One line of any policy, drafts too."""
    found = get_object_or_404(Line.objects.select_related("policy", "owner", "parent"), pk=pk)
    moment = now()
    known = all_evidence(moment)
    judgement = judged(found.policy, moment, known).get(found.code)
    beside = [one for one in known if found.code in one.lines and not one.retired_at]
    targets = list(found.targets.all())
    told = telling.teller(known, [one.split for one in targets])
    check = GenderCheck.objects.filter(line=found).first()
    reviews = {one.half: one for one in Review.objects.filter(line=found)}
    context = {
        "line": found,
        "section": section_name(found.section) if found.section else "",
        "progress": judgement.progress if judgement else None,
        "why": told.why(as_json(judgement.progress)) if judgement else None,
        "goals": _goals(found, targets, beside, judgement.verdicts if judgement else (), known),
        "milestones": [one for one in Milestone.objects.all() if found.code in one.lines],
        "reviews": [(half, reviews.get(half)) for half in (Review.MID, Review.END)],
        "looked": gender.looked(found, check, beside),
        "override": Override.objects.filter(line=found).first(),
        "proposals": found.proposals.filter(state__in=OPEN).select_related("author"),
        "comments": found.comments.filter(state="new").count(),
        "public": found.policy.is_public(moment.date()),
        "may_edit": allowed(request.user, "policy.edit", found.section),
        "may_edit_ward": allowed(request.user, "policy.edit", ""),
        "may_review": allowed(request.user, "policy.review", found.section),
    }
    return render(request, "policy/staff/line.html", context)


def _goals(
    line: Line,
    targets: list[Target],
    beside: list[Evidence],
    verdicts: tuple[Verdict, ...],
    known: list[Evidence],
) -> list[Goal]:
    """The line's own indicators, and every target on any other."""
    items = {one.id: one for one in known}
    stored = {(one.indicator_id, one.split): one for one in targets}
    said = {(one.indicator, one.split): one for one in verdicts}
    keys = dict.fromkeys([*stored, *said, *((one.id, "") for one in beside)])
    groups = split_labels(split for _indicator, split in keys)
    return [
        Goal(
            items.get(indicator),
            indicator,
            split,
            localise(groups[split]),
            stored.get((indicator, split)),
            said.get((indicator, split)),
            target_address(line.pk, indicator, split),
        )
        for indicator, split in keys
    ]


def target_address(pk: int, indicator: str, split: str) -> str:
    """Where a target is edited."""
    url = reverse("policy_staff:target", args=[pk, indicator])
    return f"{url}?{urlencode({'split': split})}" if split else url


class ChooseForm(forms.Form):
    """Which indicator, and which group of it."""

    indicator = forms.ChoiceField(label=gettext_lazy("指標"))
    split = forms.ChoiceField(label=gettext_lazy("だれの値か"), required=False)

    def __init__(self, line: Line, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [one for one in all_evidence(now()) if not one.retired_at]
        named = [(line.code in one.lines, one.id, _named(one)) for one in known]
        own = [(id, name) for mine, id, name in named if mine]
        others = [(id, name) for mine, id, name in named if not mine]
        groups = [(_("この行の指標"), own), (_("ほかの指標"), others)]
        self.fields["indicator"].choices = [one for one in groups if one[1]]  # type: ignore[attr-defined]
        splits = Value.objects.exclude(split="").values_list("split", flat=True).distinct()
        words = split_labels(splits)
        labels = sorted((one, localise(word)) for one, word in words.items())
        self.fields["split"].choices = [("", _("全体")), *labels]  # type: ignore[attr-defined]


def _named(item: Evidence) -> str:
    unit = localise(item.unit) or _("単位なし")
    return localise(item.title) + aside(unit)


@requires("policy.edit")
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the indicator of a target; then its form opens."""
    found = get_object_or_404(Line, pk=pk)
    if not allowed(request.user, "policy.edit", found.section):
        raise PermissionDenied
    form = ChooseForm(found, request.GET if "indicator" in request.GET else None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        return redirect(target_address(found.pk, data["indicator"], data["split"]))
    return render(request, "policy/staff/choose.html", {"line": found, "form": form})


class OwnerForm(forms.Form):
    """Who looks after the line; `was` is whom the page showed."""

    was = forms.CharField(required=False, widget=forms.HiddenInput)
    owner = forms.ModelChoiceField(
        label=gettext_lazy("受け持つ人"), queryset=Account.objects.none(), required=False
    )
    reason = CleanCharField(
        label=gettext_lazy("理由（記録に残ります）"), max_length=200, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        action = registry.get("policy.read")
        roles = list(action.roles) if action else []
        field: Any = self.fields["owner"]
        people = at_work().filter(is_active=True, memberships__role__in=roles).distinct()
        field.queryset = people
        field.label_from_instance = lambda one: one.name
        field.empty_label = _("だれも受け持っていない（課に知らせます）")


@requires("policy.edit")
def owner(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the colleague who looks after a line."""
    found = get_object_or_404(Line.objects.select_related("policy", "owner"), pk=pk)
    if not allowed(request.user, "policy.edit", found.section):
        raise PermissionDenied
    shown = {"owner": found.owner, "was": str(found.owner_id or "")}
    form = OwnerForm(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            changed = owners.assign(
                actor(request), found, data["owner"], was=data["was"], reason=data["reason"]
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request,
                _("受け持つ人を決めました。") if changed else _("変わったところは、ありません。"),
            )
            return redirect("policy_staff:line", found.pk)
    return render(request, "policy/staff/owner.html", {"line": found, "form": form})
