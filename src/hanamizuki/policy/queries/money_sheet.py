"""What a spreadsheet of amounts says, row by row, with everything that is wrong in it.

Columns as in a pack's budget.csv. A row of the same year, group and project that is stored
already is changed; columns that the sheet does not have keep what is stored.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hanamizuki.core.evidence.sheet_reader import CellProblem
from hanamizuki.core.evidence.workbook import Grid, Unreadable, cell_name, read_grid, read_pasted
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import allowed
from hanamizuki.policy.logic.money import all_in_yen, digits, to_thousand
from hanamizuki.policy.models import BudgetLine
from hanamizuki.policy.money_table import AMOUNTS, AREA, COLUMN_OF, NEEDED
from hanamizuki.policy.services import editing
from hanamizuki.policy.services.records import Fields
from hanamizuki.policy.services.records.money import BudgetKind

MOST = 300
"""Rows of one sheet; a ward's own projects are fewer."""
_FIELD_OF = {column: name for name, column in COLUMN_OF.items()}


@dataclass(frozen=True)
class SheetRow:
    """One row that can be kept. `odd`: amounts that look typed in yen, as thousand yen.

    `row` counts as the spreadsheet does; `base` is what stood when it was read.
    """

    row: int
    key: str
    fields: Fields
    base: str
    before: Fields = field(default_factory=dict)
    odd: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """What a spreadsheet says, all that is wrong, and how many rows say what is stored already."""

    rows: list[SheetRow]
    problems: list[CellProblem]
    same: int = 0


def read_file(account: Account, content: bytes, name: str) -> Sheet:
    """The rows of an .xlsx (its first sheet) or .csv. Changes nothing."""
    try:
        return _Reader(read_grid(content, name, sheet=None), account).read()
    except Unreadable as error:
        return Sheet([], [CellProblem("", error.what, error.todo)])


def read_text(account: Account, text: str) -> Sheet:
    """The rows of cells that were copied in a spreadsheet program. Changes nothing."""
    try:
        return _Reader(read_pasted(text.strip()), account).read()
    except Unreadable as error:
        return Sheet([], [CellProblem("", error.what, error.todo)])


@dataclass
class _Reader:
    grid: Grid
    account: Account
    problems: list[CellProblem] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)

    def read(self) -> Sheet:
        for merged in self.grid.merged:
            self._say(
                merged,
                _("セルが結合されています。"),
                _("結合を解除して、一つ一つのセルに書いてください。"),
            )
        if not self._head():
            return Sheet([], self.problems)
        self.keys = {
            (str(one.fiscal_year), one.group, one.title): one.key
            for one in BudgetLine.objects.all()
        }
        numbers = [
            number
            for number, cells in enumerate(self.grid.rows[1:], start=1)
            if any(_text(cell) for cell in cells)
        ]
        if not numbers:
            self._say(
                "A2", _("行がありません。"), _("見出しの下に、1行に一つの事業を書いてください。")
            )
        if len(numbers) > MOST:
            what = _("行が%(n)s行より多いです。") % {"n": MOST}
            self._say("", what, _("行を分けて、何回かで入れてください。"))
            return Sheet([], self.problems)
        seen: dict[str, int] = {}
        rows = [row for number in numbers if (row := self._row(number, seen))]
        changed = [row for row in rows if row.fields != row.before]
        return Sheet(_asked(changed), self.problems, len(rows) - len(changed))

    def _head(self) -> bool:
        heads = [_text(cell) for cell in self.grid.rows[0]] if self.grid.rows else []
        for column, head in enumerate(heads):
            if head in self.places:
                self._say(
                    cell_name(0, column),
                    _("「%(column)s」の列が二つあります。") % {"column": head},
                    _("どちらかの列を消してください。"),
                )
            elif head in _FIELD_OF:
                self.places[head] = column
            elif head not in ("", AREA):
                self._say(
                    cell_name(0, column),
                    _("「%(column)s」という列は使いません。") % {"column": head[:40]},
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

    def _row(self, number: int, seen: dict[str, int]) -> SheetRow | None:
        before = len(self.problems)
        given = {name: self._cell(number, name) for name in self.places}
        typed: dict[str, Any] = {_FIELD_OF[name]: text for name, text in given.items()}
        for name in {"fiscal_year", *AMOUNTS} & typed.keys():
            typed[name] = digits(typed[name])
        if len(self.problems) > before:
            return None
        triple = (typed["fiscal_year"], typed["group"], typed["title"])
        if "|".join(triple) in seen:
            what = _("%(row)s行目と同じ年度・区分・事業です。") % {"row": seen["|".join(triple)]}
            self._say_at(number, "title", what, _("どちらかの行を消してください。"))
            return None
        seen["|".join(triple)] = number + 1
        key = self.keys.get(triple) or f"b-{secrets.token_hex(6)}"
        copy = editing.working_copy("budget", key)
        if not allowed(self.account, "policy.edit", copy.place.section):
            what = _("この行を変えられるのは、その課と企画調整の人です。")
            self._say_at(number, "title", what, _("この行を消してください。"))
            return None
        kind = BudgetKind()
        try:
            fields = kind.clean(copy.place, key, {**copy.fields, **typed}, True)
        except ValidationError as error:
            for name, texts in error.message_dict.items():
                for text in texts:
                    self._say_at(number, name, text, _("セルを直してください。"))
            return None
        odd = {name: one.suggested for name, one in kind.odd_amounts(key, fields).items()}
        return SheetRow(number + 1, key, fields, copy.base, copy.fields, odd)

    def _cell(self, number: int, column: str) -> str:
        at = self.places[column]
        if (number, at) in self.grid.formulas:
            self._say(
                cell_name(number, at),
                _("数式が入っています。"),
                _("計算した値を、値として貼り付けてください。"),
            )
        cells = self.grid.rows[number]
        text = _text(cells[at]) if at < len(cells) else ""
        # The public table marks what looks like a formula; the mark is no part of the text.
        return text[1:] if text[:2] in ("'=", "'+", "'-", "'@") else text

    def _say_at(self, number: int, name: str, what: str, todo: str) -> None:
        self._say(cell_name(number, self.places.get(COLUMN_OF.get(name, ""), 0)), what, todo)

    def _say(self, cell: str, what: str, todo: str) -> None:
        self.problems.append(CellProblem(cell, what, todo))


def _asked(rows: list[SheetRow]) -> list[SheetRow]:
    """The rows; where the whole sheet looks written in yen, every amount is asked about."""
    if not all_in_yen(row.fields["amount"] or 0 for row in rows):
        return rows
    return [
        SheetRow(row.row, row.key, row.fields, row.base, row.before, _all_thousand(row.fields))
        for row in rows
    ]


def _all_thousand(fields: Mapping[str, Any]) -> dict[str, int]:
    return {name: to_thousand(fields[name]) for name in AMOUNTS if fields[name]}


def _text(cell: Any) -> str:
    """A cell as somebody reads it; whole numbers without a point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
