"""The form of the payment plan: whole numbers as people type them, dates in three fields."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanamizuki.core.clock import today
from hanamizuki.core.text.localised import localise
from hanamizuki.policy.logic.instalments import LARGEST, MOST, PlanError
from hanamizuki.policy.payment_plan.content import Asked, Plan, make_plan
from hanamizuki.policy.payment_plan.pack import PayableCharge

DATES = ("due", "start")
PARTS = ("year", "month", "day")
REIWA = 2018
"""A year below 100 is one of 令和, as tax papers print it."""


class WholeNumber(forms.CharField):
    """Digits of any width, with or without 円, ￥ and commas, as an int; None where empty."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(max_length=20, **kwargs)

    def clean(self, value: Any) -> Any:
        """The number. Raises ValidationError in the reader's language."""
        text = super().clean(value)
        if not text:
            return None
        digits = unicodedata.normalize("NFKC", text).strip(" ¥円").replace(",", "")
        if not (digits.isascii() and digits.isdecimal()):
            raise forms.ValidationError(_("数字だけで書いてください。"))
        number = int(digits)
        if not 1 <= number <= self.most:
            raise forms.ValidationError(
                _("1から%(most)sまでの数字を書いてください。") % {"most": f"{self.most:,}"}
            )
        return number


def _date_part(label: Any) -> WholeNumber:
    return WholeNumber(most=2100, label=label, required=False)


class PlanForm(forms.Form):
    """What to pay, until when, from when, and in how many parts or how much a month."""

    charge = forms.ChoiceField(
        label=gettext_lazy("何のお金ですか"),
        error_messages={"required": gettext_lazy("何のお金かを選んでください。")},
    )
    amount = WholeNumber(
        most=LARGEST,
        label=gettext_lazy("いくらですか（円）"),
        help_text=gettext_lazy("期（納期限）がいくつもあるときは、一つずつ計算してください。"),
        error_messages={"required": gettext_lazy("金額を書いてください。")},
    )
    due_year = _date_part(gettext_lazy("年"))
    due_month = _date_part(gettext_lazy("月"))
    due_day = _date_part(gettext_lazy("日"))
    start_year = _date_part(gettext_lazy("年"))
    start_month = _date_part(gettext_lazy("月"))
    start_day = _date_part(gettext_lazy("日"))
    months = WholeNumber(most=MOST, label=gettext_lazy("何回に分けますか"), required=False)
    monthly = WholeNumber(
        most=LARGEST, label=gettext_lazy("または、月にいくら払えますか（円）"), required=False
    )

    def __init__(self, charges: Sequence[PayableCharge], data: Any = None) -> None:
        super().__init__(data)
        self.charges = {one.id: one for one in charges}
        choices = [(one.id, localise(one.title)) for one in charges]
        self.fields["charge"].choices = [("", _("選んでください")), *choices]  # type: ignore[attr-defined]
        self.plan: Plan | None = None

    def clean(self) -> dict[str, Any]:
        """The plan itself, in `plan`; every error names the field that must change."""
        data = super().clean() or {}
        due, start = (self._date(name, data) for name in DATES)
        if start and start < today():
            self.add_error("start_year", _("払い始める日は、今日かそのあとにしてください。"))
        if due and not 2000 <= due.year <= today().year + 5:
            self.add_error("due_year", _("納期限の年を確かめてください。"))
        parts = [data.get(name) for name in ("months", "monthly")]
        if not {"months", "monthly"} & self.errors.keys() and parts.count(None) != 1:
            self.add_error("months", _("回数か、月に払える額の、どちらか一つを書いてください。"))
        if self.errors or not due or not start:
            return data
        try:
            self.plan = make_plan(
                Asked(
                    self.charges[data["charge"]],
                    data["amount"],
                    due,
                    start,
                    data["months"],
                    data["monthly"],
                )
            )
        except PlanError as error:
            self.add_error(error.field, _refusal(error))
        return data

    def _date(self, name: str, data: dict[str, Any]) -> date | None:
        fields = [f"{name}_{part}" for part in PARTS]
        if any(field in self.errors for field in fields):
            return None
        year, month, day = (data.get(field) for field in fields)
        if year is None or month is None or day is None:
            self.add_error(fields[0], _("年・月・日をぜんぶ書いてください。"))
            return None
        try:
            return date(year + REIWA if year < 100 else year, month, day)
        except ValueError:
            self.add_error(fields[0], _("この日はありません。年・月・日を確かめてください。"))
            return None

    def groups(self) -> dict[str, list[forms.BoundField]]:
        """The three fields of each date, for the template."""
        return {name: [self[f"{name}_{part}"] for part in PARTS] for name in DATES}


def _refusal(error: PlanError) -> str:
    if error.code == "more_than_amount":
        return _("回数が多すぎます。1回が1円より少なくなります。")
    return _("%(most)s回より多くなります。もう少し大きい額にしてください。") % {"most": MOST}
