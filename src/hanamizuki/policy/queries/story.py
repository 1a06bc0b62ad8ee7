"""The story of one line: what happened to it, as one timeline that everybody may read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from hanamizuki.core.audit.models import Entry as AuditEntry
from hanamizuki.core.clock import JST
from hanamizuki.core.evidence.models import Value
from hanamizuki.core.story import registry
from hanamizuki.policy.models import (
    BudgetLine,
    BudgetYear,
    Comment,
    GenderCheck,
    Line,
    Milestone,
    ProgressChange,
    Proposal,
    Review,
)
from hanamizuki.policy.queries.lines import relatives
from hanamizuki.policy.queries.telling import Part, Teller, Texts, Year, compose, listed
from hanamizuki.policy.sentences import STORY
from hanamizuki.policy.words import GRADES, HALVES, PROGRESS

TEXTS = ("title", "text", "works_when")


@dataclass(frozen=True)
class TextChange:
    """A text of the line before and after, as maps {ja, en, easy}."""

    field: str
    before: Mapping[str, str]
    after: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that happened. `state` is the progress that it turned to, `detail` why.

    `kind` is a key of `sentences.STORY`, or the word of the room that told it.
    """

    on: date
    kind: str
    title: Mapping[str, str]
    detail: Mapping[str, str] | None = None
    url: str = ""
    state: str = ""
    changes: tuple[TextChange, ...] = ()


def story(line: Line, indicators: set[str], teller: Teller, day: date) -> list[Entry]:
    """Everything public about a line, newest first; a fixed number of queries.

    `indicators` are those whose values belong to it. Rooms are asked about the line's code since
    its policy became public.
    """
    begun = line.policy.publish_on or day
    found = [
        _entry("begun", begun, what=line.policy.title),
        *_proposals(line, teller),
        *_turns(line, teller),
        *_values(line, indicators, teller),
        *_milestones(line, day),
        *_reviews(line),
        *_money(line),
        *_comments(line),
        *_end(line, day),
        *(
            Entry(on=one.on, kind=one.kind, title=one.title, url=one.url)
            for one in registry.events(line.code, begun)
        ),
    ]
    told = [one for one in found if begun <= one.on <= day or one.kind == "begun"]
    return sorted(told, key=lambda one: (one.on, one.kind != "begun"), reverse=True)


def _entry(kind: str, on: date, **parts: Part) -> Entry:
    return Entry(on=on, kind=kind, title=compose(STORY[kind], **parts))


def _proposals(line: Line, teller: Teller) -> Iterator[Entry]:
    """Texts and targets, from the proposals that were published for just this line."""
    done = Proposal.objects.filter(
        line=line, state=Proposal.PUBLISHED, kind__in=("line", "target"), decided_at__isnull=False
    )
    for one in done:
        on = one.decided_at.astimezone(JST).date()  # type: ignore[union-attr]
        if one.kind == "target":
            yield _target(one, on, teller)
            continue
        changes = tuple(
            TextChange(name, one.base.get(name) or {}, one.fields.get(name) or {})
            for name in TEXTS
            if one.base.get(name) != one.fields.get(name)
        )
        yield Entry(on=on, kind="text", title=compose(STORY["text"]), changes=changes)


def _target(one: Proposal, on: date, teller: Teller) -> Entry:
    _, indicator, split = (*one.key.split("/", 2), "", "")[:3]
    what = teller.what(indicator, split)
    goals = one.fields.get("goals") or []
    if not goals:
        return _entry("target_gone", on, what=what)
    said = [
        compose(
            STORY["goal"],
            due=date.fromisoformat(goal["due"]),
            goal=teller.amount(indicator, goal["goal"]),
        )
        for goal in goals
    ]
    return _entry("target", on, what=what, goals=listed(said))


def _turns(line: Line, teller: Teller) -> Iterator[Entry]:
    for one in ProgressChange.objects.filter(line=line):
        after = PROGRESS[one.after].text  # type: ignore[index]
        before = PROGRESS[one.before].text if one.before else None  # type: ignore[index]
        title = (
            compose(STORY["turn"], before=before, after=after)
            if before
            else compose(STORY["first"], after=after)
        )
        yield Entry(
            on=one.at.astimezone(JST).date(),
            kind="turn",
            title=title,
            detail=teller.why(one.why),
            state=one.after,
        )


