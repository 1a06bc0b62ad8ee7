"""When a demo begins: now where the office is open, else at a moment of a day when it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, get_args

from django.db.models import Max

from hanamizuki.desk.demo import office
from hanamizuki.desk.models import Event
from hanamizuki.desk.services.issuing import moment_of

Kind = Literal["ordinary", "spring", "off"]
KINDS: tuple[Kind, ...] = get_args(Kind)
AFTER_OPENING = {"ordinary": timedelta(minutes=60), "spring": timedelta(minutes=135)}
"""How long the office has been open when a demo begins that chooses its moment."""
LEAST = timedelta(minutes=30)
"""Nearer to closing time than this a demo begins another day."""


def moment(kind: Kind, real: datetime, speed: int) -> datetime | None:
    """The moment at which the ward's clock begins; None where the real time does.

    What an earlier start has made stays, so it never begins before that. Raises LookupError where
    the office does not open within sight, or the pack knows no crowded day.
    """
    last = _last()
    if kind == "ordinary" and speed == 1 and (last is None or last <= real) and _goes_on(real):
        return None
    earliest = real if last is None else last
    if kind == "spring":
        hours = office.hours(office.peak_day(earliest.date()))
    else:
        hours = office.hours(earliest.date())
    begin = None if hours is None else hours[0] + AFTER_OPENING[kind]
    if begin is not None and last is not None and last >= begin:
        begin = last + timedelta(seconds=1)
    if begin is None or not _goes_on(begin):
        begin = office.next_day(earliest.date())[0] + AFTER_OPENING["ordinary"]
    return begin


def _last() -> datetime | None:
    """When something last happened at the desk, by the ward's clock of then."""
    found = Event.objects.aggregate(last=Max("at"))["last"]
    return None if found is None else moment_of(found)


def _goes_on(at: datetime) -> bool:
    """Whether the office is open then, and for a while."""
    hours = office.hours(at.date())
    return hours is not None and hours[0] <= at < hours[1] - LEAST
