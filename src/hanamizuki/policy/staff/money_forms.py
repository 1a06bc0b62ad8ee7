"""The forms of the money: an amount in thousand yen, how far a year's budget is, a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hanamizuki.core.text.dates import DayField
from hanamizuki.core.text.fields import CleanCharField
from hanamizuki.core.text.localised import localise
from hanamizuki.policy import words
from hanamizuki.policy.logic.money import digits, to_thousand, words_ja
from hanamizuki.policy.models import BudgetLine
from hanamizuki.policy.services.editing import Copy
from hanamizuki.policy.services.records import KINDS, Fields
from hanamizuki.policy.services.records.money import AMOUNTS, BudgetKind
from hanamizuki.policy.staff.editing_forms import RecordForm, long_text
from hanamizuki.policy.staff.wording import field_label

HELP = {
    "amount": _(
        "千円で。20,110 と書くと 2,011万円です。わからないときは空けます（0 とはちがいます）。"
    ),
    "carried_in": _("繰越がないときは 0。わからないときは空けます。"),
    "spent": _(
        "決算の額を千円で。使った割合は、予算額・前年からの繰越・使った額がそろうと出ます。"
    ),
    "carried_over": _("繰越がないときは 0。わからないときは空けます。"),
}


class BudgetForm(RecordForm):
    """One amount; of a pack's rows only what was spent and carried over can be changed."""

    def build(self, copy: Copy) -> None:
        """What it is for, the amounts, where they are from."""
        lines = copy.place.policy.lines.filter(ended_on=None)
        text = {"required": True}
        self.fields["fiscal_year"] = forms.CharField(
            label=field_label("fiscal_year"), max_length=4, widget=_number_input()
        )
        self.fields["group"] = CleanCharField(
            label=_("区分（施策の名前。「／」の後ろに小見出し）"), max_length=100, **text
        )
        self.fields["title"] = CleanCharField(
            label=_("事業"),
            max_length=200,
            help_text=_("「合計」「小計」で終わる行と「うち」で始まる行は、足し算に入れません。"),
            **text,
        )
        self.fields["line"] = forms.ChoiceField(
            label=field_label("line"),
            required=False,
            choices=[("", _("つながる行はない")), *_line_choices(lines, copy.fields.get("line"))],
        )
        for name in AMOUNTS:
            self.fields[name] = forms.CharField(
                label=field_label(name),
                max_length=24,
                required=False,
                help_text=HELP[name],
                widget=_number_input(),
            )
        self.fields["execution_source"] = CleanCharField(
            label=field_label("execution_source"), max_length=500, required=False
        )
        self.fields["source"] = CleanCharField(
            label=_("予算額の出典（資料の名前かアドレス）"), max_length=500, **text
        )
        self.fields["note"] = long_text(_("備考"), 1_000)
        self.budget_of_pack = BudgetLine.objects.filter(
            key=copy.key, origin=BudgetLine.PACK
        ).exists()
        for name in BudgetKind.OWN if self.budget_of_pack else ():
            self.fields[name].disabled = True
            self.fields[name].required = False

    @classmethod
    def back(cls, copy: Copy) -> str:
        """The year's rows; all years while it has none."""
        stored = BudgetLine.objects.filter(key=copy.key).values_list("fiscal_year", flat=True)
        year = stored.first()
        name = "policy_staff:money_year" if year else "policy_staff:money"
        return reverse(name, args=[year] if year else [])

    def apart(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Amounts with commas."""
        shown = {**fields}
        for name in AMOUNTS:
            if isinstance(shown.get(name), int):
                shown[name] = f"{shown[name]:,}"
        return shown

    def together(self) -> Fields:
        """Amounts as digits; in thousand yen where somebody pressed that they were in yen."""
        fields = super().together()
        for name in ("fiscal_year", *AMOUNTS):
            fields[name] = digits(str(fields[name] or ""))
        if self.data.get("confirmed") == "instead":
            kept = self.copy.fields
            for name, one in self._odd({**kept, **fields}).items():
                fields[name] = one
        return fields

    def fail(self, error: ValidationError) -> None:
        """Where an amount looks typed in yen, offer what it would be in thousand yen."""
        typed = self.together()
        super().fail(error)
        self.instead = ""
        if self.ask:
            odd = self._odd(typed)
            amounts = "、".join(f"{one:,}" for one in odd.values())
            self.instead = gettext("千円に直して保存する: %(amounts)s") % {"amounts": amounts}

    def _odd(self, fields: Mapping[str, Any]) -> dict[str, int]:
        """The amounts that look typed in yen, as they would be in thousand yen."""
        kind = KINDS["budget"]
        assert isinstance(kind, BudgetKind)  # noqa: S101 (for mypy)
        try:
            cleaned = kind.clean(self.copy.place, self.copy.key, fields, True)
        except ValidationError:
            return {}
        odd = kind.odd_amounts(self.copy.key, cleaned)
        return {name: to_thousand(cleaned[name]) for name in odd}


def _number_input() -> forms.TextInput:
    return forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})


def _line_choices(lines: Any, kept: str | None) -> list[tuple[str, str]]:
    found = [(one.code, f"{one.code}　{localise(one.title)}") for one in lines]
    if kept and kept not in dict(found):
        found.append((kept, kept))  # a line of a policy before
    return found


def _states() -> list[tuple[str, str]]:
    return [(one, localise(text)) for one, text in words.BUDGET_STATES.items()]


class BudgetYearForm(RecordForm):
    """How far a year's budget is: proposed, voted, settled."""

    REASON = False
    state = forms.ChoiceField(
        label=_("予算はどこまで決まったか"),
        required=False,
        choices=_states,
        widget=forms.RadioSelect,
    )

    def build(self, copy: Copy) -> None:
        """The day of the vote, and where that is said."""
        self.fields["voted_on"] = DayField(
            label=_("議決の日（議決済み・決算のとき）"), required=False
        )
        self.fields["source"] = CleanCharField(
            label=_("出典（資料の名前かアドレス）"), max_length=500, required=False
        )
        self.fields["note"] = long_text(_("備考"), 1_000)

    @classmethod
    def back(cls, copy: Copy) -> str:
        """The year's rows."""
        return reverse("policy_staff:money_year", args=[int(copy.key)])


class OpenYearForm(forms.Form):
    """The year whose rows are to be written."""

    fiscal_year = forms.IntegerField(
        label=_("年度（西暦）"), min_value=1990, max_value=2100, widget=_number_input()
    )


class SheetForm(forms.Form):
    """A spreadsheet as a file, or its cells pasted."""

    file = forms.FileField(
        label=_("ファイル（.xlsx か .csv）"), required=False, widget=forms.FileInput()
    )
    pasted = forms.CharField(
        label=_("または、表計算ソフトからコピーした表（見出しの行から）"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea({"rows": 6}),
    )

    def clean(self) -> dict[str, Any]:
        """Exactly one of both."""
        data = super().clean() or {}
        if bool(data.get("file")) == bool((data.get("pasted") or "").strip()):
            raise ValidationError(_("ファイルか、貼りつけた表か、どちらか一つにしてください。"))
        return data


def said(thousand: int | None) -> str:
    """An amount with how people say it, for previews: 「20,110（2,011万円）」."""
    return "—" if thousand is None else f"{thousand:,}（{words_ja(thousand)}）"
