"""Dates as a reader of each language expects them."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils.translation import get_language

from hanamizuki.core.clock import JST, fiscal_year_name, wareki

register = template.Library()
_MONTHS = "January February March April May June July August September October November December"


@register.filter
def day(value: date | datetime | str | None) -> str:
    """2025年4月1日, or 1 April 2025 for readers of English; a dash for no date.

    A partial ISO date ("2025", "2025-04") keeps its precision.
    """
    if not value:
        return "—"
    if isinstance(value, str):
        if len(value) < 10:
            return _partial(value)
        value = date.fromisoformat(value)
    if isinstance(value, datetime):
        value = value.astimezone(JST)
    if get_language() == "en":
        return f"{value.day} {_MONTHS.split()[value.month - 1]} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


def _partial(text: str) -> str:
    year, _, month = text.partition("-")
    if get_language() == "en":
        return f"{_MONTHS.split()[int(month) - 1]} {year}" if month else year
    return f"{year}年{int(month)}月" if month else f"{year}年"


@register.filter
def moment(value: datetime | None) -> str:
    """The day and the time of day, to the minute."""
    if value is None:
        return "—"
    return f"{day(value)} {value.astimezone(JST):%H:%M}"


@register.filter
def era(value: date) -> str:
    """令和7年4月1日."""
    return wareki(value)


@register.filter
def fiscal(year: int) -> str:
    """令和7年度（2025年度）, or fiscal year 2025."""
    if get_language() == "en":
        return f"fiscal year {year}"
    if get_language() == "ja-easy":
        return f"{year}年度（{fiscal_year_name(year)}）"
    return f"{fiscal_year_name(year)}（{year}年度）"
