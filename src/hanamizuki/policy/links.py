"""Full addresses and days for mails, which no request of a reader stands behind."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from hanamizuki.policy.models import Line

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


def staff_link(name: str, *args: Any) -> str:
    """The full address of a page of the policy room for staff."""
    return settings.WARD_URL + reverse(f"policy_staff:{name}", args=args)


def line_link(line: Line) -> str:
    """The full address of a line's public page."""
    return settings.WARD_URL + reverse("policy:line", args=[line.code])


def day_texts(day: date) -> dict[str, str]:
    """A day in the three languages."""
    japanese = f"{day.year}年{day.month}月{day.day}日"
    return {
        "ja": japanese,
        "easy": japanese,
        "en": f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    }
