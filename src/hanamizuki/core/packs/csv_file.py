"""CSV to rows with their lines: UTF-8 or cp932, the usual dirt read, the rest said plainly."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from hanamizuki.core.packs.codes import repair_code
from hanamizuki.core.packs.encoding import decode
from hanamizuki.core.packs.messages import problem, shown
from hanamizuki.core.packs.schema import Origin, Problem

_CODE_COLUMNS = ("全国地方公共団体コード", "都道府県コード又は市区町村コード")
_FIELD_LIMIT = 1_000_000


def fold(header: str) -> str:
    """A header for comparing: NFKC (full and half width are one), without spaces."""
    return "".join(unicodedata.normalize("NFKC", header).split())


class MissingColumn(KeyError):
    """A section's `row` asked for a column that the file does not have."""


class Row(dict[str, str]):
    """One row, header → cell; headers match whatever their width. Remembers what was asked."""

    def __init__(self, cells: dict[str, str], folded: dict[str, str], asked: set[str]) -> None:
        super().__init__(cells)
        self._folded, self.asked = folded, asked

    def _own(self, key: object) -> str:
        self.asked.add(str(key))
        return self._folded.get(fold(str(key)), str(key))

    def __getitem__(self, key: str) -> str:
        own = self._own(key)
        if own not in self:
            raise MissingColumn(key)
        return super().__getitem__(own)

    def __contains__(self, key: object) -> bool:
        return super().__contains__(self._own(key))

    def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
        """The cell, or `default` where there is no such column."""
        return super().get(self._own(key), default)


@dataclass
class Table:
    """A CSV file: its headers, and its rows with their first lines; `lost` are refused cells."""

    headers: list[str]
    header_line: int
    rows: list[tuple[int, Row]] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)


def read_csv(content: bytes, file: str, code: str = "") -> tuple[Table | None, list[Problem]]:
    """The table, or None where it cannot be read, and what is wrong with its form.

    `code` is the 全国地方公共団体コード of the pack, to mend cut codes in the file by.
    """
    text, problems = decode(content, file, legacy=True)
    if problems:
        return None, problems
    start = text.lstrip()[:200].lower()
    if start.startswith(("<!doctype", "<html", "<?xml", "<head")):
        return None, [problem(Origin(file, 1), "html")]
    lines: list[tuple[int, list[str]]] = []
    try:
        lines.extend(_lines(text))
    except csv.Error as error:
        at = lines[-1][0] + 1 if lines else 1
        return None, [problem(Origin(file, at), "csv", why=error)]
    if not lines:
        return None, [problem(Origin(file, 1), "empty_file")]
    return _table(lines, file, code)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1


def _table(
    lines: list[tuple[int, list[str]]], file: str, code: str
) -> tuple[Table | None, list[Problem]]:
    header_line, first = lines[0]
    headers = [cell.strip() for cell in first]
    while headers and not headers[-1]:
        headers.pop()
    table = Table(headers, header_line)
    problems = list(_header_problems(table, file))
    if problems:
        return None, problems
    folded = {fold(header): header for header in headers if header}
    for line, cells in lines[1:]:
        wrong = _shape_problem(cells, headers, Origin(file, line))
        if wrong:
            problems.append(wrong)
            table.lost.update(cells)
            continue
        pairs = zip(headers, cells, strict=False)
        row = {header: _cell(header, cell, code) for header, cell in pairs if header}
        table.rows.append((line, Row(row, folded, table.asked)))
    if not table.rows and not problems:
        problems.append(problem(Origin(file, header_line), "no_rows"))
    return table, problems


def _header_problems(table: Table, file: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for header in filter(None, table.headers):
        if fold(header) in seen:
            origin = Origin(file, table.header_line)
            yield problem(origin, "duplicate_column", value=shown(header))
        seen.add(fold(header))


def _shape_problem(cells: list[str], headers: list[str], origin: Origin) -> Problem | None:
    if len(cells) < len(headers):
        return problem(origin, "ragged_short", value=len(cells), known=len(headers))
    if any(cell.strip() for cell in cells[len(headers) :]):
        return problem(origin, "ragged_long", value=len(cells), known=len(headers))
    for number, (header, cell) in enumerate(zip(headers, cells, strict=False), 1):
        if not header and cell.strip():
            return problem(origin, "unnamed_column", value=number)
    return None


def _cell(header: str, cell: str, code: str) -> str:
    text = cell.strip()
    return repair_code(text, code) if fold(header).endswith(_CODE_COLUMNS) else text
