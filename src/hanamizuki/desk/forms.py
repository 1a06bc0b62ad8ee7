"""What residents type at the desk."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from hanamizuki.core.text import localise
from hanamizuki.core.text.fields import CleanCharField
from hanamizuki.desk.models import Errand
from hanamizuki.desk.words import SCORES

LONGEST = 300


class SearchForm(forms.Form):
    """What they came for, in their words."""

    q = CleanCharField(max_length=60, required=False)


class CodeForm(forms.Form):
    """The digits shown at the entrance."""

    code = CleanCharField(
        label=_("入口の画面の6けたの数字"),
        max_length=6,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class NumberForm(forms.Form):
    """A number (A023), or the whole link out of a QR code that a reader types."""

    number = CleanCharField(
        label=_("番号（例 A023）"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class FeedbackForm(forms.Form):
    """How it was; nothing that tells who one is."""

    score = forms.TypedChoiceField(label=_("今日はどうでしたか"), coerce=int, choices=())
    text = CleanCharField(
        label=_("ひとこと"),
        max_length=LONGEST,
        required=False,
        help_text=_("300文字まで。名前や電話番号、マイナンバーは書かないでください。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *given: object, **more: object) -> None:
        super().__init__(*given, **more)  # type: ignore[arg-type]
        choices = [(score, localise(words)) for score, words in SCORES.items()]
        self.fields["score"].choices = choices  # type: ignore[attr-defined]


def chosen_stops(errand: Errand, asked: Sequence[str]) -> list[str]:
    """The services of a visit in their order: those for everybody, and the others that are asked.

    Whatever the errand does not have is left out.
    """
    return [code for code in errand.services if code not in errand.when or code in asked]
