"""The supervisor's view: each line and what to do about it, and the day or a period by hour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import fmean, quantiles
from typing import Any

from django.db.models import Min, Q, QuerySet

from hanamizuki.core.clock import now
from hanamizuki.desk.live import expect
from hanamizuki.desk.logic.staffing import Hint, Load, hint
from hanamizuki.desk.models import Counter, Event, Service, Ticket
from hanamizuki.desk.queries.line import left_open, lines
from hanamizuki.desk.queries.quick import whole
from hanamizuki.desk.queries.settings import all_planned, target_minutes
from hanamizuki.desk.services.book import micros
from hanamizuki.desk.services.issuing import moment_of

LATELY = timedelta(minutes=30)
MINUTE = 60_000_000
_COLUMNS = (
    "service__code",
    "channel",
    "state",
    "issued_at",
    "present_at",
    "called_at",
    "started_at",
    "finished_at",
)


@dataclass(frozen=True)
class Line:
    """One service now. Minutes are whole; `expected` is for a newcomer."""

    service: Service
    waiting: int
    present: int
    longest: int
    calls: int
    missed: int
    open: tuple[Counter, ...]
    paused: tuple[Counter, ...]
    closed: tuple[Counter, ...]
    planned: int | None
    expected: expect.Expected | None
    hint: Hint | None


def overview(services: Sequence[Service]) -> list[Line]:
    """These lines as they are; the queries do not grow with them."""
    moment = now()
    present, plans, target = lines(moment), all_planned(), target_minutes()
    counters = list(Counter.objects.filter(withdrawn=False))
    for row in counters:
        if left_open(row, moment):
            row.state = Counter.CLOSED
    lately = micros(moment - LATELY)
    rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for code, *row in Ticket.objects.filter(day=moment.date()).values_list(*_COLUMNS):
        rows[code].append(tuple(row))
    places = [(one.code, len(present[one.code].waiting)) for one in services]
    expected = expect.ask(present, places) if expect.known() else {}
    found = []
    for one in services:
        line, mine = present[one.code], rows[one.code]
        at = {state: _at(counters, one.code, state) for state in ("open", "paused", "closed")}
        waits = [(micros(moment) - row[2]) // MINUTE for row in mine if row[1] == "waiting"]
        served = [
            # From the call: not everybody presses that it begins.
            (row[6] - row[4]) / MINUTE
            for row in mine
            if row[1] == "done" and row[6] >= lately
        ]
        calls = sum(1 for row in mine if row[4] >= lately)
        longest = max(waits, default=0)
        load = Load(
            waiting=len(line.waiting),
            open=len(at["open"]),
            could_open=len(at["paused"]) + len(at["closed"]),
            calls=calls,
            served=fmean(served) if served else None,
            minutes=float(one.minutes) if one.minutes is not None else None,
            longest=float(longest),
        )
        found.append(
            Line(
                service=one,
                waiting=len(line.waiting),
                present=sum(here for _pk, _place, here in line.waiting),
                longest=longest,
                calls=calls,
                missed=sum(1 for row in mine if row[1] == "missed"),
                **at,
                planned=plans.get(one.code, {}).get(moment.hour),
                expected=expected.get((one.code, len(line.waiting))),
                hint=hint(load, target),
            )
        )
    return found


def _at(counters: list[Counter], code: str, state: str) -> tuple[Counter, ...]:
    """The counters in a state: those open that take everybody of the service, else that could."""
    return tuple(
        one
        for one in counters
        if one.state == state and code in (whole(one) if state == "open" else one.services)
    )


@dataclass
class Hour:
    """One service in one clock hour of a day. Waits and times are minutes.

    Of those `told` when they would be called, `kept` were called then, others earlier or later.
    """

    day: date
    service: str
    hour: int
    given: int = 0
    web: int = 0
    called: int = 0
    done: int = 0
    absent: int = 0
    told: int = 0
    kept: int = 0
    earlier: int = 0
    later: int = 0
    waits: list[float] = field(default_factory=list)
    served: list[float] = field(default_factory=list)

    @property
    def median(self) -> float | None:
        """Half of those called waited no longer."""
        return share(self.waits, 50)

    @property
    def ninetieth(self) -> float | None:
        """Nine of ten of those called waited no longer."""
        return share(self.waits, 90)

    @property
    def average(self) -> float | None:
        """How long one took at the counter."""
        return fmean(self.served) if self.served else None


def share(values: list[float], percent: int) -> float | None:
    """The value that so many in a hundred do not exceed; None of nothing."""
    if not values:
        return None
    if len(values) == 1:
        return values[0]
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def hours(first: date, last: date, services: Sequence[str] | None = None) -> Iterator[Hour]:
    """Each service and hour of some days in which anything happened, in order; read day by day.

    Given, web and absent (missed, or never came) belong to the hour in which the number was given;
    called, done, waits and times to the hour of the call. A wait is from when somebody is known to
    be in the hall (else from the number) to the last call.
    """
    for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
        tickets = Ticket.objects.filter(day=day)
        if services is not None:
            tickets = tickets.filter(service__code__in=services)
        found: dict[tuple[str, int], Hour] = {}
        for code, channel, state, issued, came, called, _begun, ended in tickets.values_list(
            *_COLUMNS
        ):
            given = _hour(found, day, code, issued)
            given.given += 1
            given.web += channel == "web"
            given.absent += state in ("missed", "closed")
            if called:
                hour = _hour(found, day, code, called)
                hour.called += 1
                hour.waits.append(max(0, called - (came or issued)) / MINUTE)
                if state == "done":
                    hour.done += 1
                    hour.served.append((ended - called) / MINUTE)
        _promises(found, day, tickets)
        yield from (found[key] for key in sorted(found))


def _promises(found: dict[tuple[str, int], Hour], day: date, tickets: QuerySet[Ticket]) -> None:
    """How the turn (first called, or passed over) was to what was told, by the hour of taking."""
    turn = Min("events__at", filter=Q(events__kind__in=("called", "passed")))
    told = tickets.filter(told_high__gt=0).exclude(rank="appointment").order_by("pk")
    rows = told.annotate(turn=turn).filter(turn__isnull=False)
    for code, issued, low, high, at in rows.values_list(
        "service__code", "issued_at", "told_low", "told_high", "turn"
    ):
        hour = _hour(found, day, code, issued)
        hour.told += 1
        hour.earlier += at < low
        hour.later += at > high
        hour.kept += low <= at <= high


def _hour(found: dict[tuple[str, int], Hour], day: date, code: str, at: int) -> Hour:
    hour = moment_of(at).hour
    return found.setdefault((code, hour), Hour(day, code, hour))


def done_of(day: date, services: Sequence[str]) -> dict[str, int]:
    """What was done how many times on a day, by errand code, where clerks counted it."""
    counted: dict[str, int] = defaultdict(int)
    events = Event.objects.filter(
        day=day, kind__in=("finished", "entered"), service__in=services
    ).values_list("data", flat=True)
    for data in events:
        for code, many in data.get("done", {}).items():
            counted[code] += many
    return dict(counted)


def waiting_in(services: Sequence[str], moment: datetime) -> list[Ticket]:
    """Everybody who waits in these lines, in order."""
    return list(
        Ticket.objects.select_related("service", "journey")
        .filter(day=moment.date(), state="waiting", service__code__in=services)
        .order_by("place", "id")
    )
