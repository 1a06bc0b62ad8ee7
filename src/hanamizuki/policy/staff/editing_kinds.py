"""The form of each kind of record: a line's words, targets, reviews, checks, milestones."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from hanamizuki.core.places.models import Section
from hanamizuki.core.text.dates import DayField
from hanamizuki.core.text.fields import CleanCharField
from hanamizuki.core.text.localised import localise
from hanamizuki.policy import words
from hanamizuki.policy.logic.gender import QUESTIONS
from hanamizuki.policy.models import Milestone, Theme
from hanamizuki.policy.services.editing import Copy
from hanamizuki.policy.services.records import Fields
from hanamizuki.policy.staff.editing_forms import Group, RecordForm, Texts, long_text
from hanamizuki.policy.staff.money_forms import BudgetForm, BudgetYearForm
from hanamizuki.policy.staff.wording import MARKS, choice

GOALS = 6
"""Up to five goals on the way, and the last one."""
_word = lazy(choice, str)
CHOOSE = {"required": _("一つえらんでください。")}


def _sections() -> list[tuple[str, Any]]:
    known = [(one.code, localise(one.name)) for one in Section.objects.all()]
    return [("", _("わかりません（まだ決まっていない）")), *known]


def _choices(texts: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    return [(one, _word(texts, one)) for one in texts]


class LineForm(RecordForm):
    """The words of a line, its section, themes and mark."""

    TEXTS = (
        Texts("title", 300, required=True),
        Texts("text", 3_000, 5),
        Texts("works_when", 600, 3),
    )
    section = forms.ChoiceField(label=_("担当の課"), required=False)
    themes = forms.MultipleChoiceField(
        label=_("中期計画のテーマ"), required=False, widget=forms.CheckboxSelectMultiple
    )
    mark = forms.ChoiceField(
        label=_("しるし"), choices=list(MARKS.items()), required=False, widget=forms.RadioSelect
    )

    def build(self, copy: Copy) -> None:
        """Offer the sections and themes that there are."""
        self.fields["section"].choices = _sections()  # type: ignore[attr-defined]
        known = {one.theme_id: localise(one.title) for one in Theme.objects.all()}
        for one in copy.place.line.themes if copy.place.line else []:
            known.setdefault(one, "")
        self.fields["themes"].choices = [  # type: ignore[attr-defined]
            (one, f"{one} {title}".strip()) for one, title in sorted(known.items())
        ]
        for name in ("section", "themes", "mark"):
            self.fields[name] = self.fields.pop(name)


class TargetForm(RecordForm):
    """Where an indicator stood, and what it is to reach by when."""

    baseline = forms.CharField(
        label=_("もとの値"), max_length=24, required=False, widget=forms.TextInput()
    )
    baseline_at = DayField(label=_("もとの値の日"), required=False)

    def build(self, copy: Copy) -> None:
        """The goals, then the rest."""
        for number in range(1, GOALS + 1):
            goal = _("目標 %(number)s の値") % {"number": number}
            due = _("目標 %(number)s の日") % {"number": number}
            self.fields[f"goal_{number}"] = forms.CharField(
                label=goal, max_length=24, required=False, widget=forms.TextInput()
            )
            self.fields[f"due_{number}"] = DayField(label=due, required=False)
        for name in ("baseline", *(f"goal_{one}" for one in range(1, GOALS + 1))):
            self.fields[name].widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})
        self.fields["source"] = CleanCharField(
            label=_("出典（どこで決めた目標か）"), max_length=500, required=False
        )
        self.fields["note"] = long_text(_("メモ（みなさんにも見えます）"), 1_000)

    def apart(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Each goal in a row of its own."""
        shown = {name: value for name, value in fields.items() if name != "goals"}
        for number, one in enumerate(fields.get("goals") or [], start=1):
            shown[f"goal_{number}"], shown[f"due_{number}"] = one["goal"], one["due"]
        return shown

    def together(self) -> Fields:
        """The goals as a list; rows that say nothing are left out."""
        data = self.cleaned_data
        rows = [(data[f"goal_{n}"].strip(), data[f"due_{n}"]) for n in range(1, GOALS + 1)]
        return {
            "baseline": _number(data["baseline"]),
            "baseline_at": data["baseline_at"],
            "goals": [{"goal": _number(goal), "due": due} for goal, due in rows if goal or due],
            "source": data["source"],
            "note": data["note"],
        }

    def place_of(self, name: str) -> str | None:
        """Errors about the goals stand at the first."""
        return "goal_1" if name == "goals" else super().place_of(name)

    def groups(self) -> list[Group]:
        """A value with its day."""
        rows = [
            Group(
                str(_("目標 %(number)s") % {"number": n}),
                self.bound((f"goal_{n}", f"due_{n}")),
            )
            for n in range(1, GOALS + 1)
        ]
        rest = [Group("", [self[name]]) for name in ("source", "note", "reason")]
        start = Group(
            str(_("もとの値（はじめにどうだったか）")), self.bound(("baseline", "baseline_at"))
        )
        return [start, *rows, *rest]


def _number(text: str) -> str:
    """Digits as people type them: of any width, with commas."""
    return unicodedata.normalize("NFKC", text).replace(",", "").strip()


