"""Forms of the console: with somebody in line, and for a visit of earlier."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hanamizuki.core.clock import now
from hanamizuki.core.text import localise
from hanamizuki.core.text.fields import CleanCharField
from hanamizuki.desk.models import Counter, Errand, Service
from hanamizuki.desk.services.console import LONGEST_FORWARD
from hanamizuki.desk.staff.words import REASONS

LONGEST_NOTE = 300
MOST = 99
"""Of one thing in one visit."""


def _reason() -> forms.ChoiceField:
    choices = [(code, localise(words)) for code, words in REASONS.items()]
    return forms.ChoiceField(label=_("理由"), choices=choices, widget=forms.RadioSelect)


class NoteForm(forms.Form):
    """What the next clerk should know; gone after the day."""

    note = CleanCharField(
        label=_("メモ"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("名前は書かないでください。今日が終わると消えます。"),
    )


class CallForm(forms.Form):
    """Why somebody is called before those who came earlier."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["reason"] = _reason()


class ForwardForm(CallForm):
    """How far somebody is moved forward, and why."""

    minutes = forms.IntegerField(
        label=_("何分早く来たことにするか"), min_value=1, max_value=LONGEST_FORWARD, initial=15
    )


class TransferForm(forms.Form):
    """To which service."""

    service = forms.ModelChoiceField(
        queryset=Service.objects.none(),
        to_field_name="code",
        label=_("どこへ"),
        empty_label=None,
        help_text=_("来た順は変わりません。"),
    )

    def __init__(self, *given: Any, not_to: Service, **more: Any) -> None:
        super().__init__(*given, **more)
        _offer(self, Service.objects.filter(withdrawn=False).exclude(pk=not_to.pk))


def _name(obj: Any) -> str:
    return f"{obj.letter} {localise(obj.name)}"


def _window(obj: Any) -> str:
    return f"{obj.label} ({obj.code})" if obj.label else str(obj.code)


def _offer(form: forms.Form, rows: Any) -> None:
    field = form.fields["service"]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (declared so)
    field.queryset = rows
    field.label_from_instance = _name  # type: ignore[method-assign]


class DoneForm(forms.Form):
    """What was done how many times; all may stay empty. `counts()` by errand code."""

    def __init__(self, *given: Any, services: Iterable[str], **more: Any) -> None:
        super().__init__(*given, **more)
        wanted = set(services)
        self.codes = {}
        for one in Errand.objects.filter(withdrawn=False):
            if wanted & set(one.services):
                name = f"done_{one.pk}"
                self.codes[name] = one.code
                self.fields[name] = forms.IntegerField(
                    label=localise(one.title), required=False, min_value=0, max_value=MOST
                )

    def counts(self) -> dict[str, int]:
        """What was done at least once."""
        return {
            code: self.cleaned_data[name]
            for name, code in self.codes.items()
            if self.cleaned_data.get(name)
        }


class VisitForm(DoneForm):
    """A visit of earlier today, by its real times."""

    service = forms.ModelChoiceField(
        queryset=Service.objects.none(), to_field_name="code", label=_("用件"), empty_label=None
    )
    counter = forms.ModelChoiceField(
        queryset=Counter.objects.none(), to_field_name="code", label=_("窓口"), empty_label=None
    )
    came = forms.TimeField(label=_("来た時刻（例 9:05）"))
    called = forms.TimeField(label=_("呼んだ時刻"))
    finished = forms.TimeField(label=_("終えた時刻"))

    def __init__(self, *given: Any, counters: Iterable[Counter], **more: Any) -> None:
        rows = list(counters)
        codes = {code for one in rows for code in one.services}
        super().__init__(*given, services=codes, **more)
        _offer(self, Service.objects.filter(code__in=codes, withdrawn=False))
        field = self.fields["counter"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (declared so)
        field.queryset = Counter.objects.filter(pk__in=[one.pk for one in rows])
        field.label_from_instance = _window  # type: ignore[method-assign]

    def clean(self) -> dict[str, Any]:
        """The counter must be one of the service's."""
        data = super().clean() or {}
        service, counter = data.get("service"), data.get("counter")
        if service and counter and service.code not in counter.services:
            self.add_error("counter", _("この窓口は、その用件を扱いません。"))
        return data

    def moment(self, name: str) -> datetime:
        """A time of today as a moment in Japan."""
        clock: time = self.cleaned_data[name]
        moment = now()
        return moment.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
