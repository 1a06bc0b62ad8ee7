"""Forms of a draft: lines that come, go, move and join; its review; its day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hanamizuki.core.places.models import Section
from hanamizuki.core.text.dates import DayField
from hanamizuki.core.text.fields import CleanCharField
from hanamizuki.core.text.localised import localise
from hanamizuki.policy.models import Line, Policy

NEW_KINDS = {
    "project": _("事業"),
    "initiative": _("取組"),
    "measure": _("施策"),
    "theme": _("テーマ"),
    "principle": _("区役所の進め方"),
}
LARGEST = 1_000_000  # bytes of a policy document; Kohoku's has 20,000


class VersionForm(forms.Form):
    """The version of the draft that was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class TextsForm(VersionForm):
    """A title in three languages."""

    title_ja = CleanCharField(label=_("題（日本語）"), max_length=300)
    title_easy = CleanCharField(label=_("題（やさしい日本語）"), max_length=300, required=False)
    title_en = CleanCharField(label=_("題（英語）"), max_length=300, required=False)

    def texts(self, name: str = "title") -> dict[str, str]:
        """The map {ja, easy, en} without what is empty."""
        data = self.cleaned_data
        found = {one: data.get(f"{name}_{one}", "") for one in ("ja", "easy", "en")}
        return {one: text for one, text in found.items() if text}


class AddForm(TextsForm):
    """A new line under another."""

    kind = forms.ChoiceField(label=_("種類"), choices=list(NEW_KINDS.items()))
    section = forms.ChoiceField(label=_("担当の課"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = [(one.code, localise(one.name)) for one in Section.objects.all()]
        self.fields["section"].choices = [("", _("（まだ決めない）")), *sections]  # type: ignore[attr-defined]


class ReasonForm(VersionForm):
    """Why: it is read later, by colleagues and, for a dropped line, by everybody."""

    reason = CleanCharField(label=_("理由"), max_length=1_000, widget=forms.Textarea({"rows": 3}))


def _label(line: Line) -> str:
    return f"{line.code} {localise(line.title)}"


class LineField(forms.ModelChoiceField):
    """One line of a policy, by its number and title."""

    def label_from_instance(self, obj: Any) -> str:
        return _label(obj)


class LinesField(forms.ModelMultipleChoiceField):
    """Several lines of a policy, by their numbers and titles."""

    def label_from_instance(self, obj: Any) -> str:
        return _label(obj)


class MoveForm(VersionForm):
    """Where a line goes: below a parent, after a sibling or first."""

    parent = LineField(label=_("どの行の下へ"), queryset=Line.objects.none())
    after = LineField(
        label=_("そのうち、どの行のあとへ"),
        queryset=Line.objects.none(),
        required=False,
        empty_label=_("（いちばん前）"),
    )

    def __init__(self, line: Line, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = line.policy.lines.filter(ended_on=None).exclude(pk=line.pk)
        parent: Any = self.fields["parent"]
        after: Any = self.fields["after"]
        parent.queryset = others.exclude(kind="project")
        after.queryset = others.exclude(parent=None)


class JoinForm(VersionForm):
    """Which earlier lines a line goes on with."""

    follows = LinesField(
        label=_("前の年度の行"),
        queryset=Line.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, earlier: Policy | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["follows"]
        if earlier is not None:
            field.queryset = earlier.lines.filter(ended_on=None)


class ApproveForm(VersionForm):
    """The day it becomes public, and a word to whoever wrote it."""

    publish_on = DayField(label=_("公表する日"), help_text=_("その日の0時に、自動で公表されます。"))
    decision = CleanCharField(
        label=_("ひとこと"), max_length=1_000, required=False, widget=forms.Textarea({"rows": 2})
    )


class ReturnForm(VersionForm):
    """What is to be changed."""

    decision = CleanCharField(
        label=_("直してほしいところ"), max_length=1_000, widget=forms.Textarea({"rows": 3})
    )


class DocumentForm(forms.Form):
    """A policy document as a file."""

    file = forms.FileField(label=_("方針の文書（.txt か .md。UTF-8 か Shift_JIS）"))
    draft = forms.BooleanField(
        label=_("その年度がもう公表されていても、新しい案を作る"), required=False
    )

    def clean_file(self) -> Any:
        """Of a size that a document has."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("1MBまでの文書にしてください。"))
        return file


class PlanForm(forms.Form):
    """A plan of its own: reading targets, a plan over several years."""

    # It begins the codes of the plan's lines, for which there are 32 letters.
    plan = forms.RegexField(
        r"^[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*$",
        label=_("短い名前（英字。アドレスに使います）"),
        max_length=20,
        help_text="reading",
    )
    title = CleanCharField(label=_("計画の題"), max_length=300)
    goal = CleanCharField(label=_("計画の目標（いちばん上の行）"), max_length=300)
    fiscal_year = forms.IntegerField(
        label=_("はじまりの年度（西暦）"), min_value=1990, max_value=2100
    )
    until_year = forms.IntegerField(
        label=_("終わりの年度（西暦）"), min_value=1990, max_value=2100, required=False
    )

    def clean_plan(self) -> str:
        """Not the name of the yearly policy, nor of one of its lines."""
        name = str(self.cleaned_data["plan"]).lower()
        its = Line.objects.filter(policy__plan=Policy.OPERATING, code__iexact=name)
        if name == Policy.OPERATING or its.exists():
            raise forms.ValidationError(_("この名前は、毎年の運営方針の名前です。"))
        return name
