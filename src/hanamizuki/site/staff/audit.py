"""The reader of the audit trail, for administrators; reading it is recorded too."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hanamizuki.core import audit
from hanamizuki.core.audit import queries
from hanamizuki.core.audit.logic.differences import differences
from hanamizuki.core.audit.rows import head
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import requires
from hanamizuki.core.places.models import Section
from hanamizuki.core.text.localised import localise

KEY = RegexValidator(r"\A[A-Za-z0-9_.:/-]*\Z", _("英数字と _ . : / - だけで書いてください。"))
ALL = ("", _("（すべて）"))
FILTERS = ("subject", "actor", "action", "section", "since", "until")


class FilterForm(forms.Form):
    """What to look for; nothing is everything."""

    actor = forms.ChoiceField(label=_("だれが"), required=False)
    action = forms.ChoiceField(label=_("なにを"), required=False)
    subject = forms.CharField(
        label=_("どれに"), required=False, max_length=200, validators=[KEY],
        help_text=_("例: account: （: や / や . で終わると、その下の全部）"),
    )  # fmt: skip
    section = forms.ChoiceField(label=_("課"), required=False)
    since = forms.DateField(
        label=_("いつから"), required=False, widget=forms.DateInput({"type": "date"})
    )
    until = forms.DateField(
        label=_("いつまで"), required=False, widget=forms.DateInput({"type": "date"})
    )
    before = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    after = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, names: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = [(one.code, localise(one.name)) for one in Section.objects.all()]
        choices = {
            "actor": [ALL, ("system", gettext("システム")), *names.items()],
            "action": [ALL, *action_choices()],
            "section": [ALL, *sections],
        }
        for name, given in choices.items():
            self.fields[name].choices = given  # type: ignore[attr-defined]


def actor_names() -> dict[str, str]:
    """account:<id> → what colleagues read."""
    return {f"account:{one.pk}": one.name for one in Account.objects.all() if one.email}


def action_choices() -> list[tuple[str, str]]:
    """The actions in the trail as words; those of one part of the house stand together."""
    found = [(one, localise(audit.words.get(one))) for one in queries.actions()]
    return sorted(found, key=lambda pair: (pair[0].partition(".")[0], pair[1]))


@requires("audit.read")
def reader(request: HttpRequest) -> HttpResponse:
    """A page of the trail, newest first, filtered."""
    names = actor_names()
    shown = {"system": gettext("システム"), **names}
    form = FilterForm(names, request.GET)
    wanted = _wanted(form.cleaned_data) if form.is_valid() else {}
    # The reading stands in the trail before anything is shown.
    audit.read(request.user, "audit", f"reader {urlencode(wanted)}".strip())  # type: ignore[arg-type]
    data = form.cleaned_data if form.is_valid() else {}
    page = queries.page(
        queries.Filter(**wanted), before=data.get("before"), after=data.get("after")
    )
    rows = [
        {
            "entry": entry,
            "actor": shown.get(entry.actor, entry.actor),
            "action": audit.words.get(entry.action),
            "subject": names.get(entry.subject),
            "changes": differences(entry.change),
        }
        for entry in page.entries
    ]
    context = {
        "form": form,
        "rows": rows,
        "older": page.older and urlencode({**wanted, "before": page.older}),
        "newer": page.newer and urlencode({**wanted, "after": page.newer}),
        "head": head(),
    }
    return render(request, "staff/audit.html", context)


def _wanted(data: dict[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in FILTERS if data.get(name)}
