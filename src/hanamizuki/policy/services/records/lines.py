"""The record kinds of one line: its text, targets, reviews, gender check, progress by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, get_args

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from hanamizuki.core.clock import today
from hanamizuki.core.evidence.models import Indicator, Value
from hanamizuki.core.evidence.registry import registry as computed
from hanamizuki.core.evidence.splits import valid_key
from hanamizuki.core.places.models import Section
from hanamizuki.policy.logic import gender
from hanamizuki.policy.logic.progress import LINE_STATES
from hanamizuki.policy.models import GenderCheck, Line, Override, Review, Target, Theme
from hanamizuki.policy.services.records.base import (
    AskBack,
    Cleaner,
    Fields,
    Place,
    Record,
    RecordKind,
    line_of,
    place_of,
    plain,
)

MARKS = ("", "new", "extended")
GENDER_ANSWERS = get_args(gender.Answer)


class LineKind(RecordKind):
    """The words of a line, its section, themes and mark. Key: the line's id."""

    name = "line"
    approval = True
    FIELDS = ("title", "text", "works_when", "section", "themes", "mark")

    def place(self, key: str) -> Place:
        return place_of(line_of(key))

    def read(self, key: str) -> Record | None:
        line = line_of(key)
        return Record({name: getattr(line, name) for name in self.FIELDS}, line.version)

    def clean(self, place: Place, key: str, fields: Mapping[str, Any], confirmed: bool) -> Fields:
        given = Cleaner(fields)
        given.texts("title", 300, required=True)
        given.texts("text", 3_000)
        given.texts("works_when", 600)
        given.choice("section", {one.code for one in Section.objects.all()}, required=False)
        given.choice("mark", MARKS, required=False)
        themes = fields.get("themes") or []
        known = set(Theme.objects.values_list("theme_id", flat=True))
        if not isinstance(themes, list) or not set(themes) <= known | set(_themes(place)):
            given.fail("themes", _("そのテーマはありません。"))
        given.fields["themes"] = themes
        return given.done()

    def write(self, place: Place, key: str, fields: Fields, moment: datetime) -> None:
        line = line_of(key)
        changed = [name for name in self.FIELDS if getattr(line, name) != fields[name]]
        for name in changed:
            setattr(line, name, fields[name])
        if "section" in changed:
            line.section_source = ""
            changed.append("section_source")
        line.edited = sorted({*line.edited, *changed})
        line.version += 1
        line.touched_at = moment
        line.save()


def _themes(place: Place) -> list[str]:
    return list(place.line.themes) if place.line else []


def touch(line: Line, moment: datetime) -> None:
    """Remember that people worked on a line."""
    Line.objects.filter(pk=line.pk).update(touched_at=moment)


class TargetKind(RecordKind):
    """What an indicator is to reach. Key: line id / indicator / split ("" everyone)."""

    name = "target"
    approval = True

    def place(self, key: str) -> Place:
        _, indicator, split = _parts(key)
        # Of what an address may hold, a database takes only what it has room for.
        if not (indicator + split).isprintable() or len(split) > 80:
            raise Target.DoesNotExist(key)
        if computed.get(indicator) is None:
            Indicator.objects.get(indicator_id=indicator)
        if not valid_key(split) and not Value.objects.filter(split=split).exists():
            raise Target.DoesNotExist(key)
        return place_of(line_of(key))

    def read(self, key: str) -> Record | None:
        target = _target(key)
        if target is None:
            return None
        return Record(
            {
                "baseline": None if target.baseline is None else plain(target.baseline),
                "baseline_at": target.baseline_at.isoformat() if target.baseline_at else None,
                "goals": target.goals,
                "source": target.source,
                "note": target.note,
            },
            target.version,
        )

    def clean(self, place: Place, key: str, fields: Mapping[str, Any], confirmed: bool) -> Fields:
        given = Cleaner(fields)
        if not _unit(_parts(key)[1]):
            given.fail(
                "goals", _("この指標には単位がありません。先に、指標の単位を決めてください。")
            )
        given.number("baseline", required=bool(fields.get("baseline_at")))
        day = given.day("baseline_at", required=fields.get("baseline") not in (None, ""))
        given.text("source", 500)
        given.text("note", 1_000)
        given.fields["goals"] = _goals(given, fields.get("goals") or [], day)
        cleaned = given.done()
        if not confirmed:
            _ask(_direction(_parts(key)[1]), cleaned)
        return cleaned

    def write(self, place: Place, key: str, fields: Fields, moment: datetime) -> None:
        _, indicator, split = _parts(key)
        assert place.line is not None  # noqa: S101 (every target has a line)
        touch(place.line, moment)
        if not fields["goals"]:
            Target.objects.filter(line=place.line, indicator_id=indicator, split=split).delete()
            return
        target = _target(key) or Target(
            line=place.line, indicator_id=indicator, split=split, version=0
        )
        day = fields["baseline_at"]
        target.baseline = None if fields["baseline"] is None else Decimal(fields["baseline"])
        target.baseline_at = date.fromisoformat(day) if day else None
        target.goals, target.source, target.note = fields["goals"], fields["source"], fields["note"]
        target.version += 1
        target.save()