def _values(line: Line, indicators: set[str], teller: Teller) -> Iterator[Entry]:
    """What people entered: one entry a period for everyone, one for its groups together."""
    entered = Value.objects.filter(
        indicator_id__in=indicators, origin=Value.ENTERED, entered_at__isnull=False
    )
    groups: dict[tuple[str, str, date], int] = defaultdict(int)
    for one in entered:
        on = one.entered_at.astimezone(JST).date()  # type: ignore[union-attr]
        if one.split:
            groups[one.indicator_id, one.period, on] += 1
            continue
        yield Entry(
            on=on,
            kind="value",
            title=compose(
                STORY["value"],
                what=teller.what(one.indicator_id),
                period=one.period,
                value=teller.amount(one.indicator_id, one.value),
            ),
            url=reverse("policy:indicator", args=[one.indicator_id]),
        )
    for (indicator, period, on), n in groups.items():
        yield Entry(
            on=on,
            kind="value_groups",
            title=compose(STORY["value_groups"], what=teller.what(indicator), period=period, n=n),
            url=reverse("policy:indicator", args=[indicator]),
        )


def _milestones(line: Line, day: date) -> Iterator[Entry]:
    for one in Milestone.objects.all():
        if line.code not in one.lines:
            continue
        if one.done_on:
            yield _entry("done", one.done_on, what=one.title)
        elif one.origin == Milestone.PACK and one.on <= day:
            yield _entry("day", one.on, what=one.title)


def _reviews(line: Line) -> Iterator[Entry]:
    for one in Review.objects.filter(line=line):
        yield Entry(
            on=one.published_at.astimezone(JST).date(),
            kind="review",
            title=compose(STORY["review"], half=HALVES[one.half], grade=GRADES[one.grade]),
            detail=one.done,
            url="#reviews",
        )
    check = GenderCheck.objects.filter(line=line).first()
    if check:
        yield _entry("gender", check.checked_at.astimezone(JST).date())


def _money(line: Line) -> Iterator[Entry]:
    rows = BudgetLine.objects.filter(line=line.code, fiscal_year=line.policy.fiscal_year)
    titles = {f"policy.budget:{one.pk}": one.title for one in rows}
    if not titles:
        return
    year = BudgetYear.objects.filter(fiscal_year=line.policy.fiscal_year).first()
    if year and year.voted_on:
        yield _entry("council", year.voted_on, year=Year(year.fiscal_year))
    changed = AuditEntry.objects.filter(action="policy.budget.changed", subject__in=titles)
    for one in changed:
        yield _entry("budget", one.moment.date(), what=titles[one.subject])


def _comments(line: Line) -> Iterator[Entry]:
    """How many came in each month; their words are the sender's and the section's."""
    months: dict[tuple[int, int], list[date]] = defaultdict(list)
    for received in Comment.objects.filter(line=line).values_list("received_at", flat=True):
        on = received.astimezone(JST).date()
        months[on.year, on.month].append(on)
    for days in months.values():
        yield _entry("comments", max(days), n=len(days))


def _end(line: Line, day: date) -> Iterator[Entry]:
    if line.ended_on:
        yield _entry("ended", line.ended_on, why=line.ended_why or {})
    for after in relatives(line, day)[1]:
        url = reverse("policy:line_of_year", args=[after.policy.fiscal_year, after.code])
        title: Texts = compose(
            STORY["followed"], year=Year(after.policy.fiscal_year), what=after.title
        )
        yield Entry(on=after.policy.publish_on or day, kind="followed", title=title, url=url)


def as_json(entry: Entry) -> dict[str, Any]:
    """An entry as the API gives it."""
    return {
        "on": entry.on.isoformat(),
        "kind": entry.kind,
        "title": entry.title,
        "detail": entry.detail,
        "url": entry.url,
        "state": entry.state,
        "changes": [
            {"field": one.field, "before": one.before, "after": one.after} for one in entry.changes
        ],
    }
