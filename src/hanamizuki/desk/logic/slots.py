"""Appointments by rule: the slots of a day, until when one is given, whose place it holds. Pure.

A slot is a stretch in which so many `desks` each take one party. No two slots of a kind overlap, so
that no more people are at its desks than there are desks. All moments are aware, in Japan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, Literal, get_args

from hanamizuki.desk.logic.opening import WEEKDAYS, Hours

Standing = Literal["free", "full", "blocked", "too_late", "too_early"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)
Works = Callable[[date], bool]
"""Whether a day is a business day (開庁日)."""
AHEAD_DAYS = 60
GRACE_MINUTES = 15
_FURTHEST = 400
"""How many days back the business days before a deadline are looked for."""


@dataclass(frozen=True, slots=True)
class Times:
    """On these weekdays slots begin at `starts`; with `nth` only the 2nd, 4th … of the month."""

    weekdays: tuple[str, ...]
    starts: tuple[time, ...]
    nth: tuple[int, ...] = ()

    def covers(self, day: date) -> bool:
        """Whether the times hold on a day, if the office opens at all."""
        if WEEKDAYS[day.weekday()] not in self.weekdays:
            return False
        return not self.nth or (day.day - 1) // 7 + 1 in self.nth


@dataclass(frozen=True, slots=True)
class Rules:
    """One kind's rules. Taken until `cutoff_time` of `cutoff_days` business days before the day.

    Without `cutoff_time` it is the slot's own time of day. Days up to `ahead_days` from now are
    offered, from `first_day` to `last_day` where these are given.
    """

    minutes: int
    times: tuple[Times, ...]
    desks: int = 1
    cutoff_days: int = 0
    cutoff_time: time | None = None
    ahead_days: int = AHEAD_DAYS
    first_day: date | None = None
    last_day: date | None = None
    grace_minutes: int = GRACE_MINUTES


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of a day."""

    start: datetime
    end: datetime


def rules_of(stored: Mapping[str, Any]) -> Rules | None:
    """The rules as a kind stores them; None where it cannot be booked here.

    Raises ValueError, KeyError for what is no rule.
    """
    if not stored.get("times"):
        return None
    return Rules(
        minutes=int(stored["minutes"]),
        times=tuple(
            Times(
                tuple(one["weekdays"]),
                tuple(time.fromisoformat(text) for text in one["starts"]),
                tuple(one.get("nth") or ()),
            )
            for one in stored["times"]
        ),
        desks=int(stored.get("desks", 1)),
        cutoff_days=int(stored.get("cutoff_days", 0)),
        cutoff_time=_clock(stored.get("cutoff_time")),
        ahead_days=int(stored.get("ahead_days", AHEAD_DAYS)),
        first_day=_day(stored.get("first_day")),
        last_day=_day(stored.get("last_day")),
        grace_minutes=int(stored.get("grace_minutes", GRACE_MINUTES)),
    )


def _clock(text: Any) -> time | None:
    return time.fromisoformat(text) if text else None


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def slots(rules: Rules, day: date, hours: Hours, zone: tzinfo) -> list[Slot]:
    """The slots of a day in order: each whole within one stretch of opening, none overlapping."""
    if (rules.first_day and day < rules.first_day) or (rules.last_day and day > rules.last_day):
        return []
    open_from_to = [(_at(day, opens, zone), _at(day, closes, zone)) for opens, closes in hours(day)]
    found: list[Slot] = []
    for start in sorted({one for it in rules.times if it.covers(day) for one in it.starts}):
        begins = _at(day, start, zone)
        slot = Slot(begins, begins + timedelta(minutes=rules.minutes))
        if found and slot.start < found[-1].end:
            continue  # the desks of the slot before are not free yet
        if any(opens <= slot.start and slot.end <= closes for opens, closes in open_from_to):
            found.append(slot)
    return found


def _at(day: date, clock: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone)


def business_days_before(day: date, days: int, works: Works) -> date:
    """The business day so many before `day`, which itself does not count (0 is the day itself).

    Where the office hardly works at all it is the furthest day looked at.
    """
    current, left = day, days
    for _ahead in range(_FURTHEST):
        if left == 0:
            break
        current -= timedelta(days=1)
        left -= works(current)
    return current


def deadline(rules: Rules, start: datetime, works: Works) -> datetime:
    """The last moment at which a slot is given or changed; never after it has begun."""
    last = business_days_before(start.date(), rules.cutoff_days, works)
    clock = rules.cutoff_time or start.time()
    return min(datetime.combine(last, clock, tzinfo=start.tzinfo), start)


def last_day(rules: Rules, today: date) -> date:
    """The last day that is offered today."""
    ahead = today + timedelta(days=rules.ahead_days)
    return min(ahead, rules.last_day) if rules.last_day else ahead


def standing(
    rules: Rules, slot: Slot, moment: datetime, works: Works, *, taken: int, blocked: bool
) -> Standing:
    """Whether a slot is given at a moment, and why not. `taken` seats overlap it."""
    if moment >= deadline(rules, slot.start, works):
        return "too_late"
    if slot.start.date() > last_day(rules, moment.date()):
        return "too_early"
    if blocked:
        return "blocked"
    return "free" if taken < rules.desks else "full"


def free_seat(desks: int, taken: Iterable[int]) -> int | None:
    """The lowest seat (from 1) that nobody has; None where all are taken."""
    held = set(taken)
    return next((seat for seat in range(1, desks + 1) if seat not in held), None)


def place_of(start: int, arrived: int, grace_minutes: int) -> int:
    """The place in line of an appointment's holder (microseconds since 1970, as all arguments).

    It is the hour of the appointment: whoever came before that goes first, and to come early gains
    nothing. Whoever comes later than the grace after it has the place of their coming.
    """
    late = arrived - start > grace_minutes * 60_000_000
    return arrived if late else start


def reminders(
    start: datetime, booked: datetime, works: Works, clock: time, hours: int | None
) -> list[tuple[str, datetime]]:
    """When somebody is reminded: ("day", …) at a time of the office day before, ("hours", …).

    What would be before the booking, or after the start, is left out.
    """
    before = business_days_before(start.date(), 1, works)
    found = [("day", datetime.combine(before, clock, tzinfo=start.tzinfo))]
    if hours is not None:
        found.append(("hours", start - timedelta(hours=hours)))
    return [(name, moment) for name, moment in found if booked < moment < start]
