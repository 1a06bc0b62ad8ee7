"""Whether a service gives out a number at a moment, why not, and when it does next. Pure.

The office's hours say when a counter works. Taking a number ends when the office closes; whoever
waits then is still served. Numbers over the web have hours of their own within the office's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, get_args

Reason = Literal[
    "open",
    "before_opening",
    "after_closing",
    "closed_today",
    "not_saturday",
    "web_not_yet",
    "web_over",
    "web_not_today",
    "web_full",
    "day_full",
    "no_web",
    "web_unknown",
    "by_appointment",
    "withdrawn",
]
REASONS: tuple[Reason, ...] = get_args(Reason)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
COUNTED = ("web", "kiosk", "staff", "phone")
"""Numbers over these count for a day's limit; …"""
LIMITED = ("web", "kiosk")
"""… and it ends these. Staff may go over it: they see who stands before them."""
DAYS_AHEAD = 60
"""How far the next opening is looked for."""

Stretch = tuple[time, time]
Hours = Callable[[date], Sequence[Stretch]]
"""The (open, close) stretches of a day, in order, none touching another; empty when closed."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a service says of taking its numbers. Without `web_from` there is none over the web;
    `web_unknown` then: whether the office gives any was not found.

    `appointment` is "none", "also" or "only"; `limit_web_per_hour` counts a clock hour,
    `limit_per_day` all whom the office can serve in a day (`COUNTED`).
    """

    web_from: time | None = None
    web_until: time | None = None
    web_days: tuple[str, ...] = WEEKDAYS
    web_unknown: bool = False
    limit_web_per_hour: int | None = None
    limit_per_day: int | None = None
    appointment: str = "none"
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether a number is given now. `until` is when that ends today (None while not open, and for
    a next stop, which is served to the end); `opens` is when it begins next, where within sight."""

    open: bool
    reason: Reason
    until: datetime | None = None
    opens: datetime | None = None


def rules_of(stored: Mapping[str, Any], *, withdrawn: bool = False) -> Rules:
    """The rules as a service stores them ("09:30"). Raises ValueError for what is no time."""
    return Rules(
        web_from=_clock(stored.get("web_from")),
        web_until=_clock(stored.get("web_until")),
        web_days=tuple(stored.get("web_days") or WEEKDAYS),
        web_unknown=bool(stored.get("web_unknown")),
        limit_web_per_hour=stored.get("limit_web_per_hour"),
        limit_per_day=stored.get("limit_per_day"),
        appointment=stored.get("appointment") or "none",
        withdrawn=withdrawn,
    )


def _clock(text: Any) -> time | None:
    return time.fromisoformat(text) if text else None


def opening(
    rules: Rules,
    hours: Hours,
    office: Hours,
    moment: datetime,
    channel: str,
    web_taken: int = 0,
    day_taken: int = 0,
) -> Opening:
    """What holds at `moment` (aware, Japan). `hours` are the service's, `office` the whole house's.

    `channel`: web, kiosk, staff, phone, appointment or journey. `web_taken` is how many numbers
    were given over the web in this clock hour, `day_taken` how many today over `COUNTED`.
    """
    if rules.withdrawn:
        return Opening(False, "withdrawn")
    if channel == "journey":
        return _next_stop(hours, office, moment)
    if rules.appointment == "only" and channel != "appointment":
        return Opening(False, "by_appointment")
    if channel == "web" and (rules.web_from is None or rules.web_until is None):
        return Opening(False, "web_unknown" if rules.web_unknown else "no_web")
    taking = web_hours(rules, hours) if channel == "web" else hours
    until = _until(taking, moment)
    if channel in LIMITED and rules.limit_per_day is not None and day_taken >= rules.limit_per_day:
        later = until or _next(taking, moment)
        if later is not None and later.date() == moment.date():
            midnight = datetime.combine(moment.date(), time.max, tzinfo=moment.tzinfo)
            return Opening(False, "day_full", opens=_next(taking, midnight))
    if until is None:
        reason = _why(rules, hours, office, moment, channel)
        return Opening(False, reason, opens=_next(taking, moment))
    limit = rules.limit_web_per_hour
    if channel == "web" and limit is not None and web_taken >= limit:
        hour = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        later = hour if hour < until else _next(taking, until)
        return Opening(False, "web_full", opens=later)
    return Opening(True, "open", until=until)


def web_hours(rules: Rules, hours: Hours) -> Hours:
    """The stretches in which numbers are given over the web: its times within the office's."""

    def of(day: date) -> list[Stretch]:
        first, last = rules.web_from, rules.web_until
        if first is None or last is None or WEEKDAYS[day.weekday()] not in rules.web_days:
            return []
        cut = [(max(start, first), min(end, last)) for start, end in hours(day)]
        return [(start, end) for start, end in cut if start < end]

    return of


def _next_stop(hours: Hours, office: Hours, moment: datetime) -> Opening:
    """Whoever came in time is served at every stop, also after the doors are shut."""
    today = hours(moment.date())
    if today and moment.time() >= today[0][0]:
        return Opening(True, "open")
    reason = _why_closed(hours, office, moment)
    return Opening(False, reason, opens=_next(hours, moment))


def _why(rules: Rules, hours: Hours, office: Hours, moment: datetime, channel: str) -> Reason:
    if channel != "web" or not hours(moment.date()):
        return _why_closed(hours, office, moment)
    over_the_web = web_hours(rules, hours)(moment.date())
    if not over_the_web:
        return "web_not_today"
    if moment.time() >= hours(moment.date())[-1][1]:
        return "after_closing"
    return "web_not_yet" if moment.time() < over_the_web[-1][0] else "web_over"


def _why_closed(hours: Hours, office: Hours, moment: datetime) -> Reason:
    today = hours(moment.date())
    if not today:
        return "not_saturday" if office(moment.date()) else "closed_today"
    # Between two stretches of a day it opens once more: still "before".
    return "before_opening" if moment.time() < today[-1][0] else "after_closing"


def _until(hours: Hours, moment: datetime) -> datetime | None:
    for start, end in hours(moment.date()):
        if start <= moment.time() < end:
            return _at(moment, moment.date(), end)
    return None


def _next(hours: Hours, moment: datetime) -> datetime | None:
    for ahead in range(DAYS_AHEAD):
        day = moment.date() + timedelta(days=ahead)
        for start, _end in hours(day):
            begins = _at(moment, day, start)
            if begins > moment:
                return begins
    return None


def _at(moment: datetime, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=moment.tzinfo)
