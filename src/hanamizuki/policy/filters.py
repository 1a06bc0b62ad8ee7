"""The form that filters the lines of a policy by address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hanamizuki.core.text.fields import CleanCharField
from hanamizuki.core.text.localised import localise
from hanamizuki.policy.logic.progress import LINE_STATES
from hanamizuki.policy.models import Theme
from hanamizuki.policy.queries.overview import NO_SECTION, Filter, Overview
from hanamizuki.policy.words import KINDS, PROGRESS

ALL = ("", _("（すべて）"))


class LinesForm(forms.Form):
    """What to show of all lines; nothing is everything."""

    text = CleanCharField(label=_("言葉"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("進み具合"), required=False)
    measure = forms.ChoiceField(label=_("施策"), required=False)
    section = forms.ChoiceField(label=_("担当"), required=False)
    theme = forms.ChoiceField(label=_("中期計画のテーマ"), required=False)
    kind = forms.ChoiceField(label=_("種類"), required=False)
    order = forms.ChoiceField(
        label=_("ならべ方"),
        required=False,
        choices=[
            ("document", _("方針の順")),
            ("state", _("よくないものから")),
            ("due", _("目標の日が近いものから")),
        ],
    )

    def __init__(self, seen: Overview, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = seen.rows
        used = {row.line.section for row in rows if row.line.section}
        kinds = dict.fromkeys(row.line.kind for row in rows)
        themes = sorted({one for row in rows for one in row.themes})
        titles = dict(Theme.objects.values_list("theme_id", "title"))
        choices: dict[str, list[Any]] = {
            "state": [(one, localise(PROGRESS[one].text)) for one in LINE_STATES],
            "measure": [(line.code, localise(line.title)) for line, _count in seen.measures],
            "section": [
                *((code, localise(name)) for code, name in seen.teller.sections.items()
                  if code in used),
                (NO_SECTION, gettext("わかりません")),
            ],
            "theme": [
                (one, f"{one} {localise(titles[one])}" if titles.get(one) else one)
                for one in themes
            ],
            "kind": [(one, localise(KINDS.get(one, {"ja": one}))) for one in kinds],
        }  # fmt: skip
        for name, given in choices.items():
            self.fields[name].choices = [ALL, *given]  # type: ignore[attr-defined]

    @property
    def others(self) -> list[forms.BoundField]:
        """The fields behind "more"."""
        return [self[name] for name in ("measure", "section", "theme", "kind", "order")]

    @property
    def narrowed(self) -> bool:
        """Whether one of them was used."""
        return any(field.data for field in self.others if field.data != "document")

    def wanted(self) -> Filter:
        """What was asked for; everything where an address asks for what there is not."""
        if not self.is_valid():
            return Filter()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return Filter(**given)
