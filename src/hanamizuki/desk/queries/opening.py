"""Whether a service gives out a number now: the office's hours, web hours and limits.

    state(service, now(), "web") -> Opening(open, reason, until, opens)

Whoever issues a number asks here first. A limit an hour or a day is soft: takers of the same moment
may go over it by a few, since it is looked at before the number is given.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hanamizuki.core.clock.hours import OpeningRule, stretches
from hanamizuki.core.clock.queries import OFFICE, WEEKDAYS, is_holiday
from hanamizuki.core.clock.queries import rules as rules_at
from hanamizuki.desk.logic import opening as logic
from hanamizuki.desk.logic.opening import COUNTED, LIMITED, Hours, Opening, Stretch
from hanamizuki.desk.models import Service, Ticket
from hanamizuki.desk.queries.memory import Remembered
from hanamizuki.desk.services.book import micros

SATURDAY = "saturday"
"""The place in the pack's hours at which only services that say `saturday` work."""


def state(service: Service, moment: datetime, channel: str) -> Opening:
    """Whether a number of the service is given over a channel at a moment, and why not."""
    return states([service], moment, channel)[service.code]


def states(services: list[Service], moment: datetime, channel: str) -> dict[str, Opening]:
    """The same of many services, by code; the hours are read once."""
    weekly, saturdays = _rules()
    office = _of([*weekly, *saturdays])
    found = {}
    for one in services:
        rules = logic.rules_of(one.rules, withdrawn=one.withdrawn)
        hours = office if one.rules.get("saturday") else _of(weekly)
        counts = channel == "web" and rules.limit_web_per_hour is not None
        taken = taken_over_the_web(one, moment) if counts else 0
        limited = channel in LIMITED and rules.limit_per_day is not None
        today = taken_on(one, moment.date()) if limited else 0
        found[one.code] = logic.opening(rules, hours, office, moment, channel, taken, today)
    return found


def hours_on(service: Service, day: date) -> list[Stretch]:
    """The (open, close) stretches in which the service's counters work on a day."""
    return list(service_hours(service)(day))


def service_hours(service: Service) -> Hours:
    """The service's stretches by day, for whoever asks of many days (a calendar, slots)."""
    weekly, saturdays = _rules()
    return _of([*weekly, *saturdays] if service.rules.get("saturday") else weekly)


def taken_over_the_web(service: Service, moment: datetime) -> int:
    """How many numbers of the service were given over the web in the clock hour of a moment."""
    hour = moment.replace(minute=0, second=0, microsecond=0)
    return Ticket.objects.filter(
        day=moment.date(),
        roll=service,
        channel="web",
        issued_at__gte=micros(hour),
        issued_at__lt=micros(hour + timedelta(hours=1)),
    ).count()


def taken_on(service: Service, day: date) -> int:
    """How many numbers of a day count for the service's limit; not those that were given back."""
    mine = Ticket.objects.filter(day=day, roll=service, channel__in=COUNTED)
    return mine.exclude(state="cancelled").count()


def device_may(service: Service, device: str, moment: datetime) -> bool:
    """Whether a device (its digest) may take another number of the service on this day.

    `limit_per_device` counts those given back too, so that nobody takes and drops without end.
    """
    limit = service.rules.get("limit_per_device")
    if limit is None or not device:
        return True
    taken = Ticket.objects.filter(day=moment.date(), roll=service, device=device).count()
    return taken < int(limit)


def _read_rules() -> tuple[list[OpeningRule], list[OpeningRule]]:
    return rules_at([OFFICE]) or [WEEKDAYS], rules_at([SATURDAY])


_rules = Remembered(_read_rules)


def _of(rules: list[OpeningRule]) -> Hours:
    known: dict[date, list[Stretch]] = {}

    def of(day: date) -> list[Stretch]:
        if day not in known:
            known[day] = stretches(rules, day, is_holiday)
        return known[day]

    return of


__all__ = ["Opening", "device_may", "hours_on", "service_hours", "state", "states"]
