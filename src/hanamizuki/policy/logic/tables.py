"""Tables: which column holds the group, the title, the text, the mark, the budget, the themes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hanamizuki.policy.logic.annotations import amount_of_cell, annotate, find_themes
from hanamizuki.policy.logic.entries import Entry
from hanamizuki.policy.logic.markers import find_marker
from hanamizuki.policy.logic.widths import narrow

_COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("budget", re.compile(r"予算|金額|事業費|千円|万円|経費")),
    ("themes", re.compile(r"テーマ|中期計画|基本戦略")),
    ("text", re.compile(r"内容|概要|説明|ねらい|目的")),
    ("group", re.compile(r"柱|施策|分野|政策|目標|方針|方向")),
    ("title", re.compile(r"事業|名称|プロジェクト")),
    ("deed", re.compile(r"取組|取り組み|主な|項目")),
    ("mark", re.compile(r"区分|新規|種別|新・拡|新拡")),
    ("skip", re.compile(r"担当|所管|課|番号|No|頁|ページ|備考", re.I)),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row read: the group it stands in, and one thing with what stands beside it."""

    entry: Entry
    group: str
    title: str
    text: str = ""
    mark: str = ""
    budget_thousand_yen: int | None = None
    themes: tuple[str, ...] = ()
    number: str = ""


def rows(entries: list[Entry]) -> Iterator[Row]:
    """The rows of one table, whose first row is its head; an empty group cell repeats the last."""
    if len(entries) < 2:
        return
    roles = _roles([entry.cells for entry in entries])
    group = ""
    for entry in entries[1:]:
        cells = dict(zip(roles, entry.cells, strict=False))
        group = _plain(cells.get("group", "")) or group
        heads = dict(zip(roles, entries[0].cells, strict=False))
        titles = re.split("\u2028", cells.get("title", ""))
        amounts = re.split("\u2028", cells.get("budget", ""))
        budgets = [amount_of_cell(one, heads.get("budget", "")) for one in amounts]
        themes = _themes(cells.get("themes", ""))
        each = budgets if len(budgets) == len(titles) else [budgets[0]] * len(titles)
        for title, budget in zip(titles, each, strict=True):
            noted = annotate(_plain(title))
            if not noted.title:
                continue
            yield Row(
                entry,
                group,
                noted.title,
                cells.get("text", "").replace("\u2028", ""),
                noted.mark or annotate(f"【{cells.get('mark', '')}】x").mark,
                budget if budget is not None else noted.budget_thousand_yen,
                themes,
                _number(cells, cells.get("group", "") or title),
            )


def is_table_head(entry: Entry) -> bool:
    """A row of column names only (項目 / 内容)."""
    return are_column_names(entry.cells)


def are_column_names(cells: tuple[str, ...]) -> bool:
    """Whether all cells are names of columns (主な事業・取組 / 内容 / 予算額)."""
    return len(cells) > 1 and all(
        len(cell) <= 8
        and not re.search(r"\d", cell)
        and any(pattern.search(narrow(cell)) for _, pattern in _COLUMNS)
        for cell in cells
    )


def _roles(table: list[tuple[str, ...]]) -> list[str]:
    roles: list[str] = []
    for at, cell in enumerate(table[0]):
        plain = narrow(cell)
        role = next((name for name, pattern in _COLUMNS if pattern.search(plain)), f"other{at}")
        below = [narrow(row[at]) for row in table[1:] if at < len(row)]
        numbers = any(below) and all(re.fullmatch(r"\d{0,2}", one) for one in below)
        if numbers and (role == "group" or not plain.strip()):
            role = f"number{at}"
        roles.append(role if role not in roles else f"other{at}")
    if "title" in roles:
        # Beside a column of projects, the column of 取組 says what they belong to.
        roles = ["group" if role == "deed" and "group" not in roles else role for role in roles]
    else:
        order = ("deed", "group", "text", *roles)
        spare = next((role for role in order if role in roles), "")
        roles = ["title" if role == spare else role for role in roles]
    return roles


def _number(cells: dict[str, str], title: str) -> str:
    """The number printed before a title, or in the column of numbers."""
    if label := find_marker(title).label:
        return label
    columns = [narrow(cell) for role, cell in cells.items() if role.startswith(("number", "skip"))]
    return next((cell for cell in columns if re.fullmatch(r"\d{1,2}", cell)), "")


def _plain(cell: str) -> str:
    return cell[find_marker(cell).length :].strip()


def _themes(cell: str) -> tuple[str, ...]:
    return find_themes(f"テーマ {cell}")[0] if cell else ()
