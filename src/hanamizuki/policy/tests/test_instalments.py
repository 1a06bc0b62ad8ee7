"""Paying in parts: sums, days and the late charge, against published examples and brute force."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.policy.logic.instalments import (
    LARGEST,
    MOST,
    Instalment,
    PlanError,
    Rate,
    Rule,
    late_charge,
    month_later,
    months_end,
    plan,
)

RATES = (
    Rate(2018, 2020, Decimal("2.6"), Decimal("8.9")),
    Rate(2021, 2021, Decimal("2.5"), Decimal("8.8")),
    Rate(2022, 2025, Decimal("2.4"), Decimal("8.7")),
    Rate(2026, 2026, Decimal("2.8"), Decimal("9.1")),
)
TAX = Rule(1, 2000, 1000, 1000, 100, 365, RATES)
DAY = timedelta(days=1)

amounts = st.integers(1, LARGEST)
days = st.dates(date(2018, 1, 1), date(2026, 12, 31))


# ---- published examples of cities


@pytest.mark.parametrize(
    ("amount", "due", "paid", "parts", "total"),
    [
        # 豊橋市: 133円 + 2,883円 + 480円 = 3,496円 ≒ 3,400円
        (65_000, date(2021, 5, 31), date(2022, 1, 31), [133, 2883, 480], 3400),
        # 山梨県中央市: 120円 + 1,228円 = 1,348円 ⇒ 1,300円
        (56_400, date(2026, 2, 2), date(2026, 5, 29), [120, 1228], 1300),
    ],
)
def test_published_examples(
    amount: int, due: date, paid: date, parts: list[int], total: int
) -> None:
    found = late_charge(TAX, amount, due, plan(amount, paid, months=1))
    assert [one.yen for one in found.stretches] == parts
    assert (found.total, found.known) == (total, sum(parts))


def test_the_first_month_of_fukuokas_example_has_thirty_days() -> None:
    found = late_charge(TAX, 152_500, date(2025, 9, 1), plan(152_500, date(2026, 2, 5), months=1))
    first = found.stretches[0]
    assert (first.since, first.until, first.days) == (date(2025, 9, 2), date(2025, 10, 1), 30)
    assert first.base == 152_000 and first.phase == "first"


@pytest.mark.parametrize(
    ("first_day", "months", "last_day"),
    [
        (date(2025, 9, 2), 1, date(2025, 10, 1)),
        (date(2021, 6, 1), 1, date(2021, 6, 30)),
        (date(2026, 2, 3), 1, date(2026, 3, 2)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),  # no 31st: the last day of the month
        (date(2024, 1, 30), 1, date(2024, 2, 29)),
        (date(2025, 12, 1), 3, date(2026, 2, 28)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
    ],
)
def test_where_a_period_of_months_ends(first_day: date, months: int, last_day: date) -> None:
    assert months_end(first_day, months) == last_day


# ---- plans


@given(amounts, days, st.integers(1, MOST))
def test_equal_parts_add_up_exactly(amount: int, start: date, months: int) -> None:
    if months > amount:
        with pytest.raises(PlanError) as refused:
            plan(amount, start, months=months)
        assert (refused.value.field, refused.value.code) == ("months", "more_than_amount")
        return
    rows = plan(amount, start, months=months)
    assert len(rows) == months
    _is_a_plan(rows, amount, start)
    assert len({row.amount for row in rows[:-1]}) <= 1


@given(amounts, days, st.integers(1, LARGEST))
def test_so_much_a_month_adds_up_exactly(amount: int, start: date, monthly: int) -> None:
    if -(-amount // monthly) > MOST:
        with pytest.raises(PlanError) as refused:
            plan(amount, start, monthly=monthly)
        assert (refused.value.field, refused.value.code) == ("monthly", "too_many")
        return
    rows = plan(amount, start, monthly=monthly)
    _is_a_plan(rows, amount, start)
    assert all(row.amount == monthly for row in rows[:-1]) and rows[-1].amount <= monthly


def _is_a_plan(rows: tuple[Instalment, ...], amount: int, start: date) -> None:
    assert sum(row.amount for row in rows) == amount
    assert all(row.amount >= 1 for row in rows)
    balances = [amount, *(row.balance for row in rows)]
    assert balances == sorted(balances, reverse=True) and balances[-1] == 0
    assert [a - b for a, b in pairwise(balances)] == [row.amount for row in rows]
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert rows[0].on == start
    for number, row in enumerate(rows):
        months = (row.on.year - start.year) * 12 + row.on.month - start.month
        assert months == number, "one payment a month"
        last = (month_later(row.on.replace(day=1), 1) - DAY).day
        assert row.on.day == min(start.day, last)


@pytest.mark.parametrize(
    ("arguments", "field", "code"),
    [
        ({"amount": 0, "months": 3}, "amount", "too_small"),
        ({"amount": LARGEST + 1, "months": 3}, "amount", "too_large"),
        ({"amount": 1000}, "months", "one_of"),
        ({"amount": 1000, "months": 2, "monthly": 500}, "months", "one_of"),
        ({"amount": 1000, "months": 0}, "months", "too_small"),
        ({"amount": 1000, "months": MOST + 1}, "months", "too_many"),
        ({"amount": 1000, "monthly": 0}, "monthly", "too_small"),
    ],
)
def test_a_refusal_names_the_field(arguments: dict[str, int], field: str, code: str) -> None:
    with pytest.raises(PlanError) as refused:
        plan(start=date(2026, 1, 1), **arguments)
    assert (refused.value.field, refused.value.code) == (field, code)


def test_parts_are_round_where_something_is_left_for_the_last() -> None:
    assert [row.amount for row in plan(100_000, date(2026, 1, 31), months=3)] == [
        33_400,
        33_400,
        33_200,
    ]
    assert [row.amount for row in plan(10, date(2026, 1, 31), months=3)] == [3, 3, 4]


# ---- the late charge

whole = st.integers(1, 3_000_000)


@given(whole, days, days, st.integers(1, 24), st.integers(0, 3))
def test_the_charge_is_what_counting_day_by_day_gives(
    amount: int, due: date, start: date, months: int, first_months: int
) -> None:
    rule = Rule(first_months, 2000, 1000, 1000, 100, 365, RATES)
    rows = plan(amount, start, months=min(months, amount))
    found = late_charge(rule, amount, due, rows)
    exact, unknown, counted = _day_by_day(rule, amount, due, rows)
    assert set(found.unknown_years) == unknown
    assert sum(one.days for one in found.stretches) == counted
    assert 0 <= exact - found.known < max(1, len(found.stretches)), "a yen at most is cut a stretch"
    if unknown:
        assert found.total is None
    else:
        assert found.total is not None and found.total % 100 == 0
        assert found.total == 0 if found.known < 1000 else 0 <= found.known - found.total < 100


def _day_by_day(
    rule: Rule, amount: int, due: date, rows: tuple[Instalment, ...]
) -> tuple[Fraction, set[int], int]:
    """The exact charge, the years without a rate, the days with a charge: one day at a time."""
    paid: dict[date, int] = {row.on: row.amount for row in rows}
    first_until = due
    if rule.first_months:
        first_until = months_end(due + DAY, rule.first_months)
    exact, unknown, counted = Fraction(0), set(), 0
    unpaid = amount - sum(yen for on, yen in paid.items() if on <= due)
    today = due + DAY
    while unpaid:
        base = unpaid // rule.base_unit * rule.base_unit if unpaid >= rule.base_minimum else 0
        if base:
            counted += 1
            rate = rule.rate(today.year, "first" if today <= first_until else "after")
            if rate is None:
                unknown.add(today.year)
            else:
                exact += base * Fraction(rate) / 100 / rule.year_days
        unpaid -= paid.get(today, 0)
        today += DAY
    return exact, unknown, counted


@given(whole, days, st.integers(2, 12))
def test_paying_in_parts_costs_no_more_than_paying_all_on_the_last_day(
    amount: int, due: date, months: int
) -> None:
    rows = plan(amount, due + 40 * DAY, months=min(months, amount))
    at_once = (Instalment(1, rows[-1].on, amount, 0),)
    parts, once = late_charge(TAX, amount, due, rows), late_charge(TAX, amount, due, at_once)
    assert parts.known <= once.known
    assert parts.by(len(rows)) == (None if parts.unknown_years else parts.known)
    assert parts.by(0) == 0


@given(whole, days, st.integers(1, 12))
def test_nothing_paid_late_costs_nothing(amount: int, due: date, months: int) -> None:
    months = min(months, amount)
    rows = plan(amount, month_later(due, -(months - 1)), months=months)
    assert all(row.on <= due for row in rows)
    assert late_charge(TAX, amount, due, rows).stretches == ()


def test_a_payment_lowers_what_the_charge_is_counted_on_from_the_next_day() -> None:
    rows = plan(100_000, date(2025, 7, 31), months=2)
    found = late_charge(TAX, 100_000, date(2025, 6, 30), rows)
    bases = [(one.since, one.until, one.base) for one in found.stretches]
    assert bases == [
        (date(2025, 7, 1), date(2025, 7, 31), 100_000),
        (date(2025, 8, 1), date(2025, 8, 31), 50_000),
    ]


def test_a_year_without_a_rate_is_named_and_not_guessed() -> None:
    found = late_charge(TAX, 90_000, date(2026, 10, 31), plan(90_000, date(2026, 12, 1), months=3))
    assert found.unknown_years == (2027,) and found.total is None
    assert [one.yen for one in found.stretches if one.since.year == 2027] == [None, None]
    assert found.known > 0


@given(st.integers(1, 1999), days)
def test_less_than_the_minimum_costs_nothing(amount: int, due: date) -> None:
    rows = plan(amount, due + 300 * DAY, months=1)
    assert late_charge(TAX, amount, due, rows).total == 0
