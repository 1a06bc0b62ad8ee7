"""Spreadsheets of values as people hand them in, for tests."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter
from tests.support.staff import make_places

from hanamizuki.core import clock
from hanamizuki.core.clock import JST
from hanamizuki.core.evidence.models import Indicator
from hanamizuki.core.evidence.sheets import read_values
from hanamizuki.core.evidence.tests.sample import statistic
from hanamizuki.core.evidence.workbook import read_grid

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=JST)
HEAD = ["指標ID", "指標", "期間", "区分", "値", "単位", "出典", "備考"]
ROW = ["calls", "相談", "令和7年度", "", "1200", "件", "日報", ""]


def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Noon of a day, two indicators and the places they need."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    monkeypatch.setattr(clock, "today", lambda: NOON.date())
    make_places()
    common: dict[str, Any] = {"unit": {"ja": "件"}, "since": date(2025, 4, 1), "due_days": 60}
    statistic("calls", splits=["gender", "district"], origin="staff", **common)
    statistic("visits", title={"ja": "=HYPERLINK(1)"}, every=6, decimals=1, **common)


def row(**more: Any) -> list[Any]:
    names = dict(zip(HEAD, ROW, strict=True))
    return list({**names, **more}.values())


def book(*rows: list[Any], fill: Callable[[Any, Any], None] | None = None) -> bytes:
    """An .xlsx with the headings and these rows; numbers and days stay such."""
    into = io.BytesIO()
    with xlsxwriter.Workbook(into, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("値")
        day = workbook.add_format({"num_format": "yyyy-mm"})
        for at, cells in enumerate([HEAD, *rows]):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(
                        at, column, datetime.combine(cell, datetime.min.time()), day
                    )
                elif isinstance(cell, str) and not cell.startswith("="):
                    sheet.write_string(at, column, cell)
                else:
                    sheet.write(at, column, cell)
        if fill:
            fill(workbook, sheet)
    return into.getvalue()


def table(*rows: list[Any]) -> bytes:
    into = io.StringIO()
    csv.writer(into).writerows([HEAD, *rows])
    return into.getvalue().encode()


def said(content: bytes, name: str = "a.xlsx") -> list[tuple[str, str]]:
    return [(one.cell, one.what) for one in read_values(content, name).problems]


def may(indicator: Indicator) -> bool:
    return True


def filled(content: bytes, values: dict[int, Any]) -> bytes:
    """The template with values and a source in rows (as the spreadsheet counts)."""
    rows = [list(cells) for cells in read_grid(content, "a.xlsx").rows[1:]]
    for number, value in values.items():
        rows[number - 2][4], rows[number - 2][6] = value, "日報"
    return book(*rows)
