"""The form for one indicator's values of one period, and the one to take a value back."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanamizuki.core.evidence.entering import NOTE_LENGTH, SOURCE_LENGTH
from hanamizuki.core.evidence.errors import AskBack
from hanamizuki.core.evidence.models import Indicator, Value
from hanamizuki.core.evidence.splits import typed_key
from hanamizuki.core.text.fields import CleanCharField
from hanamizuki.core.text.localised import localise
from hanamizuki.policy.queries.values import Group
from hanamizuki.policy.services.values import LONGEST_REASON, Row

SPARE = 3  # rows for ages that were not entered before
EVERYONE = {"ja": "全体", "en": "Everyone", "easy": "みんな"}


class NumberField(forms.CharField):
    """A number as people type it: digits of any width, thousands with or without commas."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=30, **kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off", "size": "12"}

    def clean(self, value: Any) -> Any:
        """A Decimal, or None for an empty field."""
        text = unicodedata.normalize("NFKC", super().clean(value) or "").replace("−", "-")
        text = "".join(text.split()).replace(",", "")
        if not text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise ValidationError(_("数字だけを書いてください。単位は書きません。"))
        return number


class ValueForm(forms.Form):
    """A row for each group; `version-N` is what stood when the row was shown ("" nothing)."""

    source = CleanCharField(
        label=gettext_lazy("出典（どの資料の数字か）"), max_length=SOURCE_LENGTH
    )
    note = CleanCharField(
        label=gettext_lazy("備考（みなさんにも見えます）"),
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reason = CleanCharField(
        label=gettext_lazy("なおす理由"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    confirmed = forms.BooleanField(
        label=gettext_lazy("確かめました。このとおりで正しいです"), required=False
    )

    def __init__(self, indicator: Indicator, groups: list[Group], data: Any = None) -> None:
        stored = next((one.stored for one in groups if one.stored), None)
        initial = {"source": stored.source, "note": stored.note} if stored else {}
        super().__init__(data, initial=initial)
        self.indicator, self.groups = indicator, groups
        self.asked = False
        for number, group in enumerate(groups):
            label = localise(group.label or EVERYONE)
            self._row(number, label, group.stored)
        self.spares = [f"spare-{n}" for n in range(SPARE)] if "age" in indicator.splits else []
        for name in self.spares:
            self.fields[f"{name}-group"] = forms.CharField(
                label=_("年齢（例: 65〜74歳）"), required=False, max_length=20
            )
            self.fields[f"{name}-value"] = NumberField(label=_("値"))
        if not any(one.stored and not one.stored.interim for one in groups):
            del self.fields["reason"]

    def _row(self, number: int, label: str, stored: Value | None) -> None:
        shown = plain(stored.value) if stored else ""
        self.fields[f"value-{number}"] = NumberField(label=label, initial=shown)
        self.fields[f"version-{number}"] = forms.IntegerField(
            required=False,
            widget=forms.HiddenInput,
            initial=stored.version if stored else None,
        )

    def clean(self) -> dict[str, Any]:
        """At least one value; what stands is taken back on its own page, not by emptying."""
        data = super().clean() or {}
        rows: list[Row] = []
        for number, group in enumerate(self.groups):
            value, version = data.get(f"value-{number}"), data.get(f"version-{number}")
            if value is not None:
                rows.append(Row(group.split, value, version))
            elif version is not None and f"value-{number}" not in self.errors:
                self.add_error(
                    f"value-{number}",
                    _("値があります。消すときは、下の「値を取り消す」を使ってください。"),
                )
        for name in self.spares:
            rows += self._spare(name, data, rows)
        if not rows and not self.errors:
            raise ValidationError(_("値を一つ以上書いてください。"))
        data["rows"] = rows
        return data

    def _spare(self, name: str, data: dict[str, Any], rows: list[Row]) -> list[Row]:
        typed, value = data.get(f"{name}-group"), data.get(f"{name}-value")
        if not typed and value is None:
            return []
        key = typed_key(typed) if typed else None
        if not key or not key.startswith("age:"):
            self.add_error(f"{name}-group", _("「65〜74歳」「75歳以上」のように書いてください。"))
        elif value is None:
            self.add_error(f"{name}-value", _("数字を書いてください。"))
        elif any(row.split == key for row in rows):
            self.add_error(f"{name}-group", _("同じ年齢の行が、ほかにもあります。"))
        else:
            return [Row(key, value, None)]
        return []

    def take(self, error: ValidationError) -> None:
        """Show what the service found, at its field; what is only asked back can be confirmed."""
        self.asked = isinstance(error, AskBack)
        for field, texts in error.message_dict.items():
            self.add_error(self._field(field), texts)

    def _field(self, name: str) -> str | None:
        kind, _sep, split = name.partition(":")
        if kind == "value":
            for number, group in enumerate(self.groups):
                if group.split == split:
                    return f"value-{number}"
            for spare in self.spares:
                if typed_key(self.data.get(f"{spare}-group", "")) == split:
                    return f"{spare}-value"
        return name if name in self.fields else None

    def name_of(self, split: str) -> str:
        """The words for a group."""
        known = {group.split: group.label for group in self.groups}
        return localise(known.get(split) or {"ja": split}) if split else localise(EVERYONE)

    @property
    def table(self) -> Iterable[tuple[Group, forms.BoundField, forms.BoundField]]:
        """The rows for the page: group, value, version."""
        for number, group in enumerate(self.groups):
            yield group, self[f"value-{number}"], self[f"version-{number}"]

    @property
    def spare_rows(self) -> Iterable[tuple[forms.BoundField, forms.BoundField]]:
        """The rows for ages that were not entered before."""
        for name in self.spares:
            yield self[f"{name}-group"], self[f"{name}-value"]

    @property
    def below(self) -> list[forms.BoundField]:
        """The fields below the table."""
        names = ["source", "note", "reason"] + (["confirmed"] if self.asked else [])
        return [self[name] for name in names if name in self.fields]


def after_conflict(
    form: ValueForm, sent: QueryDict, theirs: Mapping[str, Value | None], groups: list[Group]
) -> ValueForm:
    """The form again with what the second person sent, over the versions that stand now."""
    data = sent.copy()
    for number, group in enumerate(form.groups):
        if group.split in theirs:
            stands = theirs[group.split]
            data[f"version-{number}"] = str(stands.version) if stands else ""
    return ValueForm(form.indicator, groups, data)


class WithdrawForm(forms.Form):
    """Why a value is taken back; `version` is the one that was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = CleanCharField(
        label=gettext_lazy("取り消す理由"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def plain(number: Decimal) -> str:
    """12.5, 120, never 1.2E+2 or 12.5000."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
