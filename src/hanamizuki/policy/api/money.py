"""GET /api/v1/policy/budget: the money by year, measure and project."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from hanamizuki.core.clock import now
from hanamizuki.policy.logic.money import Sum
from hanamizuki.policy.queries import money
from hanamizuki.policy.queries.money import Row, Totals

router = Router(tags=["policy"])
Texts = dict[str, str]


class SumOut(Schema):
    """Thousand yen that are known, and how many amounts are not (they are not zero)."""

    known: int
    unknown: int


class TotalsOut(Schema):
    """Sums over the rows of role `row`; `percent` spent only where every part of it is known."""

    amount: SumOut
    carried_in: SumOut
    spent: SumOut
    carried_over: SumOut
    percent: float | None


class ResultOut(Schema):
    """The newest number of the row's line."""

    id: str
    title: Texts
    value: float
    unit: Texts
    as_of: date


class RowOut(Schema):
    """One amount. `role`: row (added up), part (in the row before), subtotal, total (printed)."""

    role: str
    heading: str
    title: str
    amount: int | None
    carried_in: int | None
    spent: int | None
    carried_over: int | None
    percent: float | None
    line: str | None
    progress: str | None
    result: ResultOut | None
    source: str
    execution_source: str
    note: str


class MeasureOut(Schema):
    """A measure with its sums and rows; subtotals that a paper prints are among the rows."""

    title: str
    sum: TotalsOut
    rows: list[RowOut]


class PartOut(Schema):
    """One municipality's money; a ward's and a city's are never added together."""

    area: str
    name: Texts
    sum: TotalsOut
    printed: list[RowOut]
    measures: list[MeasureOut]


class YearOut(Schema):
    """One fiscal year. `state`: proposed, voted, settled; null where it is not known."""

    fiscal_year: int
    state: str | None
    voted_on: date | None
    source: str | None
    parts: list[PartOut]


class BudgetOut(Schema):
    """The years, newest first; every amount in thousand yen, null where not known."""

    unit: str
    generated_at: str
    years: list[YearOut]


@router.get("", response=BudgetOut, summary="Budget, execution and results by year")
def budget(
    request: HttpRequest, fiscal_year: int | None = Query(None, ge=1990, le=2100)
) -> dict[str, Any]:
    """Every amount in thousand yen, beside what was spent and the number of its line."""
    moment = now()
    years = money.years(moment)
    if fiscal_year is not None:
        years = [one for one in years if one.fiscal_year == fiscal_year]
        if not years:
            raise HttpError(404, "budget-year-missing")
    return {
        "unit": "thousand yen",
        "generated_at": moment.isoformat(timespec="seconds"),
        "years": [_year(one) for one in years],
    }


def _year(one: money.Year) -> dict[str, Any]:
    stored = one.stored
    return {
        "fiscal_year": one.fiscal_year,
        "state": one.state or None,
        "voted_on": stored.voted_on if stored else None,
        "source": (stored.source or None) if stored else None,
        "parts": [
            {
                "area": part.area,
                "name": dict(part.name),
                "sum": _totals(part.sum),
                "printed": [_row(row) for row in part.printed],
                "measures": [
                    {
                        "title": measure.title,
                        "sum": _totals(measure.sum),
                        "rows": [_row(row) for row in (*measure.printed, *measure.rows)],
                    }
                    for measure in part.measures
                ],
            }
            for part in one.parts
        ],
    }


def _totals(one: Totals) -> dict[str, Any]:
    sums = {name: _sum(getattr(one, name)) for name in ("amount", *money.CARRY)}
    return {**sums, "percent": None if one.percent is None else float(one.percent)}


def _sum(one: Sum) -> dict[str, int]:
    return {"known": one.known, "unknown": one.unknown}


def _row(one: Row) -> dict[str, Any]:
    stored, latest = one.stored, one.result.latest if one.result else None
    result = None
    if one.result and latest:
        result = {
            "id": one.result.id,
            "title": one.result.title,
            "value": float(latest.value),
            "unit": one.result.unit,
            "as_of": latest.at,
        }
    return {
        "role": one.role,
        "heading": one.heading,
        "title": stored.title,
        "amount": stored.amount,
        "carried_in": stored.carried_in,
        "spent": stored.spent,
        "carried_over": stored.carried_over,
        "percent": None if one.percent is None else float(one.percent),
        "line": stored.line or None,
        "progress": one.state or None,
        "result": result,
        "source": stored.source,
        "execution_source": stored.execution_source,
        "note": stored.note,
    }
