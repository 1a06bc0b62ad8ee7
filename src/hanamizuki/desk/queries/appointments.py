"""Kinds of appointments, the slots of days, and one appointment by its link or its code."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from hanamizuki.core.clock import JST, now
from hanamizuki.core.clock.hours import stretches
from hanamizuki.core.clock.queries import OFFICE, WEEKDAYS, is_holiday
from hanamizuki.core.clock.queries import rules as rules_at
from hanamizuki.core.receipts import Gone, digest
from hanamizuki.desk.appointments.models import (
    Appointment,
    AppointmentClosure,
    AppointmentKind,
    Seat,
)
from hanamizuki.desk.logic import slots as logic
from hanamizuki.desk.logic.slots import Rules, Slot, Standing, Works
from hanamizuki.desk.models import Service
from hanamizuki.desk.queries.opening import service_hours

YEAR = timedelta(days=366)
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Of what a code is made: nothing that looks like something else."""


@dataclass(frozen=True)
class Offered:
    """A slot with whether it is given now, how many seats are left, and whether it is closed."""

    slot: Slot
    standing: Standing
    left: int
    blocked: bool = False


def kinds() -> list[AppointmentKind]:
    """Every kind of the pack, in its order."""
    return list(AppointmentKind.objects.filter(withdrawn=False))


def rules_of(kind: AppointmentKind) -> Rules | None:
    """A kind's rules; None where it cannot be booked here."""
    return None if kind.withdrawn else logic.rules_of(kind.rules)


def working_days() -> Works:
    """Whether a day is a business day: the office's weekly hours, without its Saturdays."""
    known = rules_at([OFFICE]) or [WEEKDAYS]
    return cache(lambda day: bool(stretches(known, day, is_holiday)))


class Calendar:
    """A kind's slots by day; hours are read once, seats and closures once a stretch of days."""

    def __init__(self, kind: AppointmentKind, moment: datetime | None = None) -> None:
        self.kind = kind
        self.rules = rules_of(kind)
        self.moment = moment or now()
        self.works = working_days()
        service = Service.objects.filter(code=kind.service, withdrawn=False).first()
        self._hours = service_hours(service) if service else None

    @property
    def desks(self) -> int:
        """How many are taken at once; none where it is not booked here."""
        return self.rules.desks if self.rules else 0

    def slots(self, day: date) -> list[Slot]:
        """The slots of a day, whoever has them."""
        if self.rules is None or self._hours is None:
            return []
        return logic.slots(self.rules, day, self._hours, JST)

    def slot(self, start: datetime) -> Slot | None:
        """The slot that begins at a moment, bookable yet or not; None where there is none."""
        today = self.moment.date()
        last = logic.last_day(self.rules, today) if self.rules else today
        last = max(last, today + YEAR)
        # Asked first: the far future overflows, and its holidays take long to compute.
        if not _midnight(today) <= start < _midnight(last + timedelta(days=1)):
            return None
        start = start.astimezone(JST)
        return next((one for one in self.slots(start.date()) if one.start == start), None)

    def deadline(self, start: datetime) -> datetime:
        """Until when a slot is given and may be changed. Raises ValueError: not booked here."""
        if self.rules is None:
            raise ValueError(self.kind.code)
        return logic.deadline(self.rules, start.astimezone(JST), self.works)

    def days(self, first: date, last: date) -> dict[date, list[Offered]]:
        """The slots of the days from `first` to `last` that have any, as they stand now."""
        span = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
        found = {day: some for day in span if (some := self.slots(day))}
        rules = self.rules
        if rules is None or not found:
            return {}
        begins, ends = _midnight(min(found)), _midnight(max(found) + timedelta(days=1))
        taken = list(
            Seat.objects.filter(kind=self.kind, start__lt=ends, end__gt=begins).values_list(
                "start", "end"
            )
        )
        blocks = list(
            AppointmentClosure.objects.filter(
                kind=self.kind, day__gte=min(found), day__lte=max(found)
            ).values_list("day", "start")
        )
        return {
            day: [self._offered(rules, slot, taken, blocks) for slot in some]
            for day, some in found.items()
        }

    def _offered(
        self,
        rules: Rules,
        slot: Slot,
        taken: Iterable[tuple[datetime, datetime]],
        blocks: Iterable[tuple[date, datetime | None]],
    ) -> Offered:
        # Overlapping seats count, not only those of this start: after a change of the rules an
        # old appointment may lie across a new slot.
        many = sum(start < slot.end and end > slot.start for start, end in taken)
        blocked = any(
            day == slot.start.date() and start in (None, slot.start) for day, start in blocks
        )
        standing = logic.standing(rules, slot, self.moment, self.works, taken=many, blocked=blocked)
        return Offered(slot, standing, max(rules.desks - many, 0), blocked)

    def at(self, slot: Slot) -> Offered:
        """One slot as it stands now."""
        day = slot.start.date()
        return next(one for one in self.days(day, day)[day] if one.slot == slot)

    def page(self, first: date, many: int) -> tuple[dict[date, list[Offered]], date | None]:
        """The next `many` days with slots that are still given or were full, from `first` on.

        The second is the day from which the page after it begins, None where nothing more is
        offered.
        """
        if self.rules is None:
            return {}, None
        today = self.moment.date()
        last = logic.last_day(self.rules, today)
        found: dict[date, list[Offered]] = {}
        for day, some in self.days(max(first, today), last).items():
            shown = [one for one in some if one.standing in ("free", "full")]
            if not shown:
                continue
            if len(found) == many:
                return found, day
            found[day] = shown
        return found, None

    def next_free(self) -> Slot | None:
        """The next slot that is given; None within sight."""
        if self.rules is None:
            return None
        today = self.moment.date()
        for some in self.days(today, logic.last_day(self.rules, today)).values():
            for one in some:
                if one.standing == "free":
                    return one.slot
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=JST)


