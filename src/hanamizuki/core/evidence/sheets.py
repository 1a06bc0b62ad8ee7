"""Values in spreadsheets: the sheet to fill in, and keeping what came back, whole or not at all.

What came back is read by `read_values`.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hanamizuki.core import clock
from hanamizuki.core.audit.services import Actor
from hanamizuki.core.evidence import entering
from hanamizuki.core.evidence.entering import Kept, Series
from hanamizuki.core.evidence.errors import Conflict
from hanamizuki.core.evidence.logic.periods import Period, period_of
from hanamizuki.core.evidence.logic.schedule import waiting
from hanamizuki.core.evidence.models import Indicator, Value
from hanamizuki.core.evidence.queries import have
from hanamizuki.core.evidence.sheet_reader import (
    COLUMN_OF,
    COLUMNS,
    CellProblem,
    RowValue,
    Sheet,
    read_values,
)
from hanamizuki.core.evidence.splits import EVERYONE, split_labels
from hanamizuki.core.evidence.workbook import SHEET
from hanamizuki.core.places.models import District

__all__ = [
    "CellProblem",
    "Entered",
    "RowValue",
    "Sheet",
    "SheetRefused",
    "enter_sheet",
    "read_values",
    "template_workbook",
]


@dataclass(frozen=True)
class Entered:
    """How many values were new, corrected, and the same as before."""

    new: int = 0
    corrected: int = 0
    unchanged: int = 0


class SheetRefused(Exception):
    """Nothing of the sheet was kept. `asked`: all of it may be confirmed (confirmed=True)."""

    def __init__(self, problems: list[CellProblem], *, asked: bool) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems, self.asked = problems, asked


def template_workbook(indicators: Iterable[Indicator]) -> bytes:
    """An .xlsx to fill in: a row for each period that waits, for everyone and the groups collected.

    Of an indicator that waits for nothing it has the last ended period, unless that is given.
    """
    into = io.BytesIO()
    # Text stays text: what begins with = + - @ is never a formula.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(into, options) as book:
        sheet = book.add_worksheet(SHEET)
        head = book.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1})
        text, prose = (
            book.add_format({"num_format": "@"}),
            book.add_format({"num_format": "@", "text_wrap": True}),
        )
        for column, (title, width) in enumerate(
            zip(COLUMNS, (22, 34, 18, 14, 14, 10, 34, 24), strict=True)
        ):
            sheet.write_string(0, column, title, head)
            sheet.set_column(column, column, width, None if title == "値" else text)
        sheet.freeze_panes(1, 0)
        formats: dict[int, Any] = {}
        row = 1
        for one, period, group in _prepared(indicators):
            number = "#,##0" + ("." + "0" * one.decimals if one.decimals else "")
            style = formats.setdefault(one.decimals, book.add_format({"num_format": number}))
            cells = (one.indicator_id, one.title["ja"], period.label, group)
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell, prose if column == 1 else text)
            sheet.write_blank(row, 4, None, style)
            sheet.write_string(row, 5, one.unit["ja"], text)
            row += 1
    return into.getvalue()


@transaction.atomic
def enter_sheet(
    actor: Actor,
    rows: Iterable[RowValue],
    *,
    may: Callable[[Indicator], bool],
    confirmed: bool = False,
    reason: str = "",
) -> Entered:
    """Keep all rows in one transaction, or none. `may` says whose values the actor may enter.

    Raises SheetRefused with every problem: what cannot be kept, what somebody else has changed
    since it was read, what looks like a slip (only that: `asked`, unless `confirmed`).
    """
    given = list(rows)
    problems: list[CellProblem] = []
    series = _locked(given, may, problems)
    kept: list[tuple[RowValue, Kept]] = []
    for row in given:
        if row.indicator_id not in series:
            continue
        try:
            kept.append((row, entering.keep(series[row.indicator_id], row.entry)))
        except ValidationError as error:
            problems += _problems_of(row.row, error.message_dict)
        except Conflict as conflict:
            problems.append(_conflict(row, conflict))
    if problems:
        raise SheetRefused(problems, asked=False)
    if not confirmed and (asked := list(_asked(kept, series))):
        raise SheetRefused(asked, asked=True)
    for row, one in kept:
        entering.record(actor, series[row.indicator_id].indicator, row.entry, one, reason)
    changed = [one for _row, one in kept if one.changed]
    new = sum(one.before is None for one in changed)
    return Entered(new, len(changed) - new, len(kept) - len(changed))


def _prepared(indicators: Iterable[Indicator]) -> Iterator[tuple[Indicator, Period, str]]:
    wanted = list(indicators)
    given: dict[str, list[Value]] = {one.indicator_id: [] for one in wanted}
    for value in Value.objects.filter(indicator_id__in=given):
        given[value.indicator_id].append(value)
    districts = [f"district:{code}" for code in District.objects.values_list("code", flat=True)]
    groups = {"gender": ["gender:female", "gender:male"], "district": districts, "age": []}
    words = split_labels(["gender:female", "gender:male", *districts])
    today = clock.today()
    for one in wanted:
        there = have(one, given[one.indicator_id])
        due = waiting(one.every, one.due_days, one.since, there, today)
        periods = [each.period for each in due]
        if one.due_days is None:
            running = period_of(today, one.every, one.since)
            ended = period_of(date.fromordinal(running.first.toordinal() - 1), one.every, one.since)
            periods = [] if ended.last in there else [ended]
        for period in periods:
            yield one, period, EVERYONE["ja"]
            for kind in one.splits:
                for key in groups[kind]:
                    yield one, period, words[key]["ja"]


def _locked(
    rows: list[RowValue], may: Callable[[Indicator], bool], problems: list[CellProblem]
) -> dict[str, Series]:
    """The series by id, locked in one order, so that two sheets cannot wait for each other."""
    found: dict[str, Series] = {}
    for id in sorted({row.indicator_id for row in rows}):
        first = min(row.row for row in rows if row.indicator_id == id)
        try:
            indicator = entering.locked(id)
        except ValidationError as error:
            problems += _problems_of(first, error.message_dict)
            continue
        if may(indicator):
            found[id] = Series(indicator)
        else:
            what = _("この指標は、あなたの課の指標ではありません。")
            problems.append(
                CellProblem(_place(first, "indicator"), what, _("この行を消してください。"))
            )
    return found


def _asked(kept: list[tuple[RowValue, Kept]], series: dict[str, Series]) -> Iterator[CellProblem]:
    seen = set()
    todo = _("まちがいがなければ、このまま入れられます。")
    for row, one in kept:
        if not one.changed:
            continue
        mine = series[row.indicator_id]
        found = entering.doubts(mine, row.entry)
        whole = (row.indicator_id, row.entry.period, row.entry.region)
        if whole not in seen:
            seen.add(whole)
            found = [*found, *entering.doubts_of_period(mine, row.entry)]
        for what in found:
            yield CellProblem(_place(row.row, "value"), what, todo)


def _place(row: int, name: str) -> str:
    return _("%(row)s行目の「%(column)s」") % {"row": row, "column": COLUMN_OF.get(name, "値")}


def _problems_of(row: int, messages: dict[str, list[str]]) -> list[CellProblem]:
    todo = _("直して、もう一度入れてください。")
    return [
        CellProblem(_place(row, name), text, todo)
        for name, texts in messages.items()
        for text in texts
    ]


def _conflict(row: RowValue, conflict: Conflict) -> CellProblem:
    theirs = conflict.theirs
    stands = f"{theirs.value.normalize():,f}" if isinstance(theirs, Value) else "—"
    return CellProblem(
        _place(row.row, "value"),
        _("ファイルを読んだあとに、ほかの人が値を変えました。今の値は %(value)s です。")
        % {"value": stands},
        _("今の値を見てから、もう一度ファイルを選んでください。"),
    )
