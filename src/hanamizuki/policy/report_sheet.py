"""A frozen report as a spreadsheet: lines, numbers, milestones, money; made from the document."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

from hanamizuki.core.text.localised import localise
from hanamizuki.policy import words

Cell = str | int | float | None


def workbook(document: dict[str, Any]) -> bytes:
    """The .xlsx of a report's document, in Japanese. Texts never become formulas or links."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        # The same document gives the same file.
        book.set_properties({"title": _ja(document["title"])})
        head = book.add_format({"bold": True, "bg_color": "#FBE9F1", "text_wrap": True})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        for name, columns, rows in _sheets(document):
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 1)
            for number, (title, width) in enumerate(columns):
                sheet.set_column(number, number, width, body)
                sheet.write_string(0, number, title, head)
            for place, row in enumerate(rows, 1):
                for number, cell in enumerate(row):
                    _write(sheet, place, number, cell)
    return out.getvalue()


def _write(sheet: Any, row: int, column: int, cell: Cell) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)
    else:
        sheet.write_number(row, column, cell)


def _ja(texts: Any) -> str:
    return localise(texts, "ja") if texts else ""


def _sheets(
    document: dict[str, Any],
) -> Iterable[tuple[str, Sequence[tuple[str, int]], Iterable[Sequence[Cell]]]]:
    lines = document["lines"]
    yield (
        "行",
        (
            *(("番号", 9), ("行", 45), ("担当", 16), ("進み具合", 12), ("なぜ", 40)),
            *(("自己評価", 12), ("したこと", 45), ("わかったこと", 45), ("次にすること", 45)),
        ),
        (_line(line) for line in lines),
    )
    yield (
        "数字",
        (
            *(("番号", 9), ("指標", 36), ("値", 12), ("単位", 8), ("いつの値", 14), ("期間", 16)),
            *(("目標", 12), ("目標の日", 12), ("出典", 40)),
        ),
        (row for line in lines for row in _numbers(line)),
    )
    yield (
        "節目",
        (("番号", 9), ("節目", 40), ("日", 12), ("できた日", 12)),
        (
            (line["code"], _ja(one["title"]), one["on"], one["done_on"])
            for line in lines
            for one in line["milestones"]
        ),
    )
    yield (
        "予算（千円）",
        (("番号", 9), ("事業", 40), ("予算", 14), ("使った額", 14), ("翌年への繰越", 14)),
        (
            (line["code"], one["title"], one["amount"], one["spent"], one["carried_over"])
            for line in lines
            for one in line["budget"]
        ),
    )


def _line(line: dict[str, Any]) -> Sequence[Cell]:
    review = line["review"] or {}
    state = line["progress"]["state"]
    return (
        line["code"],
        _ja(line["title"]),
        _ja(line["section"]) or "わかりません",
        words.PROGRESS[state].text["ja"],
        _ja(line["progress"]["told"]),
        words.GRADES[review["grade"]]["ja"] if review else "",
        _ja(review.get("done")),
        _ja(review.get("learnt")),
        _ja(review.get("next_step")),
    )


def _numbers(line: dict[str, Any]) -> Iterable[Sequence[Cell]]:
    for one in line["numbers"]:
        goals = [
            goal
            for target in line["targets"]
            if target["indicator"] == one["id"] and not target["split"]
            for goal in target["goals"]
        ]
        last = goals[-1] if goals else {"goal": None, "due": None}
        yield (
            line["code"],
            _ja(one["title"]),
            float(one["value"]),
            _ja(one["unit"]),
            one["at"],
            one["period"],
            float(last["goal"]) if last["goal"] is not None else None,
            last["due"],
            _ja(one["source"]),
        )
