"""Budgets in thousand yen."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.policy.logic.money import (
    BudgetRow,
    MeasureSum,
    ProjectSum,
    Sum,
    Suspicion,
    YearSum,
    all_in_yen,
    carry_problem,
    digits,
    execution_rate,
    measure_of,
    roll_up,
    row_role,
    suspect_yen,
    to_thousand,
    words_en,
    words_ja,
)

_AMOUNTS = st.integers(0, 10**7)
_MAYBE = st.none() | _AMOUNTS
_ROWS = st.lists(
    st.builds(
        BudgetRow, st.integers(2024, 2026), st.sampled_from("12K"), st.sampled_from("abc"), _MAYBE
    )
)


@pytest.mark.parametrize(
    ("amount", "last", "largest", "expected"),
    [
        (3_200_000, None, None, Suspicion("round_and_large", 3200)),
        (3_200_000, 0, None, Suspicion("round_and_large", 3200)),
        (3_200_001, None, None, None),
        (999_000, None, None, None),
        (3_200_000, 3_000_000, None, None),
        (3_200_000, 32_000, None, Suspicion("hundredfold", 3200)),
        (3_199_999, 32_000, None, None),
        (3_200_000, 3_000_000, 3_100_000, Suspicion("above_largest", 3200)),
        (3_200_000, None, 3_200_000, None),
        (3_200_000, None, 900_000, Suspicion("above_largest", 3200)),
        (500, 1, 100, None),  # 500 yen would be no thousand yen
        (0, None, None, None),
    ],
)
def test_an_amount_that_looks_typed_in_yen(
    amount: int, last: int | None, largest: int | None, expected: Suspicion | None
) -> None:
    assert suspect_yen(amount, last, largest) == expected


@given(st.integers(1000, 10**6), _MAYBE)
def test_last_years_amount_typed_in_yen_is_always_asked_back(
    thousand: int, largest: int | None
) -> None:
    found = suspect_yen(thousand * 1000, thousand, largest)
    assert found is not None
    assert found.suggested == thousand


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_an_amount_no_more_than_last_years_is_never_asked_back(less: int, last: int) -> None:
    assert suspect_yen(min(less, last), last, max(less, last)) is None


@pytest.mark.parametrize(
    ("yen", "thousand"),
    [(0, 0), (499, 0), (500, 1), (1499, 1), (1500, 2), (2500, 3), (-499, 0), (-500, -1)],
)
def test_half_a_thousand_is_rounded_up(yen: int, thousand: int) -> None:
    assert to_thousand(yen) == thousand


@given(st.integers(-(10**15), 10**15))
def test_rounding_is_off_by_half_at_most(yen: int) -> None:
    assert abs(to_thousand(yen) * 1000 - yen) <= 500
    assert to_thousand(-yen) == -to_thousand(yen)


def test_sums_keep_the_unknown_apart() -> None:
    rows = [
        BudgetRow(2025, "1", "1-1-a", 100),
        BudgetRow(2026, "1", "1-1-a", 120),
        BudgetRow(2026, "1", "1-1-b", None),
        BudgetRow(2026, "1", "1-1-a", 5),
        BudgetRow(2026, "", "", 0),
    ]
    assert roll_up(rows) == (
        YearSum(
            2026,
            Sum(125, 1),
            (
                MeasureSum(
                    "1",
                    Sum(125, 1),
                    (ProjectSum("1-1-a", Sum(125, 0)), ProjectSum("1-1-b", Sum(0, 1))),
                ),
                MeasureSum("", Sum(0, 0), (ProjectSum("", Sum(0, 0)),)),
            ),
        ),
        YearSum(2025, Sum(100), (MeasureSum("1", Sum(100), (ProjectSum("1-1-a", Sum(100)),)),)),
    )


@given(_ROWS)
def test_every_amount_is_in_each_sum_once(rows: list[BudgetRow]) -> None:
    years = roll_up(rows)
    known = sum(row.amount for row in rows if row.amount is not None)
    unknown = sum(row.amount is None for row in rows)
    measures = [measure for year in years for measure in year.measures]
    for level in (
        [year.sum for year in years],
        [measure.sum for measure in measures],
        [project.sum for measure in measures for project in measure.projects],
    ):
        assert sum(level, Sum()) == Sum(known, unknown)


def test_execution() -> None:
    assert execution_rate(900, 100, 500) == Decimal("0.5")
    assert execution_rate(3, 0, 2) == Decimal("0.6667")
    assert execution_rate(10, 0, 11) == Decimal("1.1")
    assert execution_rate(0, 0, 0) is None


@given(_MAYBE, _MAYBE, _MAYBE)
def test_execution_of_something_unknown_is_unknown(
    budget: int | None, carried: int | None, spent: int | None
) -> None:
    if None in (budget, carried, spent):
        assert execution_rate(budget, carried, spent) is None


def test_no_more_can_be_used_than_there_was() -> None:
    assert carry_problem(900, 100, 600, 400) is None
    assert carry_problem(900, 100, 600, 401) == "more_than_available"
    assert carry_problem(900, 100, 1001, None) == "more_than_available"
    assert carry_problem(None, 100, 600, 401) is None
    assert carry_problem(None, 100, -1, 401) == "negative"


@given(_AMOUNTS, _AMOUNTS, _AMOUNTS)
def test_what_is_left_can_be_carried_over_to_the_last_unit(
    budget: int, carried: int, spent: int
) -> None:
    left = budget + carried - spent
    if left >= 0:
        assert carry_problem(budget, carried, spent, left) is None
        assert carry_problem(budget, carried, spent, left + 1) == "more_than_available"


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("自主企画事業費 合計", "total"),
        ("全会計 総計", "total"),
        ("小計", "subtotal"),
        ("うち 花火", "part"),
        ("うちわづくり", "part"),
        ("合計画の見直し", "row"),
        ("防災訓練", "row"),
    ],
)
def test_what_a_row_is_by_its_title(title: str, role: str) -> None:
    assert row_role(title) == role


def test_a_group_is_a_measure_and_a_heading() -> None:
    assert measure_of("1 安心／防災") == ("1 安心", "防災")
    assert measure_of("1 安心") == ("1 安心", "")


def test_a_table_all_in_yen() -> None:
    assert all_in_yen([20_110_000, 277_000, 0, 639_000])
    assert not all_in_yen([20_110, 277, 639])
    assert not all_in_yen([2_099_300_000, 84_000, 15_000])  # rounded by the press, and small ones
    assert not all_in_yen([20_110_000, 277_000])  # too few to tell


@pytest.mark.parametrize(
    ("thousand", "japanese", "english"),
    [
        (20_110, "2,011万円", "20.11 million yen"),
        (277, "27万7千円", "277,000 yen"),
        (118_887, "1億1,888万7千円", "118.887 million yen"),
        (2_099_300_000, "2兆993億円", "2.0993 trillion yen"),
        (10_000, "1,000万円", "10 million yen"),
        (1_000_000, "10億円", "1 billion yen"),
        (0, "0円", "0 yen"),
        (-9_551, "−955万1千円", "−9.551 million yen"),
    ],
)
def test_amounts_as_people_say_them(thousand: int, japanese: str, english: str) -> None:
    assert (words_ja(thousand), words_en(thousand)) == (japanese, english)


@given(st.integers(0, 10**12))
def test_words_are_exact(thousand: int) -> None:
    sizes = {"兆": 10**9, "億": 10**5, "万": 10, "千": 1}
    rest, total = words_ja(thousand).removesuffix("円").replace(",", ""), 0
    for unit, size in sizes.items():
        count, found, after = rest.partition(unit)
        if found:
            total, rest = total + int(count) * size, after
    assert total == thousand
    number, *unit_en = words_en(thousand).removesuffix(" yen").replace(",", "").split()
    scale = {"trillion": 10**9, "billion": 10**6, "million": 10**3}
    expected = Decimal(number) * (scale[unit_en[0]] if unit_en else Decimal("0.001"))
    assert expected == thousand


@given(st.integers(0, 10**15))
def test_digits_of_any_width_are_read(amount: int) -> None:
    wide = str.maketrans("0123456789,", "０１２３４５６７８９，")
    assert digits(f" {amount:,}".translate(wide)) == str(amount)
