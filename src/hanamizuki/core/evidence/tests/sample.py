"""An indicator that counts what the test says, and rows of a pack's statistic."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hanamizuki.core.clock import JST
from hanamizuki.core.evidence import Computed, Reading
from hanamizuki.core.evidence.models import Indicator, Value

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=JST)
TODAY = NOON.date()


def counting(id: str, *readings: Reading, lines: tuple[str, ...] = ("1",)) -> Computed:
    """A computed indicator that always gives these readings."""
    return Computed(
        id=id,
        lines=lines,
        title={"ja": f"{id}の数"},
        unit={"ja": "件"},
        method={"ja": "数える。"},
        source={"ja": "この試験"},
        read=lambda moment: readings,
    )


def reading(value: int, at: date = TODAY, split: str = "") -> Reading:
    """A reading of a whole number."""
    return Reading(Decimal(value), at, split)


def statistic(id: str = "population", **more: Any) -> Indicator:
    """A statistic as a pack declares it."""
    fields: dict[str, Any] = {
        "lines": ["goal"],
        "title": {"ja": "人口"},
        "unit": {"ja": "人"},
        "method": {"ja": "数える。"},
        "source": "市の統計",
    }
    return Indicator.objects.create(indicator_id=id, **{**fields, **more})


def value(at: date, number: int, id: str = "population", **more: Any) -> Value:
    """One value of a statistic."""
    fields: dict[str, Any] = {"origin": Value.PACK, "source": f"{at.year}年の表"}
    return Value.objects.create(indicator_id=id, at=at, value=number, **{**fields, **more})
