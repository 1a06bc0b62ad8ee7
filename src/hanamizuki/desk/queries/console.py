"""A counter's console: who is here, who waits for it, who is aside, and what its screen may do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet

from hanamizuki.core.clock import now
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import sections_of
from hanamizuki.desk.live import expect
from hanamizuki.desk.logic.line import AT_COUNTER, stands_until
from hanamizuki.desk.models import Counter, Desk, Errand, Event, Service, Ticket
from hanamizuki.desk.queries.alerts import unreached
from hanamizuki.desk.queries.line import lines
from hanamizuki.desk.queries.quick import lane
from hanamizuki.desk.services.book import micros
from hanamizuki.desk.services.issuing import moment_of

SHOWN = 40
"""Of a line so many are shown; …"""
FORETOLD = 12
"""… and so many with the time at which they are likely called."""


@dataclass(frozen=True)
class Row:
    """One number as a console shows it; no name is known, and none is shown.

    `since` is when they came or took the number, `step` (2, 3) the second of three counters.
    `expected` is when they are likely called, None where unknown. `turn`: whose turn it is.
    `unreached`: they wanted to be told, and it did not arrive: call loudly.
    """

    ticket: Ticket
    errand: dict[str, str]
    since: datetime
    minutes: int
    step: tuple[int, int] | None
    onward: tuple[dict[str, str], ...]
    expected: expect.Expected | None = None
    turn: bool = False
    unreached: bool = False


@dataclass(frozen=True)
class Console:
    """All that the screen of a counter shows. `seen` is the number of its last event."""

    counter: Counter
    seen: int
    here: Row | None
    waiting: tuple[Row, ...]
    total: int
    held: tuple[Row, ...]
    missed: tuple[Row, ...]
    services: tuple[Service, ...]
    help: tuple[Counter, ...]
    stands: datetime | None = None
    """Until when the call of who is here stands: before that nobody is absent."""

    @property
    def next(self) -> Row | None:
        """Whose turn it is, of those who are there."""
        return next((row for row in self.waiting if row.turn), None)

    @property
    def present(self) -> int:
        """How many of those shown are there."""
        return sum(row.ticket.present for row in self.waiting)


def version(counter: Counter) -> int:
    """The number of the last event of a counter; 0 before the first."""
    found = Event.objects.filter(counter=counter.code).aggregate(last=Max("seq"))["last"]
    return found or 0


def head() -> int:
    """The number of the desk's last event: where it is the same, nothing happened."""
    return Desk.objects.values_list("seq", flat=True).get(pk=1)


def console(counter: Counter) -> Console:
    """The console of a counter as it is now; the queries do not grow with the line."""
    seen, moment = version(counter), now()
    mine = Ticket.objects.select_related("service", "journey").filter(day=moment.date())
    known = {one.code: one for one in Service.objects.all()}
    line = mine.filter(service__code__in=counter.takes)
    if counter.quick:
        line = line.filter(lane().only())
    waiting = line.filter(state="waiting").order_by("place", "id")
    total, shown = waiting.count(), list(waiting[:SHOWN])
    first = waiting.filter(present=True).exclude(pk__in=resting(waiting, moment)).first()
    if first is not None and first not in shown:
        # Whose turn it is may stand behind many who have still to come.
        shown.append(first)
    aside = list(line.filter(state__in=("held", "missed")))
    here = mine.filter(counter=counter, state__in=AT_COUNTER).first()
    rows = _Rows([*shown, *aside, *([here] if here else [])], known, moment)
    expected = _expected(shown[:FORETOLD])
    turn = first.pk if first else None
    return Console(
        counter=counter,
        seen=seen,
        here=rows.row(here) if here else None,
        waiting=tuple(rows.row(one, expected.get(one.pk), one.pk == turn) for one in shown),
        total=total,
        held=tuple(rows.row(one) for one in aside if one.state == "held"),
        missed=tuple(rows.row(one) for one in aside if one.state == "missed"),
        services=tuple(known[code] for code in counter.takes if code in known),
        help=tuple(help_wanted()),
        stands=_stands(here, moment),
    )


