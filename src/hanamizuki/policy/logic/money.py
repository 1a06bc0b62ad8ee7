"""Budgets in thousand yen: odd entries asked back, sums that keep the unknown, execution."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

SuspicionRule = Literal["hundredfold", "above_largest", "round_and_large"]
CarryProblem = Literal["negative", "more_than_available"]
RowRole = Literal["row", "part", "subtotal", "total"]


@dataclass(frozen=True, slots=True)
class Suspicion:
    """An amount that looks typed in yen; `suggested` is what it would be in thousand yen."""

    rule: SuspicionRule
    suggested: int


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """One amount in thousand yen, None where unknown; "" for a row outside measure or project."""

    year: int
    measure: str
    project: str
    amount: int | None


@dataclass(frozen=True, slots=True)
class Sum:
    """`known` thousand yen, and how many amounts are unknown: these count, but never as zero."""

    known: int = 0
    unknown: int = 0

    def __add__(self, other: Sum) -> Sum:
        return Sum(self.known + other.known, self.unknown + other.unknown)


@dataclass(frozen=True, slots=True)
class ProjectSum:
    """A project's amounts in one year."""

    project: str
    sum: Sum


@dataclass(frozen=True, slots=True)
class MeasureSum:
    """A measure's amounts in one year, and its projects'."""

    measure: str
    sum: Sum
    projects: tuple[ProjectSum, ...]


@dataclass(frozen=True, slots=True)
class YearSum:
    """A year's amounts, and its measures'."""

    year: int
    sum: Sum
    measures: tuple[MeasureSum, ...]


def suspect_yen(
    amount_thousand: int, last: int | None, largest_known: int | None
) -> Suspicion | None:
    """Whether an amount meant as thousand yen looks typed in yen; None if it does not.

    `last` is last year's amount, `largest_known` the largest total known, both in thousand yen.
    Less than 1,000 is never suspect: as yen it would be less than one unit.
    """
    if amount_thousand < 1000:
        return None
    suggested = amount_thousand // 1000
    if last and amount_thousand >= 100 * last:
        return Suspicion("hundredfold", suggested)
    if largest_known is not None and amount_thousand > largest_known:
        return Suspicion("above_largest", suggested)
    nothing_known = not last and largest_known is None
    if nothing_known and amount_thousand >= 1_000_000 and amount_thousand % 1000 == 0:
        return Suspicion("round_and_large", suggested)
    return None


def to_thousand(yen: int) -> int:
    """Yen to thousand yen, 500 yen rounded up (away from zero)."""
    thousands = (abs(yen) + 500) // 1000
    return thousands if yen >= 0 else -thousands


def roll_up(rows: Iterable[BudgetRow]) -> tuple[YearSum, ...]:
    """Years, newest first, with measures and projects in the order they came."""
    tree: dict[int, dict[str, dict[str, Sum]]] = {}
    for row in rows:
        projects = tree.setdefault(row.year, {}).setdefault(row.measure, {})
        one = Sum(unknown=1) if row.amount is None else Sum(known=row.amount)
        projects[row.project] = projects.get(row.project, Sum()) + one
    years = []
    for year in sorted(tree, reverse=True):
        measures = tuple(
            MeasureSum(
                measure,
                sum(projects.values(), Sum()),
                tuple(ProjectSum(project, total) for project, total in projects.items()),
            )
            for measure, projects in tree[year].items()
        )
        years.append(YearSum(year, sum((one.sum for one in measures), Sum()), measures))
    return tuple(years)


def execution_rate(budget: int | None, carried_in: int | None, spent: int | None) -> Decimal | None:
    """Spent of what there was (budget and carried in), 0 to 1 to four places, half up.

    None if an amount is unknown or nothing was there to spend. Above 1 if too much was spent.
    """
    if budget is None or carried_in is None or spent is None or budget + carried_in <= 0:
        return None
    return (Decimal(spent) / (budget + carried_in)).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def carry_problem(
    budget: int | None, carried_in: int | None, spent: int | None, carried_over: int | None
) -> CarryProblem | None:
    """What cannot be: a negative amount, or more spent and carried over than there was.

    An unknown part of what there was leaves that unchecked; an unknown use is at least nothing.
    """
    if any(one is not None and one < 0 for one in (budget, carried_in, spent, carried_over)):
        return "negative"
    if budget is None or carried_in is None:
        return None
    if (spent or 0) + (carried_over or 0) > budget + carried_in:
        return "more_than_available"
    return None


def row_role(title: str) -> RowRole:
    """What a row is, by its title: a printed total or subtotal, a part of the row before, a row.

    Only rows are added up: what a paper prints as a total or as a part is in them already.
    """
    bare = title.strip()
    if bare.startswith("うち"):
        return "part"
    if bare.endswith("小計"):
        return "subtotal"
    return "total" if bare.endswith(("合計", "総計")) else "row"


def measure_of(group: str) -> tuple[str, str]:
    """Measure, and the heading after 「／」: 「1 安心／防災」 → ("1 安心", "防災")."""
    measure, _, heading = group.partition("／")
    return measure.strip(), heading.strip()


def all_in_yen(amounts: Iterable[int]) -> bool:
    """Whether a whole table looks written in yen: three amounts or more, all round and large."""
    known = [amount for amount in amounts if amount > 0]
    return len(known) >= 3 and all(one >= 100_000 and one % 1000 == 0 for one in known)


def digits(text: str) -> str:
    """An amount as people type it, digits of any width with commas, as plain digits."""
    return unicodedata.normalize("NFKC", text).replace(",", "").strip()


_JAPANESE = ((10**9, "兆"), (10**5, "億"), (10, "万"))
_ENGLISH = ((10**9, "trillion"), (10**6, "billion"), (10**3, "million"))


def words_ja(thousand: int) -> str:
    """Thousand yen as people say it, exactly: 20110 → 「2,011万円」, 277 → 「27万7千円」."""
    if thousand == 0:
        return "0円"
    parts, rest = [], abs(thousand)
    for size, unit in _JAPANESE:
        count, rest = divmod(rest, size)
        parts.append(f"{count:,}{unit}" if count else "")
    parts.append(f"{rest}千" if rest else "")
    return ("−" if thousand < 0 else "") + "".join(parts) + "円"


def words_en(thousand: int) -> str:
    """Thousand yen in English, exactly: 20110 → "20.11 million yen", 277 → "277,000 yen"."""
    sign, size = ("−" if thousand < 0 else ""), abs(thousand)
    for unit, name in _ENGLISH:
        if size >= unit:
            whole, rest = divmod(size, unit)
            decimals = f"{Decimal(rest) / unit:f}"[1:].rstrip("0").rstrip(".")
            return f"{sign}{whole:,}{decimals} {name} yen"
    return f"{sign}{size},000 yen" if size else "0 yen"
