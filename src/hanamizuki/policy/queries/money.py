"""Reads of the money: the years, one year's measures and projects beside results, series."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from hanamizuki.core.evidence.queries import Evidence, by_line
from hanamizuki.core.packs.queries import current_manifest, loaded_document
from hanamizuki.policy.logic import money
from hanamizuki.policy.logic.money import RowRole, Sum
from hanamizuki.policy.models import BudgetLine, BudgetYear, Line
from hanamizuki.policy.queries.progress import progress_of
from hanamizuki.policy.queries.tree import current_policy

Texts = Mapping[str, str]
CARRY = ("carried_in", "spent", "carried_over")


@dataclass(frozen=True)
class Earlier:
    """The same project's amount in the nearest year before, and how much it is more since."""

    fiscal_year: int
    amount: int
    more: int

    @property
    def less(self) -> int:
        """How much less it is since."""
        return -self.more


@dataclass
class Row:
    """One amount with what stands beside it. `rate` is the share spent, 0 to 1."""

    stored: BudgetLine
    role: RowRole
    line: Line | None = None
    result: Evidence | None = None
    state: str = ""
    earlier: Earlier | None = None

    @property
    def heading(self) -> str:
        """The heading under its measure; "" without one."""
        return money.measure_of(self.stored.group)[1]

    @property
    def rate(self) -> Decimal | None:
        """Spent of what there was; None where any of it is not known."""
        one = self.stored
        return money.execution_rate(one.amount, one.carried_in, one.spent)

    @property
    def percent(self) -> Decimal | None:
        """The rate in per cent, to one place."""
        return None if self.rate is None else round(self.rate * 100, 1)


@dataclass
class Totals:
    """Sums over rows, the unknown counted beside: the amounts, carried in, spent, carried over."""

    amount: Sum = field(default_factory=Sum)
    carried_in: Sum = field(default_factory=Sum)
    spent: Sum = field(default_factory=Sum)
    carried_over: Sum = field(default_factory=Sum)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Totals:
        """The sums over the rows that count."""
        total = cls()
        for row in rows:
            if row.role == "row":
                for name in ("amount", *CARRY):
                    value = getattr(row.stored, name)
                    one = Sum(unknown=1) if value is None else Sum(known=value)
                    setattr(total, name, getattr(total, name) + one)
        return total

    @property
    def percent(self) -> Decimal | None:
        """Spent of what there was, in per cent; None while any part of it is not known."""
        parts = (self.amount, self.carried_in, self.spent)
        if any(one.unknown for one in parts):
            return None
        rate = money.execution_rate(*(one.known for one in parts))
        return None if rate is None else round(rate * 100, 1)


@dataclass
class Measure:
    """The rows of one measure in the order of the table; `printed` is its published subtotal."""

    title: str
    rows: list[Row]
    printed: list[Row]
    sum: Totals
    share: Decimal | None = None


@dataclass
class Part:
    """One pack's money in a year: the ward's or the city's, which are never added together."""

    area: str
    name: Texts
    measures: list[Measure]
    printed: list[Row]
    sum: Totals

    @property
    def spending(self) -> bool:
        """Whether anything is known of what was spent or carried."""
        rows = [*self.printed, *(row for one in self.measures for row in one.rows)]
        return any(getattr(row.stored, name) is not None for row in rows for name in CARRY)


@dataclass
class Year:
    """One fiscal year; `state` is "" where it is not known how far it is."""

    fiscal_year: int
    stored: BudgetYear | None
    parts: list[Part]

    @property
    def state(self) -> str:
        """proposed, voted, settled or ""."""
        return self.stored.state if self.stored else ""


@dataclass(frozen=True)
class Series:
    """The same project through the years, from the oldest on: (year, amount, % of the largest)."""

    area: Texts
    title: str
    points: list[tuple[int, int, Decimal]]


def areas() -> dict[str, Texts]:
    """The names of the packs that have amounts, the ward's own first."""
    named: dict[str, Texts] = loaded_document("budget_areas") or {}
    manifest = current_manifest()
    own = manifest.id if manifest else ""
    found = set(BudgetLine.objects.order_by().values_list("area", flat=True).distinct())
    ordered = sorted(found, key=lambda area: (area != own, area))
    return {area: named.get(area) or {"ja": area} for area in ordered}


