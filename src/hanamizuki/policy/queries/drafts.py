"""Reads of a draft: what became of each line of the text before it, what keeps it from review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from hanamizuki.policy.logic import succession
from hanamizuki.policy.models import Line, Policy
from hanamizuki.policy.queries.tree import current_policy

CONTENT = ("title", "text", "works_when", "section", "themes")


def drafts(day: date) -> QuerySet[Policy]:
    """The texts that are not public yet: drafts, under review, approved for a day to come."""
    public = Q(state=Policy.APPROVED, publish_on__lte=day)
    return Policy.objects.exclude(public).order_by("-fiscal_year", "-pk")


def before(draft: Policy) -> Policy | None:
    """The text that a draft goes on from: the one its lines follow, else the current one."""
    followed = Policy.objects.filter(lines__followed_by__policy=draft).order_by("-fiscal_year")
    found = followed.first()
    if found is not None:
        return found
    return current_policy() if draft.plan == Policy.OPERATING else None


def _content(line: Line) -> dict[str, object]:
    return {name: getattr(line, name) for name in CONTENT}


def _old(policy: Policy) -> list[succession.Line]:
    return [
        succession.Line(
            line.code, line.parent.code if line.parent else "", line.kind, order, _content(line)
        )
        for order, line in enumerate(policy.lines.filter(ended_on=None).select_related("parent"))
    ]


def _new(draft: Policy) -> list[succession.DraftLine]:
    lines = draft.lines.filter(ended_on=None).select_related("parent").prefetch_related("follows")
    return [
        succession.DraftLine(
            line.code,
            line.parent.code if line.parent else "",
            line.kind,
            order,
            _content(line),
            tuple(one.code for one in line.follows.all()),
        )
        for order, line in enumerate(lines)
    ]


def changes(draft: Policy) -> tuple[succession.Change, ...]:
    """What became of each line, in the order of the draft; dropped ones last."""
    old = before(draft)
    return succession.summarise(_old(old) if old else [], _new(draft))


@dataclass(frozen=True)
class Problem:
    """Something that keeps a draft from review: the line's code and title, what is missing."""

    code: str
    title: str
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.title}: {self.text}"


def problems(draft: Policy) -> list[Problem]:
    """Everything that keeps a draft from review, in its order."""
    lines = {line.code: line for line in draft.lines.filter(ended_on=None)}
    old = before(draft)
    known = set(old.lines.values_list("code", flat=True)) if old else set()
    words = {
        "code_missing": _("番号がありません。"),
        "code_twice": _("同じ番号が二つあります。"),
        "parent_unknown": _("上の行がやめになっています。"),
        "cycle": _("上の行をたどると、自分にもどります。"),
        "order_twice": _("順番が同じ行があります。"),
        "before_parent": _("上の行より前にあります。"),
        "follows_unknown": _("つづきだという前の行がありません。"),
    }
    found = [
        Problem(one.code, _title(lines.get(one.code)), words[one.rule])
        for one in succession.validate(_new(draft), known)
    ]
    checked = set(draft.lines.filter(gender_check__isnull=False).values_list("code", flat=True))
    for change in succession.summarise(_old(old) if old else [], _new(draft)):
        if change.kind in ("kept", "dropped"):
            continue
        if change.kind == "changed" and not {"title", "text", "works_when"} & set(change.fields):
            continue
        found += [
            Problem(code, _title(lines[code]), _("男女共同参画の点検がまだです。"))
            for code in change.new
            if code not in checked and lines[code].kind != "goal"
        ]
    return found


def _title(line: Line | None) -> str:
    return str(line.title.get("ja", "")) if line else ""
