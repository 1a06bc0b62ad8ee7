"""Comments for their sections, and what the public may know of them: counts and days."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median

from django.db.models import QuerySet

from hanamizuki.core.clock import JST
from hanamizuki.policy.models import Comment

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Counted:
    """How a line's comments fared: `answered` and `closed` of `received`; days until then."""

    received: int
    answered: int
    closed: int
    median_days: int | None

    @property
    def waiting(self) -> int:
        """How many nobody has dealt with yet."""
        return self.received - self.answered - self.closed


def counted(code: str) -> Counted:
    """The comments to a line of that code, in every year's policy."""
    rows = Comment.objects.filter(line__code=code).only("state", "received_at", "answered_at")
    states = [one.state for one in rows]
    days = [days_taken(one) for one in rows if one.answered_at]
    return Counted(
        received=len(states),
        answered=states.count(Comment.ANSWERED),
        closed=states.count(Comment.CLOSED),
        median_days=round(median(days)) if days else None,
    )


def days_taken(comment: Comment) -> int:
    """Days from the day it came to the day it was dealt with."""
    end = comment.answered_at or comment.received_at
    return (_day(end) - _day(comment.received_at)).days


def done_in_time(comment: Comment) -> bool:
    """True where it was dealt with on its day or before."""
    return comment.answered_at is not None and _day(comment.answered_at) <= comment.due_on


def inbox(sections: Collection[str] | None) -> QuerySet[Comment]:
    """The comments of these sections (None: of all), the earliest due first."""
    rows = Comment.objects.select_related("line").order_by("due_on", "pk")
    return rows if sections is None else rows.filter(section__in=list(sections))


def waiting(sections: Collection[str] | None) -> QuerySet[Comment]:
    """Those of the inbox that nobody has dealt with."""
    return inbox(sections).filter(state=Comment.NEW)


def answered_in_time(moment: datetime) -> tuple[Decimal, date] | None:
    """The share in per cent, over 365 days, of the comments answered by their day.

    Counted are those whose day has passed and those dealt with earlier; None where there are
    none.
    """
    today = _day(moment)
    settled = [
        one
        for one in Comment.objects.filter(due_on__gt=today - YEAR)
        if one.answered_at is not None or one.due_on < today
    ]
    if not settled:
        return None
    in_time = sum(done_in_time(one) for one in settled)
    return Decimal(100 * in_time) / len(settled), today


def _day(moment: datetime) -> date:
    return moment.astimezone(JST).date()
