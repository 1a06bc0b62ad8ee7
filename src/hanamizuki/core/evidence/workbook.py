"""The cells of a spreadsheet that somebody hands in, read with every distrust.

An .xlsx is a zip of XML: it is unpacked under limits, looked over, packed anew and only then given
to the reader, so that neither a bomb nor a far-off cell costs more memory than the limits allow.
"""

from __future__ import annotations

import csv
import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any
from xml.parsers import expat

import python_calamine
from django.utils.translation import gettext as _

SHEET = "値"
MAX_BYTES = 2 * 1024 * 1024
MAX_UNPACKED = 24 * 1024 * 1024
MAX_PARTS = 500
MAX_ROWS, MAX_COLUMNS = 5_000, 50
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REF = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class Unreadable(Exception):
    """The file as a whole cannot be read: what is wrong, and what to do."""

    def __init__(self, what: str, todo: str) -> None:
        super().__init__(what)
        self.what, self.todo = what, todo


@dataclass
class Grid:
    """The cells by row, as str, float, bool, date and so on; "" where there is nothing.

    `formulas` holds (row, column) from 0, `merged` ranges such as "A2:B3".
    """

    rows: list[list[Any]]
    formulas: set[tuple[int, int]] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)


def cell_name(row: int, column: int) -> str:
    """C5 for row 4, column 2, both from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def read_grid(content: bytes, name: str, sheet: str | None = SHEET) -> Grid:
    """The cells of an .xlsx (its sheet 「値」, or its only one) or .csv. Raises Unreadable.

    With `sheet=None` the first sheet of a book that has several.
    """
    if len(content) > MAX_BYTES:
        raise Unreadable(
            _("ファイルが2MBより大きいです。"), _("行を分けて、何回かで入れてください。")
        )
    if content.startswith(_OLE):
        raise Unreadable(
            _("古い形式（.xls）か、パスワードのついたファイルです。"),
            _("パスワードを外し、「Excelブック（.xlsx）」で保存してください。"),
        )
    suffix = PurePath(name).suffix.lower()
    if content.startswith(b"PK"):
        return _workbook(content, sheet)
    if suffix == ".csv":
        return _csv(content)
    raise Unreadable(
        _("表のファイルとして読めません。"),
        _("「Excelブック（.xlsx）」か「CSV」で保存してください。"),
    )


def _broken() -> Unreadable:
    return Unreadable(
        _("ファイルがこわれているか、Excelブックではありません。"),
        _("表計算ソフトで開き、「Excelブック（.xlsx）」で保存し直してください。"),
    )


def read_pasted(text: str) -> Grid:
    """The cells somebody copied in a spreadsheet program, or the text of a CSV."""
    return _csv(text.encode(), "\t" if "\t" in text.partition("\n")[0] else ",")


def _csv(content: bytes, delimiter: str = ",") -> Grid:
    told = Unreadable(
        _("文字を読み取れません。"), _("「CSV UTF-8」かExcelの「CSV」で保存し直してください。")
    )
    if b"\0" in content:
        raise told
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp932")
        except UnicodeDecodeError:
            raise told from None
    rows: list[list[Any]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append(list(row))
            _bounded(len(rows) if any(row) else 0, len(row))
    except csv.Error:
        line = str(len(rows) + 1)
        raise Unreadable(
            _('%(line)s行目のあたりで、引用符（"）が閉じていません。') % {"line": line},
            _("引用符を直してください。"),
        ) from None
    return Grid(rows)


def _bounded(rows: int, columns: int) -> None:
    if rows > MAX_ROWS + 1:
        raise Unreadable(_("行が5000より多いです。"), _("行を分けて、何回かで入れてください。"))
    if columns > MAX_COLUMNS:
        raise Unreadable(_("列が多すぎます。"), _("ひな形の列だけにしてください。"))


def _workbook(content: bytes, sheet: str | None) -> Grid:
    parts = _unpacked(content)
    try:
        names, paths = _sheets(parts)
        if sheet is not None and sheet not in names and len(names) != 1:
            raise Unreadable(
                _("「値」という名前のシートがありません。"),
                _("シートの名前を「値」にしてください。"),
            )
        at = names.index(sheet) if sheet in names else 0
        looks = {path: _look_over(data) for path, data in parts.items() if _is_sheet(path)}
        formulas = looks[paths[at]]
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(_packed(parts)))
        cells = book.get_sheet_by_name(names[at])
        rows = cells.to_python(skip_empty_area=False)
        ranges = cells.merged_cell_ranges or []
    except (python_calamine.CalamineError, expat.ExpatError, LookupError, ValueError):
        raise _broken() from None
    merged = [f"{cell_name(*begin)}:{cell_name(*end)}" for begin, end in ranges]
    return Grid(rows, formulas, merged)


def _is_sheet(path: str) -> bool:
    return path.startswith("xl/worksheets/") and path.endswith(".xml")


def _unpacked(content: bytes) -> dict[str, bytes]:
    """The parts of the zip that matter, none longer than is left of the limit."""
    left = MAX_UNPACKED
    parts: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            if len(infos) > MAX_PARTS:
                raise _too_big()
            for info in infos:
                if not info.filename.endswith((".xml", ".rels")):
                    continue
                with archive.open(info) as part:
                    data = part.read(left + 1)
                left -= len(data)
                if left < 0:
                    raise _too_big()
                parts[info.filename.lstrip("/")] = data
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ):
        raise _broken() from None
    if "xl/workbook.xml" not in parts:
        raise _broken()
    return parts


def _too_big() -> Unreadable:
    return Unreadable(
        _("開くと大きすぎるファイルです。"), _("値だけを、新しいひな形に貼り付けてください。")
    )


def _packed(parts: dict[str, bytes]) -> bytes:
    """The parts in a zip of our own, whose sizes are true."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return into.getvalue()


