"""The made-up people of a demo day: they take numbers, come, give up, and say how it was."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.conf import settings

from hanamizuki.core.clock import JST
from hanamizuki.core.people.models import Account
from hanamizuki.core.receipts import derived, digest
from hanamizuki.desk.appointments.models import Appointment
from hanamizuki.desk.demo.agenda import Agenda
from hanamizuki.desk.logic.simulate import Person
from hanamizuki.desk.models import Errand, Service, Ticket
from hanamizuki.desk.queries.appointments import Calendar, kinds
from hanamizuki.desk.services import appointment_day, appointments, feedback, handing, resident
from hanamizuki.desk.services.issuing import Issued
from hanamizuki.desk.services.taking import Asked, NotNow, take

MINUTE = 60.0
NAME = "デモ"
LANGUAGES = ("ja", "ja", "ja", "ja", "ja", "ja", "ja", "easy", "en", "en")
BY_HAND, BY_PHONE, FIRST = 0.12, 0.16, 0.03
"""Of those who come: up to here by hand, up to here by phone, and who is let forward."""
ONWARD = 0.2
"""How many of those who may need a further counter do."""
SCORES = (4, 4, 4, 4, 3, 3, 3, 2, 1)
TELLS = 0.3


@dataclass(slots=True)
class Guest:
    """Somebody with a number: how long they take at a window, and when they lose patience."""

    seconds: float
    leaves: datetime | None = None


class Guests:
    """Who comes on a day, and what is known of them by ticket."""

    def __init__(self, day: date, agenda: Agenda, chance: Random, clerk: Account) -> None:
        self.known: dict[int, Guest] = {}
        self._day, self._agenda, self._chance, self._clerk = day, agenda, chance, clerk
        self._midnight = datetime.combine(day, time(), JST)
        self._services = {one.code: one for one in Service.objects.filter(withdrawn=False)}
        self._errands: dict[str, list[Errand]] = {}
        for errand in Errand.objects.filter(withdrawn=False):
            if errand.services:
                self._errands.setdefault(errand.services[0], []).append(errand)

    def expect(self, people: Sequence[Person], since: datetime) -> None:
        """Put down who comes from a moment on, and who has a number by then and comes later."""
        earlier = [one for one in people if self._moment(one.at) < since]
        for one in people[len(earlier) :]:
            self._agenda.at(self._moment(one.at), self._take, one)
        out = Ticket.objects.filter(day=self._day, state="waiting", present=False)
        held = dict(out.exclude(device="").values_list("device", "pk"))
        for one in earlier:
            pk = held.get(digest(self._device(one))) if held else None
            if pk is not None:
                self._comes(pk, one, max(self._moment(one.arrives), since))

    def guest(self, ticket: Ticket) -> Guest:
        """Whoever has a ticket; a visitor's own one takes as long as others do."""
        if ticket.pk not in self.known:
            self.known[ticket.pk] = Guest(MINUTE * self._chance.lognormvariate(1.6, 0.5))
        return self.known[ticket.pk]

    def goes_on(self, ticket: Ticket) -> None:
        """Somebody is at another counter now: it takes as long as it takes there."""
        self.known.pop(ticket.pk, None)

    def says(self, ticket: Ticket) -> None:
        """Some say afterwards how it was."""
        if self._chance.random() < TELLS:
            score = self._chance.choice(SCORES)
            seconds = self._chance.uniform(1, 8) * MINUTE
            self._agenda.after(seconds, feedback.give, ticket.service.code, score)

    def _moment(self, seconds: float) -> datetime:
        if math.isinf(seconds):
            return datetime.max.replace(tzinfo=JST)
        return self._midnight + timedelta(seconds=seconds)

    def _device(self, one: Person) -> str:
        """The secret of their browser, which the demo alone can make again."""
        return derived(settings.SECRET_KEY, "desk.demo", self._day, one.id)

    def _take(self, one: Person) -> None:
        service = self._services[one.service]
        errand = self._errand(service)
        stops = self._stops(errand) if errand else ()
        given = {"language": self._chance.choice(LANGUAGES), "stops": stops}
        if one.channel == "web":
            asked = Asked(
                service=service,
                channel="web",
                device=self._device(one),
                errand=errand.code if errand else "",
                language=str(given["language"]),
                stops=stops,
            )
            try:
                issued = take(asked)
            except NotNow:
                return
            self._comes(issued.ticket.pk, one, self._moment(one.arrives))
            return
        issued = self._at_the_house(one, service, errand, stops, str(given["language"]))
        self.known[issued.ticket.pk] = Guest(one.seconds)
        if not math.isinf(one.leaves):
            self.known[issued.ticket.pk].leaves = self._moment(one.leaves)
            if self._chance.random() < 0.5:
                self._agenda.at(self._moment(one.leaves), self._give_up, issued.ticket.pk)

    def _at_the_house(
        self,
        one: Person,
        service: Service,
        errand: Errand | None,
        stops: tuple[str, ...],
        language: str,
    ) -> Issued:
        """At the kiosk, by a clerk's hand, or by a clerk on the phone."""
        way = self._chance.random()
        if way >= BY_PHONE:
            code = errand.code if errand else ""
            return take(
                Asked(
                    service=service,
                    channel="kiosk",
                    actor="kiosk",
                    present=True,
                    errand=code,
                    language=language,
                    stops=stops,
                )
            )
        channel = "staff" if way < BY_HAND else "phone"
        issued = handing.hand_out(
            self._clerk,
            service,
            channel,
            language=language,
            reason="unwell" if way < FIRST else "",
            errand=errand,
            stops=stops,
        )
        if channel == "phone":
            self._agenda.after(
                self._chance.uniform(10, 45) * MINUTE, self._arrive, issued.ticket.pk
            )
        return issued

    def _errand(self, service: Service) -> Errand | None:
        some = self._errands.get(service.code)
        return self._chance.choice(some) if some else None

    def _stops(self, errand: Errand) -> tuple[str, ...]:
        first, *others = errand.services
        return (
            first,
            *(
                code
                for code in others
                if code in self._services
                and (code not in errand.when or self._chance.random() < ONWARD)
            ),
        )

    def _comes(self, pk: int, one: Person, when: datetime) -> None:
        """Whoever took a number over the web comes, gives it back, or is never seen."""
        self.known[pk] = Guest(one.seconds)
        if not math.isinf(one.arrives):
            self._agenda.at(when, self._arrive, pk)
        elif self._chance.random() < 0.6:
            seconds = self._chance.uniform(5, 70) * MINUTE
            self._agenda.at(self._agenda.moment + timedelta(seconds=seconds), self._give_up, pk)

    def _arrive(self, pk: int) -> None:
        resident.arrive(Ticket.objects.get(pk=pk))

    def _give_up(self, pk: int) -> None:
        ticket = Ticket.objects.get(pk=pk)
        if ticket.state == "waiting":
            resident.cancel(ticket)

    def expect_appointments(self, opens: datetime, since: datetime) -> None:
        """Who has booked for today comes at their hour; others book for days to come."""
        today = Appointment.objects.filter(
            state="booked",
            name=NAME,
            start__gte=self._midnight,
            start__lt=self._midnight + timedelta(days=1),
        )
        for one in today:
            if self._chance.random() < 0.9:
                early = timedelta(minutes=self._chance.uniform(1, 9))
                self._agenda.at(max(one.start - early, opens, since), self._check_in, one)
            else:
                late = one.start + timedelta(minutes=30)
                self._agenda.at(max(late, since), appointment_day.no_show, one, self._clerk)
        for hour in (1, 2, 4, 5):
            if opens + timedelta(hours=hour) >= since:
                self._agenda.at(opens + timedelta(hours=hour), self._book)

    def _check_in(self, one: Appointment) -> None:
        issued = appointment_day.check_in(one, "kiosk")
        self.known[issued.ticket.pk] = Guest(self._chance.uniform(20, 40) * MINUTE)

    def _book(self) -> None:
        """Somebody phones for the next free hour."""
        for kind in kinds():
            slot = Calendar(kind).next_free()
            if slot is not None:
                asked = appointments.Asked(
                    kind=kind, start=slot.start, name=NAME, channel="phone", actor=self._clerk
                )
                appointments.book(asked, lambda token: f"/desk/appointments/{token}/")