def _parts(key: str) -> tuple[str, str, str]:
    line, indicator, split = (*key.split("/", 2), "", "")[:3]
    return line, indicator, split


def _target(key: str) -> Target | None:
    line, indicator, split = _parts(key)
    return Target.objects.filter(line_id=int(line), indicator_id=indicator, split=split).first()


def _unit(indicator: str) -> str:
    declared = computed.get(indicator)
    unit = declared.unit if declared else Indicator.objects.get(indicator_id=indicator).unit
    return str(unit.get("ja", "")) if unit else ""


def _direction(indicator: str) -> str:
    declared = computed.get(indicator)
    found = declared or Indicator.objects.get(indicator_id=indicator)
    return str(found.direction)


def _ask(direction: str, fields: Fields) -> None:
    """A goal on the worse side of where it stood may be meant (slowing a loss): ask back."""
    if fields["baseline"] is None or direction == "none":
        return
    start, sign = Decimal(fields["baseline"]), 1 if direction == "up" else -1
    for goal in fields["goals"]:
        if (Decimal(goal["goal"]) - start) * sign < 0:
            raise AskBack({"goals": _ask_words(direction, goal["goal"], fields["baseline"])})


def _ask_words(direction: str, goal: str, baseline: str) -> str:
    said = (
        _("大きいほうがよい指標です。目標 %(goal)s は、もとの値 %(baseline)s より小さいです。")
        if direction == "up"
        else _("小さいほうがよい指標です。目標 %(goal)s は、もとの値 %(baseline)s より大きいです。")
    )
    return said % {"goal": goal, "baseline": baseline}


def _goals(given: Cleaner, rows: Any, baseline_at: date | None) -> list[Fields]:
    found: dict[str, Fields] = {}
    for row in rows if isinstance(rows, list) else []:
        one = Cleaner(row if isinstance(row, dict) else {})
        goal, due = one.number("goal", required=True), one.day("due", required=True)
        for messages in one.wrong.values():
            given.wrong.setdefault("goals", []).extend(messages)
        if goal is None or due is None:
            continue
        if due.isoformat() in found:
            given.fail("goals", _("同じ日の目標が二つあります。"))
        if baseline_at and due <= baseline_at:
            given.fail("goals", _("目標の日は、もとの値の日よりあとにしてください。"))
        found[due.isoformat()] = {"goal": plain(goal), "due": due.isoformat()}
    return [found[due] for due in sorted(found)]


