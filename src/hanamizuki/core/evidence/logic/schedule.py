"""Which values are due, and since when an indicator has been stale."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from hanamizuki.core.evidence.logic.periods import Period, add_months, periods


@dataclass(frozen=True, order=True)
class Due:
    """A period that has ended without a value; `due_on` is the last day in time."""

    period: Period
    due_on: date

    def late(self, today: date) -> bool:
        """True from the day after `due_on`."""
        return today > self.due_on


def waiting(
    every: int, due_days: int | None, since: date | None, have: Collection[date], today: date
) -> list[Due]:
    """The ended periods without a value, oldest first.

    `have` holds the last days of the periods that have one. Nobody is asked, and the list is
    empty, where `due_days` or `since` is None.
    """
    if due_days is None or since is None:
        return []
    return [
        Due(period, period.last + timedelta(days=due_days))
        for period in periods(every, since, today)
        if period.last < today and period.last not in have
    ]


def stale_since(
    every: int,
    due_days: int | None,
    since: date | None,
    have: Collection[date],
    newest: date | None,
    today: date,
) -> date | None:
    """Since which day the newest value no longer says "now"; None while it does.

    With a schedule: the due date that passed without a value, of the first period after the
    newest given one (an old gap does not make a newer value stale). Without: the day after the
    newest value became older than twice `every` months; `newest` is the day it speaks of.
    """
    if due_days is not None and since is not None:
        given = max(have, default=date.min)
        passed = (
            due.due_on
            for due in waiting(every, due_days, since, have, today)
            if due.period.last > given and due.late(today)
        )
        return next(passed, None)
    if newest is None:
        return None
    end = add_months(newest, 2 * every)
    return end + timedelta(days=1) if today > end else None
