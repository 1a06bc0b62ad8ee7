"""Values of a spreadsheet kept whole or not at all."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from hanamizuki.core.audit.models import Entry as Audited
from hanamizuki.core.evidence import services
from hanamizuki.core.evidence.logic.periods import parse_period
from hanamizuki.core.evidence.models import Indicator, Value
from hanamizuki.core.evidence.sheets import (
    Entered,
    SheetRefused,
    enter_sheet,
    read_values,
)
from hanamizuki.core.evidence.tests.books import (
    NOON,
    at_noon,
    book,
    may,
    row,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    at_noon(monkeypatch)


def rows_of(*rows: list[Any]) -> Any:
    sheet = read_values(book(*rows), "a.xlsx")
    assert sheet.problems == []
    return sheet.rows


def test_a_sheet_is_kept_whole_or_not_at_all() -> None:
    rows = rows_of(row(), row(指標ID="visits", 期間="2025年度上半期"))
    Indicator.objects.filter(indicator_id="visits").update(retired_at=NOON.date())
    with pytest.raises(SheetRefused) as raised:
        enter_sheet("account:1", rows, may=may)
    assert not raised.value.asked and len(raised.value.problems) == 1
    assert "3行目" in raised.value.problems[0].cell
    assert not Value.objects.exists() and not Audited.objects.exists()


def test_other_sections_rows_are_refused() -> None:
    with pytest.raises(SheetRefused) as raised:
        enter_sheet("account:1", rows_of(row()), may=lambda indicator: False)
    assert "あなたの課" in raised.value.problems[0].what and not Value.objects.exists()


def test_sums_are_looked_at_when_the_whole_sheet_is_there() -> None:
    whole, women, men = row(値=100), row(区分="女性", 値=60), row(区分="男性", 値=30)
    with pytest.raises(SheetRefused) as raised:
        enter_sheet("account:1", rows_of(men, women, whole), may=may)
    assert raised.value.asked and [one.cell for one in raised.value.problems] == ["2行目の「値」"]
    assert not Value.objects.exists()
    rows = rows_of(men, women, whole, row(区分="その他", 値=10))
    assert enter_sheet("account:1", rows, may=may) == Entered(new=4)


def test_what_looks_like_a_slip_is_kept_once_confirmed() -> None:
    services.enter_value(
        "account:1",
        "calls",
        period=parse_period("2024年度"),
        value=Decimal(1),
        source="x",
        base_version=None,
    )
    rows = rows_of(row())
    with pytest.raises(SheetRefused) as raised:
        enter_sheet("account:1", rows, may=may)
    assert raised.value.asked and "10倍" in raised.value.problems[0].what
    assert enter_sheet("account:1", rows, may=may, confirmed=True) == Entered(new=1)


def test_the_same_sheet_again_changes_nothing_and_a_changed_one_corrects() -> None:
    assert enter_sheet("account:1", rows_of(row()), may=may) == Entered(new=1)
    assert enter_sheet("account:1", rows_of(row()), may=may) == Entered(unchanged=1)
    rows = rows_of(row(値=1300))
    assert rows[0].before == 1200
    assert enter_sheet("account:1", rows, may=may) == Entered(corrected=1)


def test_what_somebody_changed_since_the_sheet_was_read_stands() -> None:
    rows = rows_of(row())
    services.enter_value(
        "account:2",
        "calls",
        period=parse_period("2025年度"),
        value=Decimal(1250),
        source="x",
        base_version=None,
    )
    with pytest.raises(SheetRefused) as raised:
        enter_sheet("account:1", rows, may=may, confirmed=True)
    assert "1,250" in raised.value.problems[0].what and not raised.value.asked
    assert Value.objects.get().value == 1250