class ReviewKind(RecordKind):
    """A line looked back on. Key: line id / mid or end. The line's section writes it."""

    name = "review"
    approval = True
    action = "policy.review"

    def place(self, key: str) -> Place:
        if key.partition("/")[2] not in (Review.MID, Review.END):
            raise Review.DoesNotExist(key)
        return place_of(line_of(key))

    def read(self, key: str) -> Record | None:
        found = Review.objects.filter(line_id=line_of(key).pk, half=key.partition("/")[2]).first()
        if found is None:
            return None
        return Record(
            {
                "grade": found.grade,
                "done": found.done,
                "learnt": found.learnt,
                "next_step": found.next_step,
            },
            found.version,
        )

    def clean(self, place: Place, key: str, fields: Mapping[str, Any], confirmed: bool) -> Fields:
        given = Cleaner(fields)
        given.choice("grade", Review.GRADES)
        given.texts("done", 3_000, required=True)
        given.texts("learnt", 3_000)
        given.texts("next_step", 3_000, required=True)
        if place.policy.state != place.policy.APPROVED:
            given.fail("grade", _("案の方針は、まだふりかえれません。"))
        elif today() < date(place.policy.fiscal_year, 4, 1):
            given.fail("grade", _("その年度は、まだはじまっていません。"))
        return given.done()

    def write(self, place: Place, key: str, fields: Fields, moment: datetime) -> None:
        assert place.line is not None  # noqa: S101 (every review has a line)
        half = key.partition("/")[2]
        found = Review.objects.filter(line=place.line, half=half).first()
        review = found or Review(line=place.line, half=half, version=0)
        for name, value in fields.items():
            setattr(review, name, value)
        review.published_at = moment
        review.version += 1
        review.save()
        touch(place.line, moment)


class GenderKind(RecordKind):
    """The short gender-equality check of a line. Key: the line's id."""

    name = "gender"
    action = "policy.review"

    def place(self, key: str) -> Place:
        return place_of(line_of(key))

    def read(self, key: str) -> Record | None:
        found = GenderCheck.objects.filter(line_id=line_of(key).pk).first()
        return (
            Record({"answers": found.answers, "note": found.note}, found.version) if found else None
        )

    def clean(self, place: Place, key: str, fields: Mapping[str, Any], confirmed: bool) -> Fields:
        given = Cleaner(fields)
        answers = fields.get("answers")
        answers = answers if isinstance(answers, dict) else {}
        for question in gender.QUESTIONS:
            if answers.get(question) not in GENDER_ANSWERS:
                given.fail(question, _("一つえらんでください。"))
        given.text("note", 1_000, required="no" in answers.values())
        given.fields["answers"] = {one: answers.get(one) for one in gender.QUESTIONS}
        return given.done()

    def write(self, place: Place, key: str, fields: Fields, moment: datetime) -> None:
        assert place.line is not None  # noqa: S101 (every check has a line)
        GenderCheck.objects.update_or_create(
            line=place.line,
            defaults={**fields, "checked_at": moment, "version": F("version") + 1},
            create_defaults={**fields, "checked_at": moment},
        )
        touch(place.line, moment)


class OverrideKind(RecordKind):
    """A line's progress set by hand, or given back to the rules (state ""). Key: the line's id."""

    name = "override"

    def place(self, key: str) -> Place:
        return place_of(line_of(key))

    def read(self, key: str) -> Record | None:
        found = Override.objects.filter(line_id=line_of(key).pk).first()
        if found is None:
            return None
        fields = {"state": found.state, "reason": found.reason, "section": found.section}
        return Record(fields, found.version)

    def clean(self, place: Place, key: str, fields: Mapping[str, Any], confirmed: bool) -> Fields:
        given = Cleaner(fields)
        given.choice("state", LINE_STATES, required=False)
        given.text("reason", 1_000, required=True)
        given.choice("section", {one.code for one in Section.objects.all()}, required=False)
        return given.done()

    def write(self, place: Place, key: str, fields: Fields, moment: datetime) -> None:
        assert place.line is not None  # noqa: S101 (every override has a line)
        touch(place.line, moment)
        found = Override.objects.filter(line=place.line).first()
        if not fields["state"]:
            if found is None:
                raise ValidationError(_("手で決めた進み具合は、ありません。"))
            found.delete()
            return
        override = found or Override(line=place.line, version=0)
        for name, value in fields.items():
            setattr(override, name, value)
        override.since = today()
        override.version += 1
        override.save()
