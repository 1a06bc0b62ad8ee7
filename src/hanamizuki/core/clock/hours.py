"""Opening hours by rule: weekdays, 2nd and 4th Saturdays, holidays, year-end. Pure functions.

Times are local times in Japan; a rule covers one stretch of one day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class OpeningRule:
    """One stretch of opening: weekday names, which of the month (empty = every), closures MM-DD."""

    weekdays: tuple[str, ...]
    open: time
    close: time
    nth: tuple[int, ...] = ()
    on_holidays: bool = False
    closed: tuple[tuple[str, str], ...] = ()

    def covers(self, day: date, is_holiday: bool) -> bool:
        """True when the rule opens on that day."""
        if WEEKDAYS[day.weekday()] not in self.weekdays:
            return False
        if self.nth and (day.day - 1) // 7 + 1 not in self.nth:
            return False
        if is_holiday and not self.on_holidays:
            return False
        return not any(_within(f"{day:%m-%d}", span) for span in self.closed)


def _within(day: str, span: tuple[str, str]) -> bool:
    start, end = span
    return start <= day <= end if start <= end else day >= start or day <= end


@dataclass(frozen=True)
class Opening:
    """Whether a place is open at a moment; until when; when it opens next (None within 60 days)."""

    is_open: bool
    until: datetime | None
    next_open: datetime | None


def stretches(
    rules: Iterable[OpeningRule], day: date, is_holiday: Callable[[date], bool]
) -> list[tuple[time, time]]:
    """The (open, close) stretches of one day, in order; stretches that touch are one."""
    holiday = is_holiday(day)
    merged: list[tuple[time, time]] = []
    for start, end in sorted((r.open, r.close) for r in rules if r.covers(day, holiday)):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def opening(
    rules: Sequence[OpeningRule], moment: datetime, is_holiday: Callable[[date], bool]
) -> Opening:
    """Open or not at `moment` (aware, Japan), with the next change looked up 60 days ahead."""
    for start, end in stretches(rules, moment.date(), is_holiday):
        if start <= moment.time() < end:
            return Opening(True, _at(moment, moment.date(), end), None)
    for ahead in range(60):
        day = moment.date() + timedelta(days=ahead)
        for start, _ in stretches(rules, day, is_holiday):
            if _at(moment, day, start) > moment:
                return Opening(False, None, _at(moment, day, start))
    return Opening(False, None, None)


def _at(moment: datetime, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=moment.tzinfo)
