"""The columns in which amounts are exchanged: a pack's budget.csv, the public CSV, staff's sheets.

`範囲` says whose money it is; it is written and not read.
"""

from __future__ import annotations

from hanamizuki.policy.models import BudgetLine

AREA = "範囲"
COLUMN_OF = {
    "fiscal_year": "年度",
    "group": "区分",
    "title": "事業",
    "amount": "金額（千円）",
    "carried_in": "前年からの繰越（千円）",
    "spent": "執行額（千円）",
    "carried_over": "翌年への繰越（千円）",
    "execution_source": "執行の出典",
    "line": "行",
    "source": "出典",
    "note": "備考",
}
"""A row's fields and their columns, in the order of the table."""
NEEDED = ("年度", "区分", "事業", "金額（千円）", "行", "出典", "備考")
AMOUNTS = ("amount", "carried_in", "spent", "carried_over")
COLUMNS = (AREA, *COLUMN_OF.values())


def cells(row: BudgetLine, area: str) -> list[str]:
    """One row of the table; empty where it is not known."""
    values = (getattr(row, name) for name in COLUMN_OF)
    return [area, *("" if value is None else str(value) for value in values)]
