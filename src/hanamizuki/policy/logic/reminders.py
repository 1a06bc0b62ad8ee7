"""Which reminders a line owes its people today.

Each has a key that stays the same while the reminder does, so that whoever sends it once per key
sends it once. Late ones get a new key each month counted from the due date, not each calendar
month: the 31st and the 1st would be a day apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from hanamizuki.policy.logic.monitoring import UNTOUCHED_DAYS, untouched

Kind = Literal[
    "value_due_30",
    "value_late",
    "milestone_due",
    "milestone_late",
    "untouched",
    "no_next_milestone",
    "review_due",
    "review_late",
]
Review = Literal["mid", "end"]

VALUE_DAYS = 30
MILESTONE_DAYS = 14


@dataclass(frozen=True, slots=True)
class ValueDue:
    """A value asked for by the end of `due`; `ref` tells it from the line's others."""

    ref: str
    due: date
    entered: bool


@dataclass(frozen=True, slots=True)
class MilestoneDue:
    """A day to reach something by; `ref` is the milestone's id."""

    ref: str
    on: date
    done: bool


@dataclass(frozen=True, slots=True)
class LineState:
    """One line of the policy of `fiscal_year` (its first calendar year).

    `touched_at`: the last work on it, at first its making; None where that is unknown.
    `reviewed`: the reviews done. A `closed` line owes nothing.
    """

    code: str
    fiscal_year: int
    values: tuple[ValueDue, ...] = ()
    milestones: tuple[MilestoneDue, ...] = ()
    touched_at: date | None = None
    reviewed: frozenset[Review] = frozenset()
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Reminder:
    """`ref` is what it is about (a value, a milestone, "mid" or "end"); "" for the line itself."""

    kind: Kind
    code: str
    ref: str
    due: date | None
    key: str


def due_reminders(line: LineState, today: date) -> list[Reminder]:
    """What is due today; the same list, with the same keys, however often it is asked for."""
    return [] if line.closed else list(_due(line, today))


def _due(line: LineState, today: date) -> Iterator[Reminder]:
    for value in line.values:
        if not value.entered:
            yield from _coming(
                line.code, "value_due_30", "value_late", value.ref, value.due, VALUE_DAYS, today
            )
    for milestone in line.milestones:
        if not milestone.done:
            yield from _coming(
                line.code,
                "milestone_due",
                "milestone_late",
                milestone.ref,
                milestone.on,
                MILESTONE_DAYS,
                today,
            )
    if untouched(line.touched_at, today):
        yield _untouched(line, today)
    if all(milestone.done for milestone in line.milestones):
        half = _half_began(today)
        yield _reminder("no_next_milestone", line.code, "", None, half.isoformat())
    yield from _review(line, today)


def _coming(
    code: str, soon: Kind, late: Kind, ref: str, due: date, days: int, today: date
) -> Iterator[Reminder]:
    if today > due:
        yield _reminder(late, code, ref, due, due.isoformat(), str(_months_since(due, today)))
    elif today >= due - timedelta(days=days):
        yield _reminder(soon, code, ref, due, due.isoformat())


def _untouched(line: LineState, today: date) -> Reminder:
    if line.touched_at is None:
        return _reminder("untouched", line.code, "", None, "never")
    halves = ((today - line.touched_at).days - 1) // UNTOUCHED_DAYS
    return _reminder("untouched", line.code, "", None, line.touched_at.isoformat(), str(halves))


def _review(line: LineState, today: date) -> Iterator[Reminder]:
    """Mid-year from 1 October to the 31st, year-end from 1 to 31 March; late afterwards.

    Once the year-end review is open, a mid-year one that was left out is asked for no more.
    """
    end_opens = date(line.fiscal_year + 1, 3, 1)
    review: Review = "mid" if today < end_opens else "end"
    due = date(line.fiscal_year, 10, 31) if review == "mid" else end_opens.replace(day=31)
    if review not in line.reviewed:
        yield from _coming(line.code, "review_due", "review_late", review, due, 30, today)


def _half_began(today: date) -> date:
    """1 April or 1 October, whichever was last."""
    if today.month < 4:
        return date(today.year - 1, 10, 1)
    return date(today.year, 4 if today.month < 10 else 10, 1)


def _months_since(due: date, today: date) -> int:
    """Full months since the day after `due`, which is late day one."""
    first = due + timedelta(days=1)
    months = (today.year - first.year) * 12 + today.month - first.month
    return months - (today.day < first.day)


def _reminder(kind: Kind, code: str, ref: str, due: date | None, *rest: str) -> Reminder:
    return Reminder(kind, code, ref, due, ":".join((kind, code, ref, *rest)))
