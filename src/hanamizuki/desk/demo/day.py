"""One demo day: who is due to do something now does it, through the desk's own services.

`Demo.turn(now())` does all that is due. What is to come stands in memory only: a process that
starts in the middle of a day makes it anew, the same people, and goes on from the last event. At
the start it first writes down the hours before, in one transaction and at the moments of then, so
that the first visitor finds a hall that is at work.

Windows that somebody of the staff has taken over are left to them, and a visitor's own number is
called and served like any other.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.db.models import Max

from hanamizuki.core.clock.moment import held_at, jump, rate
from hanamizuki.desk.demo import office
from hanamizuki.desk.demo.agenda import Agenda
from hanamizuki.desk.demo.guests import Guests
from hanamizuki.desk.demo.services import clerk
from hanamizuki.desk.demo.windows import Windows
from hanamizuki.desk.logic.line import Impossible
from hanamizuki.desk.models import Desk, Event
from hanamizuki.desk.services.issuing import moment_of

log = logging.getLogger(__name__)
BEFORE = timedelta(minutes=75)
"""So much of a day is written down at most when the demo starts in the middle of it."""
EACH_MINUTE = timedelta(minutes=1)
REST = timedelta(minutes=10)
"""How long a closed office is shown before a fast clock jumps to the next morning."""
EARLY = timedelta(minutes=2)


@dataclass
class Demo:
    """The demo of one ward; `turn` it every second or so."""

    day: date | None = None
    agenda: Agenda = field(default_factory=Agenda)
    windows: Windows | None = None

    def turn(self, moment: datetime) -> int:
        """Do all that is due by a moment, which is the present one; how many things."""
        if self.day != moment.date():
            self._begin(moment)
        self.agenda.moment = moment
        done = 0
        for _at, do in self.agenda.due(moment):
            _act(do)
            done += 1
        if self.windows:
            self.windows.call()
        return done

    def _begin(self, moment: datetime) -> None:
        """Put down what is to come of a day, and write down what has gone before."""
        day, hours = moment.date(), office.hours(moment.date())
        self.day, self.windows = None, None
        self.agenda.forget()
        if hours is None:
            self.agenda.at(moment + REST, self._next_morning)
            self.day = day
            return
        me, chance = clerk(), Random(f"demo {day}")  # noqa: S311 (nothing secret)
        with transaction.atomic():
            # The desk is locked: nobody takes a number of now while earlier ones are written.
            Desk.objects.select_for_update().get(pk=1)
            since = _since(day, hours[0], moment)
            guests = Guests(day, self.agenda, chance, me)
            self.windows = Windows(day, self.agenda, chance, me, guests)
            self.windows.expect(hours[0], since)
            guests.expect(office.people(day), since)
            guests.expect_appointments(hours[0], since)
            self.agenda.at(max(hours[1], since), self._evening)
            for at, do in self.agenda.due(moment):
                self.agenda.moment = at
                with held_at(at):
                    _act(do)
                    self.windows.call()
        self.day = day

    def _evening(self) -> None:
        """From closing time on: serve who waits, then close, then go home."""
        if self.windows is None or self.windows.close_those_done():
            self.agenda.after(REST.total_seconds(), self._next_morning)
        else:
            self.agenda.at(self.agenda.moment + EACH_MINUTE, self._evening)

    def _next_morning(self) -> None:
        """A fast clock goes on at the next opening; at real speed the night takes its time."""
        if rate() > 1 and self.day is not None:
            jump(office.next_day(self.day)[0] - EARLY)


def _since(day: date, opens: datetime, moment: datetime) -> datetime:
    """From when a day is lived through: its last event, else some hours ago."""
    last = Event.objects.filter(day=day).aggregate(last=Max("at"))["last"]
    if last is not None:
        return min(moment_of(last) + timedelta(seconds=1), moment)
    return max(opens - EARLY, min(moment, moment - BEFORE))


def _act(do: Callable[[], object]) -> None:
    """One thing; what cannot be (any more) is left, as somebody in a real hall would."""
    try:
        do()
    except (ValidationError, Impossible, ObjectDoesNotExist) as refused:
        log.debug("demo: %s", type(refused).__name__)
