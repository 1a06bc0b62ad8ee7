"""The planners' desk: every line of the current policy with how far it is, filtered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from hanamizuki.core.clock import now
from hanamizuki.core.people.policy import requires
from hanamizuki.core.text.fields import CleanCharField
from hanamizuki.core.text.localised import localise
from hanamizuki.policy import queries, words
from hanamizuki.policy.models import Policy, Theme
from hanamizuki.policy.queries import desk
from hanamizuki.policy.queries.desk import Wanted
from hanamizuki.policy.staff.editing import actor
from hanamizuki.policy.staff.wording import section_names

ALL = ("", _("（すべて）"))
NONE = "-"
"""As a section: lines of which nobody knows it."""


class DeskForm(forms.Form):
    """What to look for; nothing is everything."""

    words = CleanCharField(label=_("ことば"), max_length=100, required=False)
    theme = forms.ChoiceField(label=_("テーマ"), required=False)
    section = forms.ChoiceField(label=_("課"), required=False)
    progress = forms.ChoiceField(label=_("進み具合"), required=False)
    mine = forms.BooleanField(label=_("わたしが受け持つ行だけ"), required=False)
    proposal = forms.BooleanField(label=_("案がある行だけ"), required=False)

    def __init__(self, policy: Policy | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = {one.theme_id: localise(one.title) for one in Theme.objects.all()}
        lines = policy.lines.all() if policy else []
        themes = sorted({theme for line in lines for theme in line.themes})
        choices: dict[str, list[tuple[str, Any]]] = {
            "theme": [(one, f"{one} {titles.get(one, '')}".strip()) for one in themes],
            "section": [(NONE, _("課がわからない行")), *section_names().items()],
            "progress": [(one, localise(word.text)) for one, word in words.PROGRESS.items()],
        }
        for name, given in choices.items():
            self.fields[name].choices = [ALL, *given]  # type: ignore[attr-defined]


@requires("policy.read")
def index(request: HttpRequest) -> HttpResponse:
    """The lines in document order."""
    policy = queries.current_policy()
    form = DeskForm(policy, request.GET)
    wanted = Wanted(**form.cleaned_data) if form.is_valid() else Wanted()
    every = desk.rows(policy, now()) if policy else []
    names = section_names()
    rows = [
        {"row": row, "section": names.get(row.line.section, row.line.section)}
        for row in desk.wanted_rows(every, wanted, actor(request))
    ]
    context = {
        "policy": policy,
        "form": form,
        "rows": rows,
        "total": len(every),
        "filtered": not wanted.everything,
    }
    return render(request, "policy/staff/desk.html", context)