class ReviewForm(RecordForm):
    """A line looked back on."""

    TEXTS = (
        Texts("done", 3_000, 5, required=True),
        Texts("learnt", 3_000, 4),
        Texts("next_step", 3_000, 4, required=True),
    )
    grade = forms.ChoiceField(
        label=_("どこまでできたか"),
        choices=_choices(words.GRADES),
        error_messages=CHOOSE,
        widget=forms.RadioSelect,
    )

    def groups(self) -> list[Group]:
        """The grade first."""
        found = super().groups()
        return sorted(found, key=lambda one: one.fields[0].name != "grade")


HELP = {
    "who_benefits_known": _("わからないときは「わかりません」。調べることが、次の仕事になります。"),
    "counted_by_gender": _("申込みや参加の数を、男女別に残しているか。"),
    "time_and_place_fit": _("時間・場所・保育・オンラインなど。"),
    "no_stereotype": _("チラシ・ポスター・ウェブの文と絵を見てください。"),
    "decided_by_both": _("会議・審査・実行委員会など、決める場にいた人。"),
}


class GenderForm(RecordForm):
    """Five short questions; a "no" needs a note."""

    REASON = False

    def build(self, copy: Copy) -> None:
        """A row of answers for each question."""
        for question in QUESTIONS:
            self.fields[question] = forms.ChoiceField(
                label=_word(words.QUESTIONS, question),
                help_text=HELP[question],
                choices=_choices(words.ANSWERS),
                error_messages=CHOOSE,
                widget=forms.RadioSelect,
            )
        self.fields["note"] = long_text(
            _("メモ（みなさんにも見えます。「いいえ」があるときは、どうするか、なぜそうなのか）"),
            1_000,
        )

    def apart(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Each answer at its question."""
        return {"note": fields.get("note", ""), **(fields.get("answers") or {})}

    def together(self) -> Fields:
        """The answers by question."""
        data = self.cleaned_data
        return {"answers": {one: data[one] for one in QUESTIONS}, "note": data["note"]}

    def place_of(self, name: str) -> str | None:
        """Answers as a whole stand at the first question."""
        return QUESTIONS[0] if name == "answers" else super().place_of(name)


class OverrideForm(RecordForm):
    """A line's progress by hand, and why; or given back to the rules."""

    REASON = False
    state = forms.ChoiceField(
        label=_("進み具合"), required=False, error_messages=CHOOSE, widget=forms.RadioSelect
    )
    section = forms.ChoiceField(label=_("決めた課"), required=False)

    def build(self, copy: Copy) -> None:
        """Lifting it is a choice only where it is set."""
        states = [(one, _word({one: word.text}, one)) for one, word in words.PROGRESS.items()]
        lift = [("", _("手で決めるのをやめて、決まりにまかせる"))] if copy.fields else []
        self.fields["state"].choices = [*states, *lift]  # type: ignore[attr-defined]
        self.fields["state"].required = not lift
        self.fields["section"].choices = _sections()  # type: ignore[attr-defined]
        self.initial.setdefault("section", copy.place.section)
        self.fields["reason"] = long_text(_("理由（みなさんにも見えます）"), 1_000, required=True)

    def together(self) -> Fields:
        """State, reason and section."""
        return {one: self.cleaned_data[one] for one in ("state", "reason", "section")}


class MilestoneForm(RecordForm):
    """A day that lines look towards; of a pack's only whether it is done."""

    TEXTS = (Texts("title", 200, required=True),)
    OWN = ("title_ja", "title_easy", "title_en", "on", "until", "lines", "source")

    def build(self, copy: Copy) -> None:
        """The days, the lines, and whether it is reached."""
        lines = copy.place.policy.lines.filter(ended_on=None)
        self.fields["on"] = DayField(label=_("いつ"))
        self.fields["until"] = DayField(label=_("いつまで（何日かつづくとき）"), required=False)
        self.fields["lines"] = forms.MultipleChoiceField(
            label=_("どの行の節目か"),
            required=False,
            widget=forms.SelectMultiple({"size": 8}),
            choices=[(one.code, f"{one.code}　{localise(one.title)}") for one in lines],
        )
        self.fields["source"] = CleanCharField(label=_("出典"), max_length=500)
        self.fields["done_on"] = DayField(label=_("できた日"), required=False)
        self.fields["done_note"] = long_text(_("できたときのメモ"), 1_000)
        stored = Milestone.objects.filter(milestone_id=copy.key, origin=Milestone.PACK)
        self.of_pack = stored.exists()
        for name in self.OWN if self.of_pack else ():
            self.fields[name].disabled = True

    def apart(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """A milestone of the pack may have a title in one language only."""
        title = fields.get("title")
        return super().apart(
            {**fields, "title": {"ja": title} if isinstance(title, str) else title}
        )


FORMS: dict[str, type[RecordForm]] = {
    "line": LineForm,
    "target": TargetForm,
    "review": ReviewForm,
    "gender": GenderForm,
    "override": OverrideForm,
    "milestone": MilestoneForm,
    "budget": BudgetForm,
    "budget_year": BudgetYearForm,
}
