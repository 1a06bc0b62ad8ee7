"""The pack sections of the money: budget (amounts) and budget_years (how far each year is)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from hanamizuki.core.packs import (
    PackData,
    PackModel,
    Problem,
    Record,
    RowError,
    Section,
    Sourced,
    registry,
)
from hanamizuki.core.packs.services import store_document
from hanamizuki.policy.logic import money
from hanamizuki.policy.money_table import AMOUNTS, COLUMN_OF, NEEDED
from hanamizuki.policy.services.money import store_budget, store_years

SPENT, EXECUTION_SOURCE = COLUMN_OF["spent"], COLUMN_OF["execution_source"]
UNIT, THOUSAND = "単位の確認", "千円"
OPTIONAL = tuple(one for one in (*COLUMN_OF.values(), UNIT) if one not in NEEDED)


class Budget(PackModel):
    """One published amount, in thousand yen; `confirmed` says that a large one is meant so."""

    id: str
    fiscal_year: Annotated[int, Field(ge=1990, le=2100)]
    group: Annotated[str, Field(max_length=100)]
    title: Annotated[str, Field(max_length=200)]
    amount: int | None
    carried_in: int | None = None
    spent: int | None = None
    carried_over: int | None = None
    execution_source: str = ""
    line: str
    source: str
    note: str
    confirmed: bool = False

    @model_validator(mode="after")
    def spending_holds(self) -> Budget:
        """What was spent has a source and fits what there was."""
        if self.spent is not None and not self.execution_source:
            raise ValueError(f"{SPENT} を書いたら、{EXECUTION_SOURCE} も書く")
        if money.carry_problem(self.amount, self.carried_in, self.spent, self.carried_over):
            raise ValueError("執行額と翌年への繰越の合計が、金額と前年からの繰越をこえている")
        return self


class BudgetYearEntry(Sourced):
    """How far a year's budget is; without a state where that was not found."""

    fiscal_year: Annotated[int, Field(ge=1990, le=2100)]
    state: Literal["proposed", "voted", "settled"] | None = None
    voted_on: date | None = None
    note: str = ""

    @model_validator(mode="after")
    def a_vote_has_a_state(self) -> BudgetYearEntry:
        """The day of the vote stands with voted or settled only."""
        if self.voted_on and self.state not in ("voted", "settled"):
            raise ValueError("voted_on は、state が voted か settled のときに書く")
        return self


def _amount(row: dict[str, str], name: str) -> int | None:
    column = COLUMN_OF[name]
    text = row[column] if column in NEEDED else row.get(column, "")
    text = text.replace(",", "")
    if text and not text.isdecimal():
        raise RowError(column, f"{row[column]!r} は整数ではありません", "半角の数字で書く（千円）")
    return int(text) if text else None


def _row(row: dict[str, str]) -> dict[str, Any]:
    if not row["年度"].isdecimal():
        raise RowError("年度", f"{row['年度']!r} は整数ではありません", "西暦を半角の数字で書く")
    unit = row.get(UNIT, "")
    if unit not in ("", THOUSAND):
        raise RowError(
            UNIT, f"{unit!r} は使えません", f"千円で書いた金額なら {THOUSAND}、ほかは空ける"
        )
    return {
        "id": "|".join((row["年度"], row["区分"], row["事業"])),
        "fiscal_year": int(row["年度"]),
        "group": row["区分"],
        "title": row["事業"],
        **{name: _amount(row, name) for name in AMOUNTS},
        "execution_source": row.get(EXECUTION_SOURCE, ""),
        "line": row["行"],
        "source": row["出典"],
        "note": row["備考"],
        "confirmed": unit == THOUSAND,
    }


def _check_budget(data: PackData) -> Iterable[Problem]:
    """An amount written in yen is a thousand times too large: have it confirmed."""
    packs: dict[str, list[Record[Budget]]] = defaultdict(list)
    for record in data.records("budget"):
        packs[record.pack].append(record)
    for records in packs.values():
        yield from _check_amounts(records)


def _check_amounts(records: list[Record[Budget]]) -> Iterable[Problem]:
    open_ones = [one for one in records if not one.value.confirmed]
    if money.all_in_yen(one.value.amount or 0 for one in open_ones):
        first = next(one for one in open_ones if one.value.amount)
        yield _in_yen(first, first.value.amount or 0, "この表の金額はみな、")
        return
    for one in open_ones:
        largest = _largest_total(records, one)
        for amount in (one.value.amount, one.value.spent):
            if amount and money.suspect_yen(amount, _last(records, one), largest):
                yield _in_yen(one, amount, "")
                break


def _last(records: list[Record[Budget]], one: Record[Budget]) -> int | None:
    """The amount of the same project in the nearest year before."""
    before = [
        (other.value.fiscal_year, other.value.amount)
        for other in records
        if other.value.title == one.value.title
        and other.value.group == one.value.group
        and other.value.fiscal_year < one.value.fiscal_year
        and other.value.amount
    ]
    return max(before)[1] if before else None


def _largest_total(records: list[Record[Budget]], one: Record[Budget]) -> int | None:
    """Ten times the largest printed total that stands in another row; None without any."""
    totals = [
        other.value.amount
        for other in records
        if other is not one and other.value.amount and money.row_role(other.value.title) == "total"
    ]
    return max(totals) * 10 if totals else None


def _in_yen(record: Record[Budget], amount: int, start: str) -> Problem:
    suggested = money.to_thousand(amount)
    return Problem(
        record.origin,
        f"{start}円で書いたように見えます（{amount:,}千円は{money.words_ja(amount)}）",
        f"円で書いたのなら {suggested:,}（千円）に直す。千円で正しければ、"
        f"{UNIT} の列に {THOUSAND} と書く",
    )


def _load_budget(data: PackData) -> None:
    store_document("budget_areas", {one.id: one.name.as_dict() for one in data.packs})
    store_budget(
        {
            "key": record.value.id,
            "area": record.pack,
            "order": order,
            **record.value.model_dump(exclude={"id", "confirmed"}),
        }
        for order, record in enumerate(data.records("budget"))
    )


def _load_years(data: PackData) -> None:
    store_years(
        {
            "fiscal_year": record.value.fiscal_year,
            "state": record.value.state or "",
            "voted_on": record.value.voted_on,
            "source": record.value.source,
            "note": record.value.note,
        }
        for record in data.records("budget_years")
    )


registry.register(
    Section(
        name="budget",
        files=("budget.csv",),
        record=Budget,
        row=_row,
        columns=(*NEEDED, *OPTIONAL),
        check=_check_budget,
        load=_load_budget,
        help="Published amounts in thousand yen, beside the policy line they pay for.",
        example={
            "budget.csv": "年度,区分,事業,金額（千円）,行,出典,備考\n"
            "2026,1 安全,防災訓練の実施,,,予算書,金額は未確認\n"
        },
    )
)
registry.register(
    Section(
        name="budget_years",
        files=("budget_years.yaml",),
        record=BudgetYearEntry,
        key="fiscal_year",
        load=_load_years,
        help="How far each year's budget is: proposed, voted by the council, settled.",
        example={
            "budget_years.yaml": "- fiscal_year: 2026\n  state: proposed\n  source: 予算案の資料\n"
        },
    )
)