def fiscal_years() -> list[int]:
    """Every year that has an amount or a state, newest first."""
    rows = BudgetLine.objects.order_by().values_list("fiscal_year", flat=True).distinct()
    return sorted({*rows, *BudgetYear.objects.values_list("fiscal_year", flat=True)}, reverse=True)


def years(moment: datetime) -> list[Year]:
    """Every year with its parts, newest first; a handful of queries whatever the number of rows."""
    rows = _rows(moment)
    states = {one.fiscal_year: one for one in BudgetYear.objects.all()}
    names = areas()
    by_year: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_year[row.stored.fiscal_year].append(row)
    return [
        Year(year, states.get(year), _parts(by_year[year], names))
        for year in sorted({*by_year, *states}, reverse=True)
    ]


def year(fiscal_year: int, moment: datetime) -> Year | None:
    """One year, or None where nothing of it is known."""
    return next((one for one in years(moment) if one.fiscal_year == fiscal_year), None)


def series() -> list[Series]:
    """Projects and totals whose amounts are known in two years or more, the longest first."""
    names = areas()
    found: dict[tuple[str, str, str], list[tuple[int, int]]] = defaultdict(list)
    for one in BudgetLine.objects.exclude(amount=None).order_by("fiscal_year", "order"):
        if money.row_role(one.title) != "part":
            found[(one.area, one.group, one.title)].append((one.fiscal_year, one.amount or 0))
    kept = [
        Series(names[area], title, _against_largest(points))
        for (area, _, title), points in found.items()
        if len(points) > 1
    ]
    return sorted(kept, key=lambda one: -len(one.points))


def _against_largest(points: list[tuple[int, int]]) -> list[tuple[int, int, Decimal]]:
    largest = max(amount for _, amount in points) or 1
    return [(year, amount, round(Decimal(amount) * 100 / largest, 1)) for year, amount in points]


def _rows(moment: datetime) -> list[Row]:
    policy = current_policy()
    lines = {one.code: one for one in policy.lines.filter(ended_on=None)} if policy else {}
    states = progress_of(policy, moment) if policy else {}
    evidence = by_line(moment)
    rows = []
    stored = list(BudgetLine.objects.all())
    before = _earlier(stored)
    for one in stored:
        row = Row(one, money.row_role(one.title), lines.get(one.line), earlier=before.get(one.pk))
        if row.line:
            row.result = next(iter(evidence.get(one.line, [])), None)
            row.state = states[one.line].state
        rows.append(row)
    return rows


def _earlier(stored: Iterable[BudgetLine]) -> dict[int, Earlier]:
    """By row: the nearest year before in which the same project's amount is known."""
    found: dict[int, Earlier] = {}
    last: dict[tuple[str, str, str], tuple[int, int]] = {}
    for one in sorted(stored, key=lambda each: each.fiscal_year):
        if one.amount is None:
            continue
        key = (one.area, one.group, one.title)
        if key in last and last[key][0] < one.fiscal_year:
            year, amount = last[key]
            found[one.pk] = Earlier(year, amount, one.amount - amount)
        last[key] = (one.fiscal_year, one.amount)
    return found


def _parts(rows: list[Row], names: Mapping[str, Texts]) -> list[Part]:
    by_area: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_area[row.stored.area].append(row)
    return [_part(area, names[area], by_area[area]) for area in names if area in by_area]


def _part(area: str, name: Texts, rows: list[Row]) -> Part:
    printed = [row for row in rows if row.role == "total"]
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.role != "total":
            grouped[money.measure_of(row.stored.group)[0]].append(row)
    total = Totals.of(rows)
    measures = [
        Measure(
            title,
            [row for row in kept if row.role != "subtotal"],
            [row for row in kept if row.role == "subtotal"],
            Totals.of(kept),
        )
        for title, kept in grouped.items()
    ]
    for measure in measures:
        if total.amount.known and measure.sum.amount.known:
            share = Decimal(measure.sum.amount.known) * 100 / total.amount.known
            measure.share = round(share, 1)
    return Part(area, name, measures, printed, total)
