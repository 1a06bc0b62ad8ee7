"""One person's visit as its private page shows it: where they are, what comes, what to bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hanamizuki.core.clock import now
from hanamizuki.core.places.models import Section
from hanamizuki.core.receipts import Gone, digest
from hanamizuki.desk.live.expect import Expected
from hanamizuki.desk.logic.leaving import leave_by
from hanamizuki.desk.logic.line import LIVE
from hanamizuki.desk.models import Errand, Ticket
from hanamizuki.desk.queries.alerts import way_of
from hanamizuki.desk.queries.glance import Window, expected_at, services, windows
from hanamizuki.desk.queries.line import position, present_stop
from hanamizuki.desk.services.issuing import moment_of
from hanamizuki.desk.services.resident import GRACE_MINUTES


def ticket_of(token: str) -> Ticket:
    """The ticket of a private link. Raises Ticket.DoesNotExist, Gone."""
    found = Ticket.objects.select_related("service", "counter", "journey", "roll").get(
        digest=digest(token)
    )
    if found.day != now().date():
        raise Gone(found.day)
    return found


@dataclass(frozen=True)
class Stop:
    """One counter on the way. `state` is done, now or next."""

    name: dict[str, str]
    state: str
    label: str
    windows: tuple[Window, ...]


@dataclass(frozen=True)
class Visit:
    """All that the private page tells; `ticket` is the number that counts now.

    `way` is how many minutes they said their way takes, 0 where they did not or are there.
    """

    first: Ticket
    ticket: Ticket
    before: int
    expected: Expected | None
    windows: tuple[Window, ...]
    stops: tuple[Stop, ...]
    errand: Errand | None
    section: dict[str, str]
    rules: dict[str, Any]
    way: int = 0

    @property
    def over(self) -> bool:
        """Whether nothing more is called of it."""
        return self.ticket.state not in LIVE

    @property
    def may_arrive(self) -> bool:
        """Whether saying "I am here" changes something."""
        one = self.ticket
        return one.state == "missed" or (one.state in ("waiting", "held") and not one.present)

    @property
    def waits_outside(self) -> bool:
        """Waiting, and not known to be in the building."""
        return self.ticket.state == "waiting" and not self.ticket.present

    @property
    def leave_by(self) -> datetime | None:
        """Until when to leave so as to be there in time; None where nobody can say."""
        if not self.way or self.expected is None:
            return None
        return leave_by(self.expected.low, self.way)

    @property
    def grace_until(self) -> datetime | None:
        """Until when somebody passed over keeps the place; None where that was in another line."""
        if not self.ticket.passed_at or self.ticket.passed_at < self.ticket.place:
            return None
        minutes = self.rules.get("grace_minutes", GRACE_MINUTES)
        return moment_of(self.ticket.passed_at) + timedelta(minutes=minutes)

    @property
    def called_at(self) -> datetime | None:
        """When they were called last for the first time."""
        return moment_of(self.ticket.called_at) if self.ticket.called_at else None


def visit_of(first: Ticket) -> Visit:
    """The visit of a ticket, as it is now."""
    one = present_stop(first)
    before = position(one)
    codes = first.journey.stops if first.journey else [first.service.code]
    errand = Errand.objects.filter(code=first.errand).first() if first.errand else None
    section = Section.objects.filter(code=one.service.section).values_list("name", flat=True)
    return Visit(
        first=first,
        ticket=one,
        before=before,
        expected=expected_at(one.service.code, before) if one.state == "waiting" else None,
        windows=windows().get(one.service.code, ()),
        stops=_stops(one, codes),
        errand=errand,
        section=section.first() or {},
        rules=one.service.rules,
        way=way_of(first) if one.state == "waiting" and not one.present else 0,
    )


def _stops(one: Ticket, codes: list[str]) -> tuple[Stop, ...]:
    known, places, labels = services(), windows(), {one.stop: one.label}
    if one.journey_id is not None:
        some = Ticket.objects.filter(journey_id=one.journey_id)
        labels = dict(some.values_list("stop", "label"))
    found = []
    for number, code in enumerate(codes):
        if number == one.stop:
            state, code = ("now" if one.state in LIVE else "done"), one.service.code
        else:
            state = "done" if number < one.stop else "next"
        name = known[code].name if code in known else {"ja": code}
        found.append(Stop(name, state, labels.get(number, ""), places.get(code, ())))
    return tuple(found)
