"""Is a place open now? Reads the loaded hours and the national holidays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import jpholiday
from django.db.models import QuerySet

from hanamizuki.core.clock.hours import Opening, OpeningRule, opening, stretches
from hanamizuki.core.clock.models import OpeningHours

OFFICE = "office"
# Where a pack gives no hours of the office: Monday to Friday.
WEEKDAYS = OpeningRule(("mon", "tue", "wed", "thu", "fri"), time(9), time(17))


def is_holiday(day: date) -> bool:
    """True on a Japanese national holiday (jpholiday's table)."""
    return bool(jpholiday.is_holiday(day))


def hours(places: Sequence[str] = ()) -> QuerySet[OpeningHours]:
    """The loaded rules, of the given places where any are named."""
    rows = OpeningHours.objects.all()
    return rows.filter(place__in=places) if places else rows


def rules(places: Sequence[str]) -> list[OpeningRule]:
    """The rules of the given places, ready to be asked."""
    return [
        OpeningRule(
            weekdays=tuple(row.weekdays),
            open=row.open,
            close=row.close,
            nth=tuple(row.nth),
            on_holidays=row.on_holidays,
            closed=tuple((start, end) for start, end in row.closed),
        )
        for row in hours(places)
    ]


def opening_now(places: Sequence[str], moment: datetime) -> Opening | None:
    """Whether any of the places is open at the moment; None where no hours are known."""
    known = rules(places)
    return opening(known, moment, is_holiday) if known else None


def office_day_after(day: date, days: int) -> date:
    """The day so many office days after `day`, which itself does not count.

    An office day is one on which the office of the loaded pack opens; without one, a weekday that
    is no national holiday. Raises ValueError where no such day comes within ten years.
    """
    known = rules([OFFICE]) or [WEEKDAYS]
    left = days
    for ahead in range(1, 3_660):
        current = day + timedelta(days=ahead)
        left -= bool(stretches(known, current, is_holiday))
        if left == 0:
            return current
    raise ValueError(f"the office opens on fewer than {days} days in ten years")
