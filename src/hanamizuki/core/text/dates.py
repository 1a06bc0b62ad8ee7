"""A form field for a day in three fields: year, month, day, as people write them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

PARTS = ("year", "month", "day")
REIWA = 2018
"""A year below 100 is one of 令和."""


class DayWidget(forms.MultiWidget):
    """Three fields with their labels; digits of any width."""

    template_name = "text/day.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        given = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "4"}
        super().__init__({one: forms.TextInput(given) for one in PARTS}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """The parts of a date or of YYYY-MM-DD."""
        if not value:
            return ["", "", ""]
        day = value if isinstance(value, date) else date.fromisoformat(value)
        return [day.year, day.month, day.day]


class DayField(forms.MultiValueField):
    """A day as YYYY-MM-DD, or None; a year below 100 is one of 令和."""

    widget = DayWidget

    def __init__(self, **kwargs: Any) -> None:
        parts = tuple(forms.CharField(max_length=4, required=False) for _one in PARTS)
        super().__init__(parts, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> str | None:
        """The day. Raises ValidationError in the reader's language."""
        if self.disabled:  # what is stored, not what was sent
            value = DayWidget().decompress(value)
        parts = [unicodedata.normalize("NFKC", str(one or "")).strip() for one in value or ()]
        if not any(parts):
            if self.required:
                raise forms.ValidationError(_("年・月・日を書いてください。"))
            return None
        return self.compress(parts)

    def compress(self, data_list: Sequence[str]) -> str:
        """Year, month and day as YYYY-MM-DD."""
        if not all(data_list):
            raise forms.ValidationError(_("年・月・日をぜんぶ書いてください。"))
        if not all(one.isascii() and one.isdecimal() and len(one) <= 4 for one in data_list):
            raise forms.ValidationError(_("年・月・日を数字で書いてください。"))
        year, month, day = (int(one) for one in data_list)
        try:
            return date(year + REIWA if year < 100 else year, month, day).isoformat()
        except ValueError:
            raise forms.ValidationError(
                _("この日はありません。年・月・日を確かめてください。")
            ) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the day is another one."""
        try:
            return bool(self.clean(data) != (initial or None))
        except forms.ValidationError:
            return True
