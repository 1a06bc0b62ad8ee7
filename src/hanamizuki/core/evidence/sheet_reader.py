"""What a spreadsheet of values says, cell by cell, with everything that is wrong in it.

Columns: 指標ID, 指標, 期間, 区分, 値, 単位, 出典, 備考. A row without a value is passed over, so
that a sheet may come back half filled.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from hanamizuki.core import clock
from hanamizuki.core.evidence import entering
from hanamizuki.core.evidence.entering import Entry
from hanamizuki.core.evidence.logic.periods import Period, parse_period
from hanamizuki.core.evidence.models import Indicator, Value
from hanamizuki.core.evidence.registry import registry
from hanamizuki.core.evidence.splits import typed_key
from hanamizuki.core.evidence.workbook import Grid, Unreadable, cell_name, read_grid

COLUMNS = ("指標ID", "指標", "期間", "区分", "値", "単位", "出典", "備考")
NEEDED = ("指標ID", "期間", "値", "出典")
COLUMN_OF = {
    "indicator": "指標ID",
    "period": "期間",
    "split": "区分",
    "source": "出典",
    "note": "備考",
}
_NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
_NUMBER_IN_TEXT = re.compile(r"\d[\d,.]*")


@dataclass(frozen=True)
class CellProblem:
    """What is wrong in a cell ("C5"; "" for the file as a whole), and what to do about it."""

    cell: str
    what: str
    todo: str


@dataclass(frozen=True)
class RowValue:
    """One row that can be read; `row` as the spreadsheet counts. `before` is what stands now.

    `entry.base_version` is the version that stood when the sheet was read.
    """

    row: int
    indicator_id: str
    entry: Entry
    before: Decimal | None = None


@dataclass(frozen=True)
class Sheet:
    """What a spreadsheet says, and all that is wrong with it; `skipped` rows had no value."""

    rows: list[RowValue]
    problems: list[CellProblem]
    skipped: int = 0


def read_values(content: bytes, name: str) -> Sheet:
    """Read an .xlsx or .csv (UTF-8 with or without BOM, cp932): the rows and all problems at once.

    At most 2 MB and 5,000 rows. Changes nothing.
    """
    try:
        grid = read_grid(content, name)
    except Unreadable as error:
        return Sheet([], [CellProblem("", error.what, error.todo)])
    return _Reader(grid).read()


@dataclass
class _Reader:
    """Reads one grid row by row and gathers what is wrong."""

    grid: Grid
    problems: list[CellProblem] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    groups: dict[str, str | None] = field(default_factory=dict)

    def read(self) -> Sheet:
        for merged in self.grid.merged:
            self._say(
                merged,
                _("セルが結合されています。"),
                _("結合を解除して、一つ一つのセルに書いてください。"),
            )
        if not self._head():
            return Sheet([], self.problems)
        self.indicators = {one.indicator_id: one for one in Indicator.objects.all()}
        self.stored = {
            (one.indicator_id, one.period, one.split): one
            for one in Value.objects.filter(origin=Value.ENTERED, region="")
        }
        found: list[RowValue] = []
        seen: dict[tuple[str, Period, str], int] = {}
        skipped = 0
        for number, cells in enumerate(self.grid.rows[1:], start=1):
            if not any(_text(cell) for cell in cells):
                continue
            if not _text(self._cell(number, "値")) and not self._formula(number, "値"):
                skipped += 1
                continue
            row = self._row(number)
            if row is None:
                continue
            key = (row.indicator_id, row.entry.period, row.entry.split)
            if key in seen:
                self._say_at(
                    number,
                    "指標ID",
                    _("%(row)s行目と同じ指標・期間・区分です。") % {"row": seen[key]},
                    _("どちらかの行を消してください。"),
                )
            seen.setdefault(key, row.row)
            found.append(row)
        return Sheet(found, self.problems, skipped)

    def _head(self) -> bool:
        """Find the columns; False where the rows cannot be read without them."""
        heads = [_text(cell) for cell in self.grid.rows[0]] if self.grid.rows else []
        for column, head in enumerate(heads):
            if head in self.places:
                self._say(
                    cell_name(0, column),
                    _("「%(column)s」の列が二つあります。") % {"column": head},
                    _("どちらかの列を消してください。"),
                )
            elif head in COLUMNS:
                self.places[head] = column
            elif head:
                self._say(
                    cell_name(0, column),
                    _("「%(column)s」という列は使いません。") % {"column": head},
                    _("この列を消すか、見出しをひな形と同じにしてください。"),
                )
        missing = [name for name in NEEDED if name not in self.places]
        for name in missing:
            self._say(
                "A1",
                _("1行目に「%(column)s」という見出しがありません。") % {"column": name},
                _("ひな形の見出しを、1行目に書いてください。"),
            )
        return not missing

    def _row(self, number: int) -> RowValue | None:
        """One row, or None after saying everything that is wrong in it."""
        before = len(self.problems)
        for name in COLUMNS:
            if name != "指標" and self._formula(number, name):
                self._say_at(
                    number,
                    name,
                    _("数式が入っています。"),
                    _("計算した値を、値として貼り付けてください。"),
                )
        indicator = self._indicator(number)
        period = self._period(number)
        split = self._split(number)
        value = self._number(number)
        if indicator is not None:
            self._unit(number, indicator)
        if indicator is None or period is None or split is None or value is None:
            return None
        stored = self.stored.get((indicator.indicator_id, period.label, split))
        entry = Entry(
            period=period,
            value=value,
            split=split,
            source=_text(self._cell(number, "出典")),
            note=_text(self._cell(number, "備考")),
            base_version=stored.version if stored else None,
        )
        todo = _("セルを直してください。")
        for name, texts in entering.refusals(indicator, entry, clock.today()).items():
            for text in texts:
                self._say_at(number, COLUMN_OF.get(name, "値"), text, todo)
        if len(self.problems) > before:
            return None
        was = stored.value if stored else None
        return RowValue(number + 1, indicator.indicator_id, entry, was)

    def _indicator(self, number: int) -> Indicator | None:
        id = _text(self._cell(number, "指標ID"))
        found = self.indicators.get(id)
        if found is not None and not found.retired_at:
            return found
        if not id:
            what = _("指標IDがありません。")
        elif registry.get(id):
            what = _("この指標は自動で計算します。値は入れられません。")
        elif found is not None:
            what = _("この指標は、もう終わっています。")
        else:
            what = _("「%(id)s」という指標はありません。") % {"id": id[:64]}
        self._say_at(number, "指標ID", what, _("ひな形の指標IDを使うか、行を消してください。"))
        return None

    def _period(self, number: int) -> Period | None:
        cell = self._cell(number, "期間")
        # Excel turns a typed 2025-04 into the first day of that month.
        text = f"{cell:%Y-%m}" if isinstance(cell, date) and cell.day == 1 else _text(cell)
        try:
            return parse_period(text)
        except ValueError as error:
            todo = _("ひな形の期間のまま使うのが確かです。")
            what = str(error) if text else _("期間がありません。")
            self._say_at(number, "期間", what, todo)
            return None

    def _split(self, number: int) -> str | None:
        text = _text(self._cell(number, "区分"))
        if text not in self.groups:
            self.groups[text] = typed_key(text)
        key = self.groups[text]
        if key is None:
            self._say_at(
                number,
                "区分",
                _("「%(group)s」という区分はありません。") % {"group": text[:40]},
                _("全体、女性、男性、地区の名前、「65〜74歳」のように書いてください。"),
            )
        return key

    def _unit(self, number: int, indicator: Indicator) -> None:
        given = unicodedata.normalize("NFKC", _text(self._cell(number, "単位")))
        wanted = str(indicator.unit.get("ja", ""))
        if given and given != unicodedata.normalize("NFKC", wanted):
            self._say_at(
                number,
                "単位",
                _("この指標の単位は「%(unit)s」です。") % {"unit": wanted},
                _("値をその単位に直してください。"),
            )

    def _number(self, number: int) -> Decimal | None:
        cell = self._cell(number, "値")
        if self._formula(number, "値"):
            return None
        if isinstance(cell, float | int) and not isinstance(cell, bool):
            # As Excel shows it: fifteen digits, without the noise of binary fractions.
            return Decimal(f"{cell:.15g}")
        text = unicodedata.normalize("NFKC", _text(cell)).replace("−", "-")
        if isinstance(cell, str) and _NUMBER.fullmatch(text):
            return Decimal(text.replace(",", ""))
        if isinstance(cell, date):
            what = _("日付になっています。")
        elif inside := _NUMBER_IN_TEXT.search(text):
            what = _("「%(text)s」は、数字のほかに文字があります。") % {"text": _text(cell)[:40]}
            todo = _("%(number)s のように、数字だけを書いてください。") % {"number": inside[0]}
            self._say_at(number, "値", what, todo)
            return None
        else:
            what = _("「%(text)s」は数字ではありません。") % {"text": _text(cell)[:40]}
        self._say_at(number, "値", what, _("数字だけを書くか、分からないときは空けてください。"))
        return None

    def _cell(self, number: int, name: str) -> Any:
        column = self.places.get(name)
        cells = self.grid.rows[number]
        return cells[column] if column is not None and column < len(cells) else ""

    def _formula(self, number: int, name: str) -> bool:
        return (number, self.places.get(name, -1)) in self.grid.formulas

    def _say_at(self, number: int, name: str, what: str, todo: str) -> None:
        self._say(cell_name(number, self.places.get(name, 0)), what, todo)

    def _say(self, cell: str, what: str, todo: str) -> None:
        self.problems.append(CellProblem(cell, what, todo))


def _text(cell: Any) -> str:
    """A cell as somebody reads it; whole numbers without a point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