def _sheets(parts: dict[str, bytes]) -> tuple[list[str], list[str]]:
    """The names of the sheets and the paths of their parts, in order."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.join("/xl", attributes["Target"])
            targets[attributes["Id"]] = posixpath.normpath(target).lstrip("/")

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            sheets.append((attributes["name"], attributes[f"{_REL}|id"]))

    _parse(parts["xl/_rels/workbook.xml.rels"], relation)
    _parse(parts["xl/workbook.xml"], sheet)
    worksheets = [(name, targets[id]) for name, id in sheets if _is_sheet(targets[id])]
    return [name for name, _path in worksheets], [path for _name, path in worksheets]


def _look_over(data: bytes) -> set[tuple[int, int]]:
    """Where a sheet has formulas. Raises Unreadable where it reaches too far.

    Cells without content count for nothing: whole columns are often formatted to row 1048576.
    """
    formulas: set[tuple[int, int]] = set()
    row = column = -1

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column
        if tag == "row":
            row = int(attributes["r"]) - 1 if "r" in attributes else row + 1
            column = -1
        elif tag == "c":
            found = _REF.fullmatch(attributes.get("r", ""))
            if "r" in attributes and not found:
                raise ValueError("not a cell")
            if found:
                row, column = int(found[2]) - 1, _column(found[1])
            else:
                column += 1
        elif tag in ("v", "is", "f"):
            _bounded(row + 1, column + 1)
            if tag == "f":
                formulas.add((row, column))

    _parse(data, start)
    return formulas


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _parse(data: bytes, start: Any) -> None:
    """Call `start(tag, attributes)` for every element, names without their namespace.

    Raises ValueError for a document type, the only door to entities.
    """
    # Whatever encoding the part declares: the reader behind us takes it for UTF-8 too.
    parser = expat.ParserCreate("utf-8", "|")

    def element(tag: str, attributes: dict[str, str]) -> None:
        start(tag.rpartition("|")[2], attributes)

    def refuse(*_anything: Any) -> None:
        raise ValueError("a document type")

    parser.StartElementHandler = element
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(data, True)
