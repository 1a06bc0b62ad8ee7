"""Spreadsheets of values: the one to fill in, dirty ones, and all or nothing."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hanamizuki.core.audit.models import Entry as Audited
from hanamizuki.core.evidence.models import Indicator, Value
from hanamizuki.core.evidence.sheets import (
    Entered,
    enter_sheet,
    read_values,
    template_workbook,
)
from hanamizuki.core.evidence.tests.books import (
    HEAD,
    NOON,
    ROW,
    at_noon,
    book,
    filled,
    may,
    row,
    said,
    table,
)
from hanamizuki.core.evidence.workbook import Unreadable, cell_name, read_grid

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    at_noon(monkeypatch)


def test_the_template_has_a_row_for_what_waits_and_comes_back_half_filled() -> None:
    content = template_workbook(Indicator.objects.all())
    grid = read_grid(content, "a.xlsx")
    assert grid.rows[0] == HEAD and not grid.formulas
    assert [[cells[0], cells[2], cells[3], cells[5]] for cells in grid.rows[1:]] == [
        ["calls", "令和7年度", "全体", "件"],
        ["calls", "令和7年度", "女性", "件"],
        ["calls", "令和7年度", "男性", "件"],
        ["calls", "令和7年度", "見本課", "件"],
        ["visits", "令和7年度上半期", "全体", "件"],
        ["visits", "令和7年度下半期", "全体", "件"],
        ["visits", "令和8年度上半期", "全体", "件"],
    ]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    sheet = read_values(filled(content, {2: 100, 3: 60, 5: 70, 7: 3.5}), "a.xlsx")
    assert (sheet.problems, sheet.skipped, len(sheet.rows)) == ([], 3, 4)
    assert enter_sheet("account:1", sheet.rows, may=may) == Entered(new=4)
    assert list(Value.objects.order_by("pk").values_list("split", "period", "value")) == [
        ("", "令和7年度", 100),
        ("gender:female", "令和7年度", 60),
        ("district:sample-district", "令和7年度", 70),
        ("", "令和7年度下半期", Decimal("3.5")),
    ]
    assert Audited.objects.filter(action="evidence.value_entered").count() == 4
    assert [
        cells[:3]
        for cells in read_grid(template_workbook(Indicator.objects.all()), "a.xlsx").rows[1:]
    ] == [
        ["visits", "=HYPERLINK(1)", "令和7年度上半期"],
        ["visits", "=HYPERLINK(1)", "令和8年度上半期"],
    ]


def test_what_nobody_is_asked_for_has_the_last_ended_period() -> None:
    Indicator.objects.update(due_days=None, splits=[])
    grid = read_grid(template_workbook(Indicator.objects.all()), "a.xlsx")
    assert [cells[2] for cells in grid.rows[1:]] == ["令和7年度", "令和8年度上半期"]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (1200, "1200"),
        (12.3, "12.3"),
        (0.1 + 0.2, "0.3"),
        ("1,200", "1200"),
        ("１，２００", "1200"),
        ("-1,234,567.5", "-1234567.5"),
        ("−5", "-5"),
        (" 7 ", "7"),
    ],
)
def test_numbers_as_people_write_them(cell: Any, value: str) -> None:
    given_ = row(指標ID="visits", 期間="2025年度上半期", 値=cell)
    for content, name in ((book(given_), "a.xlsx"), (table(given_), "a.csv")):
        sheet = read_values(content, name)
        if name == "a.csv" and cell == 0.1 + 0.2:
            assert "小数は1けた" in sheet.problems[0].what
            continue
        assert sheet.problems == [] and sheet.rows[0].entry.value == Decimal(value)


@pytest.mark.parametrize(
    ("more", "cell", "word"),
    [
        ({"値": "1,234人"}, "E2", "1,234人"),
        ({"値": "約1200"}, "E2", "数字のほかに文字"),
        ({"値": "不明"}, "E2", "数字ではありません"),
        ({"値": "12,34"}, "E2", "数字のほかに文字"),
        ({"値": "1e3"}, "E2", "数字のほかに文字"),
        ({"値": date(2026, 4, 1)}, "E2", "日付"),
        ({"値": True}, "E2", "数字ではありません"),
        ({"値": "=1+1"}, "E2", "数式"),
        ({"出典": '="日" & "報"'}, "G2", "数式"),
        ({"値": "1.5"}, "E2", "小数は入れられません"),
        ({"指標ID": "nothing"}, "A2", "「nothing」という指標はありません"),
        ({"指標ID": ""}, "A2", "指標IDがありません"),
        ({"指標ID": "policy-lines-with-service"}, "A2", "自動で計算"),
        ({"期間": "令和9年度"}, "C2", "まだ始まっていません"),
        ({"期間": ""}, "C2", "期間がありません"),
        ({"期間": "いつか"}, "C2", "期間として読めません"),
        ({"期間": date(2025, 4, 1)}, "C2", "「令和7年度」のように"),
        ({"区分": "ねこ"}, "D2", "「ねこ」という区分はありません"),
        ({"区分": "65〜74歳"}, "D2", "集めていません"),
        ({"単位": "人"}, "F2", "単位は「件」"),
        ({"出典": ""}, "G2", "出典を書いて"),
        ({"備考": "123456789018"}, "H2", "マイナンバー"),
    ],
)
def test_what_is_wrong_in_a_cell_is_said_at_its_place(
    more: dict[str, Any], cell: str, word: str
) -> None:
    sheet = read_values(book(row(**more)), "a.xlsx")
    assert [one.cell for one in sheet.problems] == [cell]
    assert word in sheet.problems[0].what and sheet.problems[0].todo
    assert sheet.rows == []


def test_all_problems_are_said_at_once() -> None:
    Indicator.objects.filter(indicator_id="visits").update(retired_at=NOON.date())
    content = book(
        row(),
        row(指標ID="visits", 期間="2025年度上半期"),
        row(値="多数", 単位="人", 期間="x"),
        ["", "", "", "", "", "", "", ""],
        row(値=""),
        row(値=3),
    )
    sheet = read_values(content, "a.xlsx")
    assert [one.cell for one in sheet.problems] == ["A3", "C4", "E4", "F4", "A7"]
    assert "もう終わって" in sheet.problems[0].what and "2行目と同じ" in sheet.problems[-1].what
    assert sheet.skipped == 1


def test_merged_cells_are_named_by_their_range() -> None:
    content = book(row(), row(), fill=lambda _book, sheet: sheet.merge_range("A3:B4", "calls"))
    found = said(content)
    assert ("A3:B4", "セルが結合されています。") in found


def test_cells_formatted_to_the_last_row_do_not_count() -> None:
    def to_the_end(workbook: Any, sheet: Any) -> None:
        sheet.write_blank(1_048_575, 0, None, workbook.add_format({"bold": True}))

    sheet = read_values(book(row(), fill=to_the_end), "a.xlsx")
    assert (sheet.problems, len(sheet.rows)) == ([], 1)


@pytest.mark.parametrize("at", [(1_048_575, 0), (5_001, 4), (0, 16_383), (1, 50)])
def test_a_cell_far_off_is_refused_before_it_costs_memory(at: tuple[int, int]) -> None:
    content = book(row(), fill=lambda _book, sheet: sheet.write(*at, 1))
    ((cell, what),) = said(content)
    assert cell == "" and "多" in what


def test_five_thousand_rows_are_read_and_one_more_is_not() -> None:
    rows = [row(値="") for _ in range(5_000)]
    for make, name in ((book, "a.xlsx"), (table, "a.csv")):
        assert read_values(make(*rows), name).problems == []
        assert "5000" in said(make(*rows, row(値="")), name)[0][1]


def rezipped(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    into = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if (data := change(name, old.read(name))) is not None:
                new.writestr(name, data)
    return into.getvalue()


SHEET1 = "xl/worksheets/sheet1.xml"


def test_a_zip_bomb_is_not_unpacked() -> None:
    blank = b" " * (30 * 1024 * 1024)

    def inflate(name: str, data: bytes) -> bytes:
        return data.replace(b"<sheetData>", blank + b"<sheetData>") if name == SHEET1 else data

    content = rezipped(book(row()), inflate)
    assert len(content) < 100_000
    ((cell, what),) = said(content)
    assert cell == "" and "大きすぎる" in what


def test_a_zip_that_lies_about_its_sizes_is_refused_or_read_as_it_says() -> None:
    content = bytearray(book(row()))
    for mark, field in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = content.find(mark)
        while at >= 0:
            content[at + field : at + field + 4] = (7).to_bytes(4, "little")
            at = content.find(mark, at + 4)
    assert said(bytes(content))[0][0] == ""


def entities(name: str, data: bytes) -> bytes:
    if name != SHEET1:
        return data
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return data.replace(b"<worksheet", bomb + b"<worksheet", 1)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"PK\x03\x04 and nothing behind it",
        book(ROW)[:2000],
        book(ROW)[:-30],
        rezipped(book(ROW), lambda name, data: None if name == "xl/workbook.xml" else data),
        rezipped(book(ROW), lambda name, data: None if name == SHEET1 else data),
        rezipped(book(ROW), lambda name, data: None if name.endswith(".rels") else data),
        rezipped(book(ROW), lambda name, data: data[: len(data) // 2]),
        rezipped(book(ROW), lambda name, data: data.replace(b'r="A2"', b'r="2A"')),
        rezipped(book(ROW), lambda name, data: data.decode().encode("utf-16")),
        rezipped(book(ROW), entities),
    ],
    ids=(  # not by size: a workbook made twice differs by its moment
        *("empty", "text", "zip-head", "cut-in-front", "cut-behind", "no-workbook", "no-sheet"),
        *("no-relations", "half-parts", "odd-cell-name", "utf-16", "entities"),
    ),
)
def test_what_is_no_workbook_is_said_plainly(content: bytes) -> None:
    sheet = read_values(content, "values.xlsx")
    assert sheet.rows == [] and [one.cell for one in sheet.problems] == [""]
    assert sheet.problems[0].todo


def test_an_old_or_locked_workbook_and_a_big_file_are_said_plainly() -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert ".xls" in said(old, "renamed.xlsx")[0][1] and ".xls" in said(old, "a.xls")[0][1]
    assert "2MB" in said(b"PK\x03\x04" + b"\0" * 2_200_000)[0][1]
    assert said(table(ROW), "values.txt")[0][0] == ""


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=20))
def test_a_damaged_workbook_never_breaks_the_reader(damage: list[tuple[int, int]]) -> None:
    content = bytearray(WHOLE)
    for at, byte in damage:
        content[at % len(content)] = byte
    try:
        read_grid(bytes(content), "a.xlsx")
    except Unreadable as error:
        assert error.what and error.todo


WHOLE = book(ROW)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_read_or_refused(content: bytes, as_sheet: bool) -> None:
    def replace(name: str, data: bytes) -> bytes:
        return content if name == SHEET1 else data

    given_ = rezipped(WHOLE, replace) if as_sheet else content
    sheet = read_values(given_, "a.xlsx" if as_sheet else "a.csv")
    assert sheet.problems and not sheet.rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_csv_in_the_encodings_of_offices(encoding: str) -> None:
    content = table(row(区分="女性")).decode().encode(encoding)
    sheet = read_values(content, "値.CSV")
    assert sheet.problems == []
    assert (sheet.rows[0].entry.split, sheet.rows[0].entry.source) == ("gender:female", "日報")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (table(ROW).decode().encode("utf-16"), "文字を読み取れません"),
        (table(ROW).decode().encode("euc_jp"), ""),
        (b'\x81"\xff', "文字を読み取れません"),
        (table(ROW) + b'calls,"x\n', "引用符"),
        (b"", "見出し"),
    ],
)
def test_csv_that_cannot_be_read_is_said(content: bytes, word: str) -> None:
    sheet = read_values(content, "a.csv")
    assert sheet.rows == [] and word in sheet.problems[0].what


def test_headings_that_are_missing_doubled_or_unknown_are_said() -> None:
    into = io.StringIO()
    csv.writer(into).writerows(
        [["指標ID", "期間", "値", "値", "色"], ["calls", "2025", "1", "", ""]]
    )
    assert said(into.getvalue().encode(), "a.csv") == [
        ("D1", "「値」の列が二つあります。"),
        ("E1", "「色」という列は使いません。"),
        ("A1", "1行目に「出典」という見出しがありません。"),
    ]


def test_a_workbook_of_several_sheets_needs_the_one_of_values() -> None:
    def another(workbook: Any, sheet: Any) -> None:
        sheet.name = "表"
        workbook.add_worksheet("別")

    assert "「値」という名前のシート" in said(book(ROW, fill=another))[0][1]
    beside = book(ROW, fill=lambda workbook, _sheet: workbook.add_worksheet("別"))
    assert len(read_values(beside, "a.xlsx").rows) == 1


def test_cells_are_named_as_spreadsheets_name_them() -> None:
    assert [cell_name(0, 0), cell_name(4, 2), cell_name(9, 25), cell_name(9, 26)] == [
        "A1",
        "C5",
        "Z10",
        "AA10",
    ]
    assert cell_name(0, 701) + cell_name(0, 702) == "ZZ1AAA1"
