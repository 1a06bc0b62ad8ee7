"""The made-up clerks of a demo day: they open, call, serve, transfer, break and close."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random

from django.core.exceptions import ObjectDoesNotExist, ValidationError

from hanamizuki.core.audit.services import actor_key
from hanamizuki.core.people.models import Account
from hanamizuki.desk.demo.agenda import Agenda
from hanamizuki.desk.demo.guests import MINUTE, Guests
from hanamizuki.desk.logic.line import AT_COUNTER, Impossible
from hanamizuki.desk.models import Counter, Event, Service, Ticket
from hanamizuki.desk.queries.console import head
from hanamizuki.desk.queries.opening import hours_on
from hanamizuki.desk.services import counters

WALK = (12.0, 45.0)
"""Seconds from the call until somebody is at the counter."""
GAP = (8.0, 40.0)
"""Seconds between one person and the next call."""
LUNCHES = (timedelta(hours=3), timedelta(hours=4))
"""After opening, by turns where several windows do the same."""
HOUR = timedelta(hours=1)
HELD, TRANSFERRED, STEPPED_OUT = 0.03, 0.03, 0.03
REFUSED = (ValidationError, Impossible, ObjectDoesNotExist)


class Windows:
    """The windows that the demo's clerk has opened. `ready` call the next one as soon as any is
    there; `busy` have something put down that goes on with them."""

    def __init__(
        self, day: date, agenda: Agenda, chance: Random, clerk: Account, guests: Guests
    ) -> None:
        self.ready: set[str] = set()
        self.busy: set[str] = set()
        self._day, self._agenda, self._chance = day, agenda, chance
        self._clerk, self._guests = clerk, guests
        self._held: set[int] = set()
        self._takes: dict[str, set[str]] = {}
        self._seen = -1

    def expect(self, opens: datetime, since: datetime) -> None:
        """Put down when each window opens and breaks, from a moment on."""
        turn: dict[tuple[str, ...], int] = {}
        services = {one.code: one for one in Service.objects.filter(withdrawn=False)}
        alike: dict[tuple[str, ...], list[str]] = {}
        for one in Counter.objects.filter(withdrawn=False):
            if any(
                hours_on(services[code], self._day) for code in one.services if code in services
            ):
                alike.setdefault(tuple(one.services), []).append(one.code)
        for key, codes in alike.items():
            for code in codes:
                turn[key] = turn.get(key, -1) + 1
                lunch = None
                if len(codes) > 1 and self._day.weekday() < 5:
                    ahead = LUNCHES[turn[key] % len(LUNCHES)]
                    lunch = opens + ahead + timedelta(seconds=self._chance.uniform(-300, 300))
                self._expect(code, opens, lunch, since)
        for pk in self._held_by_us():
            self._held.add(pk)
            self._agenda.at(since + timedelta(minutes=2), self._resume, pk)
        self._agenda.at(max(opens, since) + timedelta(minutes=1), self._look_round)

    def _held_by_us(self) -> list[int]:
        """Whom the demo's clerk has put aside, before this process began."""
        rows = Event.objects.filter(day=self._day, kind="held", actor=actor_key(self._clerk))
        return list(rows.filter(ticket__state="held").values_list("ticket", flat=True).distinct())

    def _expect(self, code: str, opens: datetime, lunch: datetime | None, since: datetime) -> None:
        begin = opens + timedelta(seconds=self._chance.uniform(0, 60))
        if lunch is not None and lunch + HOUR > since:
            if lunch > since:
                self._agenda.at(lunch, self._pause, code)
            else:
                begin = lunch + HOUR
            self._agenda.at(lunch + HOUR, self._open, code)
        self._agenda.at(max(begin, since), self._open, code)

    def _open(self, code: str) -> None:
        row = Counter.objects.get(code=code)
        if row.state != Counter.CLOSED and row.clerk_id != self._clerk.pk:
            return  # somebody of the staff works there
        if row.state != Counter.OPEN:
            counters.open_counter(self._clerk, row)
        self._takes[code] = set(row.services)
        self._free(code)

    def _pause(self, code: str) -> None:
        row = self._mine().get(code)
        if row is None:
            return
        try:
            counters.pause_counter(self._clerk, row)
        except counters.Busy:
            self._agenda.after(MINUTE, self._pause, code)
            return
        self.ready.discard(code)
        self.busy.discard(code)

    def _mine(self) -> dict[str, Counter]:
        rows = Counter.objects.filter(clerk=self._clerk, state=Counter.OPEN)
        return {one.code: one for one in rows}

    def _free(self, code: str) -> None:
        """From now on this window calls whoever comes."""
        self.busy.discard(code)
        self.ready.add(code)
        self._seen = -1

    def _is_mine(self, row: Counter) -> bool:
        return row.state == Counter.OPEN and row.clerk_id == self._clerk.pk

    def call(self) -> None:
        """Let every window that is free call, where anybody is there to be called."""
        if not self.ready or head() == self._seen:
            return
        while able := self._able():
            code = self._chance.choice(able)
            self.ready.discard(code)
            row = Counter.objects.get(code=code)
            if not self._is_mine(row):
                continue
            try:
                called = counters.call_next(self._clerk, row)
            except REFUSED:
                continue  # somebody else was quicker; `_look_round` sees to the window
            if called is not None:
                self._called(called, code)
        self._seen = head()

    def _able(self) -> list[str]:
        """The free windows that somebody is there for."""
        there = self._there() if self.ready else set()
        return sorted(code for code in self.ready if there & self._takes[code])

    def _there(self) -> set[str]:
        """The services that somebody who is there waits for."""
        rows = Ticket.objects.filter(day=self._day, state="waiting", present=True)
        return set(rows.order_by().values_list("service__code", flat=True).distinct())

    def _called(self, ticket: Ticket, code: str) -> None:
        self.busy.add(code)
        guest = self._guests.guest(ticket)
        gone = guest.leaves is not None and guest.leaves < self._agenda.moment
        if gone or self._chance.random() < STEPPED_OUT:
            self._later(50, self._recall, ticket.pk, code)
        else:
            self._later(self._chance.uniform(*WALK), self._start, ticket.pk, code)

    def _later(self, seconds: float, do: Callable[[Ticket, str], None], pk: int, code: str) -> None:
        """Put down what goes on at a window, if its person is still there then."""

        def act() -> None:
            ticket = Ticket.objects.select_related("service", "counter").get(pk=pk)
            window = ticket.counter
            here = window is not None and window.code == code and self._is_mine(window)
            if not here or ticket.state not in AT_COUNTER:
                self.busy.discard(code)
                return
            try:
                do(ticket, code)
            except REFUSED:
                self.busy.discard(code)

        self._agenda.after(seconds, act)

    def _recall(self, ticket: Ticket, code: str) -> None:
        counters.recall(self._clerk, ticket)
        self._later(60, self._absent, ticket.pk, code)

    def _absent(self, ticket: Ticket, code: str) -> None:
        try:
            counters.absent(self._clerk, ticket)
        except counters.TooEarly as early:
            seconds = (early.until - self._agenda.moment).total_seconds() + 1
            self._later(max(1.0, seconds), self._absent, ticket.pk, code)
        else:
            self._agenda.after(self._chance.uniform(*GAP), self._free, code)

    def _start(self, ticket: Ticket, code: str) -> None:
        counters.start(self._clerk, ticket)
        seconds = self._guests.guest(ticket).seconds
        if self._chance.random() < HELD:
            self._later(seconds / 2, self._hold, ticket.pk, code)
        else:
            self._later(seconds, self._finish, ticket.pk, code)

    def _hold(self, ticket: Ticket, code: str) -> None:
        """They have a paper to fill in first."""
        counters.hold(self._clerk, ticket)
        self._held.add(ticket.pk)
        self._guests.guest(ticket).seconds /= 2
        self._agenda.after(self._chance.uniform(2, 8) * MINUTE, self._resume, ticket.pk)
        self._agenda.after(self._chance.uniform(*GAP), self._free, code)

    def _resume(self, pk: int) -> None:
        self._held.discard(pk)
        counters.resume(self._clerk, Ticket.objects.get(pk=pk))

    def _finish(self, ticket: Ticket, code: str) -> None:
        other = self._elsewhere(ticket)
        if other is not None:
            counters.transfer(self._clerk, ticket, other)
            self._guests.goes_on(ticket)
        else:
            done, _next = counters.finish(self._clerk, ticket)
            self._guests.says(done)
        self._agenda.after(self._chance.uniform(*GAP), self._free, code)

    def _elsewhere(self, ticket: Ticket) -> Service | None:
        """Now and then somebody turns out to need another counter of the same section."""
        if ticket.journey_id is not None or self._chance.random() >= TRANSFERRED:
            return None
        others = Service.objects.filter(section=ticket.service.section, withdrawn=False)
        some = [
            one
            for one in others.exclude(pk=ticket.service_id)
            if one.rules.get("appointment") != "only" and hours_on(one, self._day)
        ]
        return self._chance.choice(some) if some else None

    def _look_round(self) -> None:
        """Now and then: windows of ours with nothing put down go on with whoever is there."""
        self._agenda.after(3 * MINUTE, self._look_round)
        at = {
            one.counter.code: one
            for one in Ticket.objects.select_related("service", "counter").filter(
                day=self._day, state__in=AT_COUNTER, counter__clerk=self._clerk
            )
            if one.counter is not None
        }
        mine = self._mine()
        for code in mine.keys() - self.busy - self.ready:
            ticket = at.get(code)
            self._takes.setdefault(code, set(mine[code].takes))
            if ticket is None:
                self._free(code)
                continue
            self.busy.add(code)
            if ticket.state == "called":
                self._later(self._chance.uniform(*WALK), self._start, ticket.pk, code)
            else:
                seconds = self._guests.guest(ticket).seconds
                self._later(seconds * self._chance.random(), self._finish, ticket.pk, code)

    def close_those_done(self) -> bool:
        """After closing time: close the windows that nobody waits for; whether all is over.

        Where a window is closed already and somebody comes from another counter, it opens again.
        """
        there = self._there()
        held = Ticket.objects.filter(pk__in=self._held, state="held")
        there |= set(held.values_list("service__code", flat=True))
        for code, row in self._mine().items():
            if there & set(row.takes):
                continue
            try:
                counters.close_counter(self._clerk, row)
            except counters.Busy:
                continue
            self.ready.discard(code)
            self.busy.discard(code)
        for row in Counter.objects.filter(clerk=self._clerk, state=Counter.PAUSED):
            counters.close_counter(self._clerk, row)
        return not self._open_again(there) and not self._mine()

    def _open_again(self, there: set[str]) -> bool:
        """Open a window for each service that somebody waits for and no window takes."""
        for row in Counter.objects.filter(state=Counter.OPEN):
            there = there - set(row.takes)
        opened = False
        for row in Counter.objects.filter(state=Counter.CLOSED, withdrawn=False):
            if there & set(row.services):
                there = there - set(row.services)
                self._open(row.code)
                opened = True
        return opened
