"""The forms of a comment's page: answer, close, pass on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hanamizuki.core.places.models import Section
from hanamizuki.core.text.fields import CleanCharField
from hanamizuki.core.text.localised import localise
from hanamizuki.policy.services.comments import LONGEST, LONGEST_REASON


class _Versioned(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class AnswerForm(_Versioned):
    """What is answered, or what was done where no address was left."""

    answer = CleanCharField(
        label=_("返事"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 8})
    )


class CloseForm(_Versioned):
    """Why there is no answer."""

    reason = CleanCharField(
        label=_("返事をしない理由"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PassForm(_Versioned):
    """To which section, and why."""

    section = forms.ChoiceField(label=_("まわす課"), required=False)
    reason = CleanCharField(
        label=_("まわす理由"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, now: str, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        others = [
            (one.code, localise(one.name))
            for one in Section.objects.exclude(code=now).exclude(kind=Section.Kind.PARTNER)
        ]
        planners = [("", _("企画調整"))] if now else []
        self.fields["section"].choices = [*planners, *others]  # type: ignore[attr-defined]
