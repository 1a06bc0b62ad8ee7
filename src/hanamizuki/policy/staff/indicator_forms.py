"""The form of an indicator that staff enter, or of the schedule of a pack's."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanamizuki.core.evidence.definitions import LONGEST, SCHEDULE
from hanamizuki.core.evidence.models import Indicator
from hanamizuki.core.evidence.splits import KINDS
from hanamizuki.core.places.models import Section
from hanamizuki.core.text.dates import DayField
from hanamizuki.core.text.fields import CleanCharField
from hanamizuki.core.text.localised import localise
from hanamizuki.policy.queries import current_policy
from hanamizuki.policy.services.values import LONGEST_REASON

TEXTS = ("title", "unit", "method")
LANGUAGES = ("ja", "easy", "en")
EVERY = {
    1: gettext_lazy("毎月"),
    3: gettext_lazy("3か月ごと"),
    6: gettext_lazy("半年ごと"),
    12: gettext_lazy("毎年度"),
    24: gettext_lazy("2年ごと"),
    36: gettext_lazy("3年ごと"),
    60: gettext_lazy("5年ごと"),
}
DIRECTIONS = {
    "up": gettext_lazy("多いほどよい"),
    "down": gettext_lazy("少ないほどよい"),
    "none": gettext_lazy("どちらともいえない"),
}
_NAMES = {
    "title": gettext_lazy("名前"),
    "unit": gettext_lazy("単位（人、件、％など）"),
    "method": gettext_lazy("数え方（1文で）"),
}
_OTHER = {"easy": gettext_lazy("やさしい日本語"), "en": gettext_lazy("英語")}


class IndicatorForm(forms.Form):
    """A new indicator (with `id`), a staff indicator, or only the schedule of a pack's."""

    id = forms.CharField(
        label=gettext_lazy("アドレスに使う名前"),
        help_text=gettext_lazy("半角の小文字、数字、ハイフン。あとから変えられません。"),
        max_length=64,
    )
    direction = forms.ChoiceField(label=gettext_lazy("よい向き"), choices=DIRECTIONS.items())
    decimals = forms.IntegerField(
        label=gettext_lazy("小数のけた数"), min_value=0, max_value=4, initial=0
    )
    every = forms.TypedChoiceField(label=gettext_lazy("どのくらいごとに"), coerce=int)
    since = DayField(
        label=gettext_lazy("最初の期間の始まり"),
        required=False,
        help_text=gettext_lazy("期日を決めるときに要ります。"),
    )
    due_days = forms.IntegerField(
        label=gettext_lazy("期間がおわってから、何日以内に入れるか"),
        help_text=gettext_lazy("空けると、期日はなく、お知らせも出しません。"),
        min_value=0,
        max_value=1_000,
        required=False,
    )
    splits = forms.MultipleChoiceField(
        label=gettext_lazy("分けて集めるもの"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    section = forms.ChoiceField(label=gettext_lazy("値を入れる課"), required=False)
    lines = forms.CharField(
        label=gettext_lazy("どの行の数字か"),
        help_text=gettext_lazy("行の番号を、空白で分けて書きます。例: 1-1-c K-2-b"),
        required=False,
        max_length=600,
    )
    reason = CleanCharField(
        label=gettext_lazy("変える理由"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, indicator: Indicator | None, data: Any = None) -> None:
        super().__init__(data, initial=_initial(indicator))
        self.indicator = indicator
        every: dict[int, Any] = dict(EVERY)
        if indicator is not None:
            every.setdefault(indicator.every, _("%(n)sか月ごと") % {"n": indicator.every})
        self._choices("every", sorted(every.items()))
        self._choices("splits", [(key, localise(word)) for key, word in KINDS.items()])
        sections = [(one.code, localise(one.name)) for one in Section.objects.all()]
        self._choices("section", [("", _("決めない（企画調整だけが入れられます）")), *sections])
        texts: dict[str, forms.Field] = {}
        for name in TEXTS:
            for language in LANGUAGES:
                label = _NAMES[name]
                if language != "ja":
                    label = f"{_NAMES[name]} — {_OTHER[language]}"  # type: ignore[assignment]
                wide = name == "method"
                texts[f"{name}_{language}"] = CleanCharField(
                    label=label,
                    max_length=LONGEST[name],
                    required=language == "ja",
                    widget=forms.Textarea(attrs={"rows": 2}) if wide else forms.TextInput(),
                )
        self.fields |= texts
        first = ["id", *texts, "direction", "decimals"]
        self.order_fields([*first, *(one for one in self.fields if one not in first)])
        self._leave_out()

    def _choices(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _leave_out(self) -> None:
        if self.indicator is None:
            del self.fields["reason"]
            return
        del self.fields["id"]
        if self.indicator.origin == Indicator.PACK:
            kept = {*SCHEDULE, "reason", "version"}
            for name in [one for one in self.fields if one not in kept]:
                del self.fields[name]

    def clean_lines(self) -> list[str]:
        """The codes. ValidationError for one that the current policy does not have."""
        codes = self.cleaned_data["lines"].replace("、", " ").replace(",", " ").split()
        policy = current_policy()
        known = set(policy.lines.values_list("code", flat=True)) if policy else set()
        known |= set(self.indicator.lines) if self.indicator else set()
        if missing := [code for code in codes if code not in known]:
            raise forms.ValidationError(
                _("いまの運営方針に、この番号の行はありません: %(codes)s")
                % {"codes": "、".join(missing)}
            )
        return codes

    @property
    def given(self) -> dict[str, Any]:
        """The fields as `define_indicator` takes them."""
        data = self.cleaned_data
        found: dict[str, Any] = {
            name: data[name]
            for name in ("direction", "decimals", "every", "due_days", "splits", "section", "lines")
            if name in data
        }
        if "since" in data:
            found["since"] = date.fromisoformat(data["since"]) if data["since"] else None
        for name in TEXTS:
            if f"{name}_ja" in data:
                found[name] = {one: data[f"{name}_{one}"] for one in LANGUAGES}
        return found

    def take(self, errors: dict[str, list[str]]) -> None:
        """Show what the service found at its field."""
        for name, texts in errors.items():
            field = f"{name}_ja" if name in TEXTS else name
            self.add_error(field if field in self.fields else None, texts)


def _initial(one: Indicator | None) -> dict[str, Any]:
    if one is None:
        return {"every": 12, "direction": "up"}
    found: dict[str, Any] = {
        name: getattr(one, name)
        for name in ("direction", "decimals", "every", "since", "due_days", "splits", "section")
    }
    for name in TEXTS:
        for language in LANGUAGES:
            found[f"{name}_{language}"] = getattr(one, name).get(language, "")
    return found | {"lines": " ".join(one.lines), "version": one.version}


class RetireForm(forms.Form):
    """Why an indicator ends."""

    reason = CleanCharField(
        label=gettext_lazy("やめる理由"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
