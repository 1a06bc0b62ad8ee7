"""Eras (元号) in and out, and fiscal years (April to March). Pure functions of dates.

Source of the era starts: the imperial era ordinances; Meiji is counted from 1868-01-25
(Gregorian) as the national calendar does. Stored dates are always western.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

ERAS = (
    (date(2019, 5, 1), "令和", "R"),
    (date(1989, 1, 8), "平成", "H"),
    (date(1926, 12, 25), "昭和", "S"),
    (date(1912, 7, 30), "大正", "T"),
    (date(1868, 1, 25), "明治", "M"),
)
_WAREKI = re.compile(
    r"(?P<era>令和|平成|昭和|大正|明治|[RHSTM])\.?(?P<year>元|\d{1,2})[年.\-/]"
    r"(?P<month>\d{1,2})[月.\-/](?P<day>\d{1,2})日?",
    re.IGNORECASE,
)


def wareki(day: date) -> str:
    """令和7年4月1日 for 2025-04-01. Raises ValueError before the Meiji era."""
    name, year = _era_of(day)
    return f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日"


def _era_of(day: date) -> tuple[str, int]:
    for start, name, _ in ERAS:
        if day >= start:
            return name, day.year - start.year + 1
    raise ValueError(f"{day.isoformat()} is before the Meiji era")


def from_wareki(text: str) -> date:
    """The western date of 令和7年4月1日, R7.4.1, 平成元年1月8日 and the like.

    Raises ValueError when the text is no such date, or the day lies outside that era.
    """
    found = _WAREKI.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    if not found:
        raise ValueError(f"{text!r} is not a date such as 令和7年4月1日")
    mark = found["era"].upper()
    start, name, _ = next(era for era in ERAS if mark in (era[1], era[2]))
    year = 1 if found["year"] == "元" else int(found["year"])
    day = date(start.year + year - 1, int(found["month"]), int(found["day"]))
    if year < 1 or _era_of(day)[0] != name:
        raise ValueError(f"{text!r} lies outside the era {name}")
    return day


def fiscal_year(day: date) -> int:
    """The fiscal year a day belongs to: 2025 for 2025-04-01 to 2026-03-31."""
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_name(year: int) -> str:
    """令和7年度 for 2025; the era is that of the year's 1 April, except that 2019 is 令和元年度."""
    first = date(2019, 5, 1) if year == 2019 else date(year, 4, 1)
    name, number = _era_of(first)
    return f"{name}{'元' if number == 1 else number}年度"
