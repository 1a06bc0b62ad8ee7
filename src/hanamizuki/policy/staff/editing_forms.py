"""What the forms of all record kinds have in common, and the field kinds they are made of.

A form takes a record's fields apart into what people type and puts them together again. What is
right and wrong the record kinds say (services.records); a form only names the field.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hanamizuki.core.text.fields import CleanCharField
from hanamizuki.policy.services.editing import Copy
from hanamizuki.policy.services.records import KINDS, AskBack, Fields
from hanamizuki.policy.staff.wording import LANGUAGES, field_label

PICK = "pick-"


@dataclass(frozen=True)
class Texts:
    """A text in three languages: the record's field, its greatest length, lines to write in."""

    name: str
    longest: int
    lines: int = 1
    required: bool = False


@dataclass(frozen=True)
class Group:
    """Fields that stand together; without a legend they stand alone."""

    legend: str
    fields: list[forms.BoundField]


class RecordForm(forms.Form):
    """The form of one record. `base` is what it was opened with; drafts keep it too, so that a
    draft brought back later is joined with what others saved, not laid over it."""

    base = forms.CharField(widget=forms.HiddenInput({"data-draft-keep": ""}))
    reason = CleanCharField(
        label=_("なぜ変えるか（記録に残ります）"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    TEXTS: ClassVar[tuple[Texts, ...]] = ()
    REASON: ClassVar[bool] = True

    def __init__(self, copy: Copy, data: Any = None, fields: Mapping[str, Any] | None = None):
        self.copy = copy
        self.ask = False
        shown = copy.fields if fields is None else fields
        super().__init__(data, initial={**self.apart(shown), "base": copy.base})
        last = self.fields.pop("reason")
        for one in self.TEXTS:
            for language in LANGUAGES:
                self.fields[f"{one.name}_{language}"] = _text_field(one, language)
        self.build(copy)
        if self.REASON:
            self.fields["reason"] = last

    @classmethod
    def back(cls, copy: Copy) -> str:
        """The address to go back to; "" for the page of the record's line."""
        return ""

    def build(self, copy: Copy) -> None:
        """Add what depends on the record."""

    def apart(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """A record's fields as the form shows them."""
        texts = {
            f"{one.name}_{language}": (fields.get(one.name) or {}).get(language, "")
            for one in self.TEXTS
            for language in LANGUAGES
        }
        return {**fields, **texts}

    def together(self) -> Fields:
        """What was typed, as the record's fields."""
        data = self.cleaned_data
        texts = {
            one.name: {language: data.get(f"{one.name}_{language}", "") for language in LANGUAGES}
            for one in self.TEXTS
        }
        own = {name for name in data if name not in ("base", "reason")}
        parts = {f"{one.name}_{language}" for one in self.TEXTS for language in LANGUAGES}
        return {**texts, **{name: data[name] for name in own - parts}}

    def picked(self, theirs: Mapping[str, Any]) -> Fields:
        """What was typed, with the other's text where the person chose it."""
        fields = self.together()
        for path in (one.removeprefix(PICK) for one in self.data if one.startswith(PICK)):
            if self.data[PICK + path] != "theirs":
                continue
            name, _dot, part = path.partition(".")
            value = theirs.get(name)
            if part:
                fields[name] = {**(fields.get(name) or {}), part: (value or {}).get(part, "")}
            else:
                fields[name] = value
        return fields

    def place_of(self, name: str) -> str | None:
        """The form's field that shows a record's field."""
        for one in (name, f"{name}_ja"):
            if one in self.fields:
                return one
        return None

    def fail(self, error: ValidationError) -> None:
        """Say what is wrong beside the field it is about."""
        self.ask = isinstance(error, AskBack)
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, messages in error.message_dict.items():
            place = self.place_of(name)
            said = messages if place else [f"{field_label(name)}: {one}" for one in messages]
            self.add_error(place, said)

    def groups(self) -> list[Group]:
        """The fields as they stand on the page: a text's languages together."""
        grouped = [
            Group(field_label(one.name), self.bound(f"{one.name}_{it}" for it in LANGUAGES))
            for one in self.TEXTS
        ]
        seen = {field.name for group in grouped for field in group.fields}
        rest = [field for field in self.visible_fields() if field.name not in seen]
        return [*grouped, *(Group("", [field]) for field in rest)]

    def bound(self, names: Iterable[str]) -> list[forms.BoundField]:
        """The fields of these names."""
        return [self[name] for name in names]

    @property
    def approval(self) -> bool:
        """True where somebody else approves it before it is public."""
        policy = self.copy.place.policy
        return KINDS[self.copy.kind].approval and policy.state == policy.APPROVED


def _text_field(one: Texts, language: str) -> CleanCharField:
    widget = forms.Textarea({"rows": one.lines}) if one.lines > 1 else forms.TextInput()
    widget.attrs["lang"] = "en" if language == "en" else "ja"
    return CleanCharField(
        label=field_label(f"{one.name}.{language}"),
        max_length=one.longest,
        required=one.required and language == "ja",
        widget=widget,
    )


def long_text(label: Any, longest: int, *, required: bool = False, **more: Any) -> CleanCharField:
    """A plain text of several lines."""
    return CleanCharField(
        label=label,
        max_length=longest,
        required=required,
        widget=forms.Textarea({"rows": 3}),
        **more,
    )
