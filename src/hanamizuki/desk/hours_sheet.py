"""A period as a spreadsheet, in Japanese: services by day and hour, and what each window did."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter

from hanamizuki.core.text import localise
from hanamizuki.desk.models import Counter, Service
from hanamizuki.desk.queries.overview import Hour
from hanamizuki.desk.queries.windows import Day

HOURS = (
    ("日", 12),
    ("用件", 28),
    ("時", 6),
    ("取った番号", 11),
    ("うちWeb", 9),
    ("呼んだ", 9),
    ("終えた", 9),
    ("来なかった", 11),
    ("待ち 中央（分）", 14),
    ("待ち 9割（分）", 14),
    ("対応 平均（分）", 14),
    ("時刻を予告した", 11),
    ("その間に呼んだ", 11),
    ("予告より早い", 11),
    ("予告より遅い", 11),
)
WINDOWS = (
    ("日", 12),
    ("窓口", 10),
    ("窓口のid", 16),
    ("用件", 28),
    ("呼んだ", 9),
    ("終えた", 9),
    ("不在", 9),
    ("対応 平均（分）", 14),
)


def made_of(
    services: Mapping[str, Service],
    hours: Iterable[Hour],
    counters: Mapping[str, Counter],
    windows: Iterable[Day],
) -> bytes:
    """The .xlsx; texts never become formulas or links. What was not measured stays empty."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}

    def name(code: str) -> str:
        known = services.get(code)
        return localise(known.name, "ja") if known else code

    with xlsxwriter.Workbook(out, options) as book:
        write = _Sheets(book)
        write.sheet("時間ごと", HOURS)
        for one in hours:
            counts = (one.hour, one.given, one.web, one.called, one.done, one.absent)
            measured = (one.median, one.ninetieth, one.average)
            told = (one.told, one.kept, one.earlier, one.later)
            write.row(one.day, name(one.service), *counts, *map(_part, measured), *told)
        write.sheet("窓口ごと", WINDOWS)
        for row in windows:
            known = counters.get(row.counter)
            did = row.window
            write.row(
                row.day,
                known.label if known else "",
                row.counter,
                name(row.service),
                did.calls,
                did.done,
                did.absent,
                _part(did.minutes),
            )
    return out.getvalue()


def _part(minutes: float | None) -> float | None:
    return None if minutes is None else float(minutes)


class _Sheets:
    """Writes row after row: the first cell a day, then texts and numbers; None stays empty."""

    def __init__(self, book: Any) -> None:
        self._book, self._row = book, 0
        self._head = book.add_format({"bold": True, "bg_color": "#FBE9F1", "text_wrap": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._parts = book.add_format({"num_format": "0.0"})

    def sheet(self, title: str, columns: Sequence[tuple[str, int]]) -> None:
        """Begin a sheet."""
        self._sheet, self._row = self._book.add_worksheet(title), 0
        self._sheet.freeze_panes(1, 0)
        for number, (head, width) in enumerate(columns):
            self._sheet.set_column(number, number, width)
            self._sheet.write_string(0, number, head, self._head)

    def row(self, day: Any, *cells: str | int | float | None) -> None:
        """One line."""
        self._row += 1
        self._sheet.write_datetime(self._row, 0, day, self._day)
        for number, cell in enumerate(cells, 1):
            if isinstance(cell, str):
                self._sheet.write_string(self._row, number, cell)
            elif isinstance(cell, float):
                self._sheet.write_number(self._row, number, cell, self._parts)
            elif cell is not None:
                self._sheet.write_number(self._row, number, cell)
