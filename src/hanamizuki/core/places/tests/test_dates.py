"""Dates as published files write them."""

from __future__ import annotations

import pytest

from hanamizuki.core.packs import RowError
from hanamizuki.core.places.pack.dates import read_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024", "2024"),
        ("2024-09", "2024-09"),
        ("2024-09-30", "2024-09-30"),
        ("2024/4/1", "2024-04-01"),
        ("2024.4.1", "2024-04-01"),
        ("2024年4月1日", "2024-04-01"),
        ("２０２４年４月", "2024-04"),
        ("2024/4", "2024-04"),
        ("", ""),
    ],
)
def test_read_date(text: str, date: str) -> None:
    assert read_date(text, "時点") == date


@pytest.mark.parametrize("text", ["令和6年", "2024-13-01", "2024/2/40", "随時"])
def test_read_date_says_what_is_no_date(text: str) -> None:
    with pytest.raises(RowError) as refused:
        read_date(text, "時点")
    assert refused.value.column == "時点"