def day_of(moment: datetime) -> date:
    """The civil day in Japan of a stored moment."""
    return moment.astimezone(JST).date()


def appointment_of(token: str) -> Appointment:
    """The appointment of a private link. Raises Appointment.DoesNotExist, Gone."""
    found = Appointment.objects.select_related("kind", "ticket").get(digest=digest(token))
    if day_of(found.start) < now().date():
        raise Gone(day_of(found.start))
    return found


def tidy_code(text: str) -> str:
    """A code as it is stored, however it was typed."""
    return unicodedata.normalize("NFKC", text).upper().replace("-", "").replace(" ", "")


def by_code(text: str) -> Appointment | None:
    """Today's appointment of a code, as it is typed at the kiosk."""
    today = now().date()
    return (
        Appointment.objects.select_related("kind", "ticket")
        .filter(
            code=tidy_code(text),
            start__gte=_midnight(today),
            start__lt=_midnight(today + timedelta(days=1)),
        )
        .exclude(state="cancelled")
        .first()
    )


def somebody_comes_today() -> bool:
    """Whether an appointment of today is not checked in yet: then the kiosk asks for it."""
    today = _midnight(now().date())
    coming = Appointment.objects.filter(start__gte=today, start__lt=today + timedelta(days=1))
    return coming.filter(state__in=("booked", "no_show")).exists()


def on_days(first: date, last: date, sections: frozenset[str] | None) -> list[Appointment]:
    """The appointments of days, of these sections' lines (None: all), in order."""
    found = Appointment.objects.select_related("kind", "ticket").filter(
        start__gte=_midnight(first), start__lt=_midnight(last + timedelta(days=1))
    )
    if sections is not None:
        codes = Service.objects.filter(section__in=sections).values_list("code", flat=True)
        found = found.filter(kind__service__in=list(codes))
    return list(found)


def to_tell(sections: frozenset[str] | None) -> list[Appointment]:
    """Whose appointment the office called off, and who cannot be told but by phone."""
    found = Appointment.objects.select_related("kind").filter(
        state="cancelled", told_at=None, email="", start__gte=_midnight(now().date())
    )
    found = found.exclude(phone="").exclude(ended_by="resident")
    if sections is not None:
        codes = Service.objects.filter(section__in=sections).values_list("code", flat=True)
        found = found.filter(kind__service__in=list(codes))
    return list(found)
