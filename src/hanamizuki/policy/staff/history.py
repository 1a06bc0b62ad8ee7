"""A line's history for staff: every change with its difference, who made it, and a way back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from hanamizuki.core.audit.models import Entry
from hanamizuki.core.audit.queries import history
from hanamizuki.core.audit.words import words as action_words
from hanamizuki.core.people.policy import allowed, requires
from hanamizuki.core.text.localised import localise
from hanamizuki.policy.models import Line, Milestone, Proposal
from hanamizuki.policy.services.editing import Copy
from hanamizuki.policy.services.records import KINDS, Fields
from hanamizuki.policy.services.records.base import line_subject
from hanamizuki.policy.staff import wording
from hanamizuki.policy.staff.wording import Change, changes, record_title

ADDRESSES = {"line": "policy_staff:edit_line", "gender": "policy_staff:gender"}
"""The kinds of which one line has one record, so that its older text can be put together."""


@dataclass(frozen=True)
class Row:
    """One entry: what was done by whom, how it differs; `title` is what a proposal is about,
    `back` opens the older text."""

    entry: Entry
    title: str
    done: str
    who: str
    changes: list[Change]
    back: str


@requires("policy.read")
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that happened to a line and what hangs on it, newest first."""
    found = get_object_or_404(Line.objects.select_related("policy"), pk=pk)
    context = {
        "line": found,
        "rows": rows_of(found, allowed(request.user, "policy.edit", found.section)),
    }
    return render(request, "policy/staff/history.html", context)


def rows_of(line: Line, may_edit: bool) -> list[Row]:
    """The rows of a line, its proposals and its milestones."""
    people = wording.people()
    proposals = {f"policy.proposal:{one.pk}": one for one in line.proposals.all()}
    entries = sorted(_entries(line, proposals), key=lambda one: -one.seq)
    return [_row(one, line, people, proposals, may_edit) for one in entries]


def _subject(line: Line) -> str:
    return line_subject(line)


def _entries(line: Line, proposals: dict[str, Proposal]) -> Iterator[Entry]:
    days = [one.milestone_id for one in Milestone.objects.all() if line.code in one.lines]
    for subject in (_subject(line), *proposals, *(f"policy.milestone:{one}" for one in days)):
        yield from (one.entry for one in history(subject))


def _row(
    entry: Entry,
    line: Line,
    people: dict[str, str],
    proposals: dict[str, Proposal],
    may_edit: bool,
) -> Row:
    proposal = proposals.get(entry.subject)
    kind = proposal.kind if proposal else entry.action.partition(".")[2].partition(".")[0]
    key = proposal.key if proposal else ""
    before = {name: pair["before"] for name, pair in entry.change.items() if "before" in pair}
    after = {name: pair["after"] for name, pair in entry.change.items() if "after" in pair}
    if kind == "owner":
        before, after = (
            {one: people.get(f"account:{who}", who) for one, who in side.items()}
            for side in (before, after)
        )
    back = ""
    changed = entry.action.endswith(".changed") and bool(before)
    if may_edit and not proposal and changed and kind in ADDRESSES:
        back = f"{reverse(ADDRESSES[kind], args=[line.pk])}?before={entry.seq}"
    return Row(
        entry,
        record_title(kind, key) if proposal else "",
        localise(action_words.get(entry.action)),
        people.get(entry.actor, entry.actor),
        changes(before, after),
        back,
    )


def older_fields(number: str, copy: Copy) -> Fields | None:
    """A record as it was before an entry of the trail; None where no number was asked for.

    What later entries changed is taken back one by one, so a field that nobody changed stays as
    it is today.
    """
    if not number.isdecimal() or copy.kind not in ADDRESSES or copy.place.line is None:
        return None
    record = KINDS[copy.kind].read(copy.key)
    fields: dict[str, Any] = dict(record.fields) if record else {}
    entries = Entry.objects.filter(
        subject=_subject(copy.place.line),
        action=f"policy.{copy.kind}.changed",
        seq__gte=int(number[:18]),
    )
    for entry in entries.order_by("-seq"):
        for name, pair in entry.change.items():
            if "before" in pair:
                fields[name] = pair["before"]
    return fields