def _stands(here: Ticket | None, moment: datetime) -> datetime | None:
    if here is None or here.state != "called":
        return None
    until = moment_of(stands_until(here.called_at, here.service.rules))
    return until if until > moment else None


def resting(waiting: QuerySet[Ticket], moment: datetime) -> dict[int, datetime]:
    """Who of a line was absent a moment ago: from when they are called again, by ticket."""
    some = waiting.filter(absent_at__gt=0).values_list("pk", "absent_at", "service__rules")
    times = {pk: stands_until(absent_at, rules) for pk, absent_at, rules in some}
    return {pk: moment_of(until) for pk, until in times.items() if until > micros(moment)}


def next_back(counter: Counter) -> tuple[str, datetime] | None:
    """Whoever of a counter's line is called again next, having been absent a moment ago."""
    moment = now()
    line = Ticket.objects.filter(
        day=moment.date(), state="waiting", service__code__in=counter.takes
    )
    if counter.quick:
        line = line.filter(lane().only())
    found = resting(line, moment)
    if not found:
        return None
    pk = min(found, key=lambda one: (found[one], one))
    return Ticket.objects.values_list("label", flat=True).get(pk=pk), found[pk]


class _Rows:
    def __init__(
        self, tickets: Iterable[Ticket], known: dict[str, Service], moment: datetime
    ) -> None:
        codes = {one.errand or (one.journey.errand if one.journey else "") for one in tickets}
        found = Errand.objects.filter(code__in=codes - {""}).values_list("code", "title")
        self._errands = dict(found)
        self._known, self._moment = known, moment
        self._unreached = unreached(tickets)

    def row(self, one: Ticket, expected: expect.Expected | None = None, turn: bool = False) -> Row:
        stops = one.journey.stops if one.journey else []
        code = one.errand or (one.journey.errand if one.journey else "")
        since = moment_of(one.issued_at)
        onward = [self._known[stop].name for stop in stops[one.stop + 1 :] if stop in self._known]
        return Row(
            ticket=one,
            errand=self._errands.get(code, one.service.name),
            since=since,
            minutes=max(0, int((self._moment - since).total_seconds() // 60)),
            step=(one.stop + 1, len(stops)) if len(stops) > 1 else None,
            onward=tuple(onward),
            expected=expected,
            turn=turn,
            unreached=one.pk in self._unreached,
        )


def row_of(ticket: Ticket) -> Row:
    """One number by itself."""
    return rows_of([ticket])[0]


def rows_of(tickets: list[Ticket]) -> list[Row]:
    """Some numbers; the queries do not grow with them."""
    known = {one.code: one for one in Service.objects.all()}
    rows = _Rows(tickets, known, now())
    return [rows.row(one) for one in tickets]


def _expected(shown: list[Ticket]) -> dict[int, expect.Expected | None]:
    """When each is likely called, by ticket id."""
    if not shown or not expect.known():
        return {}
    present = lines(now())
    places = {
        pk: (code, number)
        for code, line in present.items()
        for number, (pk, _place, _here) in enumerate(line.waiting)
    }
    asked = {one.pk: places[one.pk] for one in shown if one.pk in places}
    found = expect.ask(present, asked.values())
    return {pk: found[place] for pk, place in asked.items()}


def help_wanted() -> list[Counter]:
    """The counters whose clerks ask for help, who asked first before."""
    return list(Counter.objects.filter(help_since__isnull=False).order_by("help_since"))


def counters_of(account: Account, action: str) -> list[Counter]:
    """The counters of the sections in which somebody may do an action; their own first."""
    sections = sections_of(account, action)
    rows = Counter.objects.filter(withdrawn=False)
    if sections is not None:
        rows = rows.filter(section__in=sections)
    return sorted(rows, key=lambda one: (one.clerk_id != account.pk, one.order))
