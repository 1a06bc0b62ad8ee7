"""Days of the record for tests: a simulated day laid down as the services would have written it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from hanamizuki.core.clock import JST
from hanamizuki.desk.logic import line, simulate
from hanamizuki.desk.logic.simulate import Kind, Line, Office, Visit, Window
from hanamizuki.desk.models import Counter, Desk, Event, Roll, Service, Ticket
from hanamizuki.desk.services.book import micros, put

SMALL = Office(
    lines=(
        Line("moving", 45, 9.0, 0.45, 0.15, 2.2, web=0.3),
        Line("papers", 50, 3.0, 0.5, 0.08, 3.0, web=0.0),
    ),
    windows=(
        Window("w1", ("moving",)),
        Window("w2", ("moving", "papers")),
    ),
)


def furnish(office: Office = SMALL) -> None:
    """The services and counters of an office."""
    for number, one in enumerate(office.lines):
        Service.objects.create(code=one.code, letter="ABCDEF"[number], name={"ja": one.code})
    for window in office.windows:
        Counter.objects.create(code=window.code, services=list(window.services))


def at(day: date, seconds: float) -> int:
    return micros(datetime.combine(day, time(), JST)) + int(seconds * 1_000_000)


def lay(
    day: date,
    kind: Kind = "ordinary",
    *,
    seed: int = 1,
    office: Office = SMALL,
    told: tuple[float, float] | None = None,
) -> list[Visit]:
    """Write a day: tickets, events, rolls. `told`: everybody was told so many seconds from to."""
    visits = simulate.run(office, simulate.crowd(office, kind, seed), kind, seed)
    services = {one.code: one for one in Service.objects.all()}
    tickets = _tickets(day, visits, services, told)
    written: list[tuple[int, int, dict[str, Any]]] = []
    for window in office.windows:
        written.append((at(day, office.opens), 0, _counter("counter_opened", window.code)))
        written.append((at(day, 20 * 3600), 9, _counter("counter_closed", window.code)))
    for visit, ticket in zip(visits, tickets, strict=True):
        written += [
            (when, 1, {"kind": kind, "ticket": ticket, "counter": counter, "data": data})
            for when, kind, counter, data in _story(day, visit)
        ]
    written.sort(key=lambda one: (one[0], one[1]))
    states: dict[int, line.Ticket] = {}
    desk, events = Desk.objects.get(pk=1), []
    for when, _order, fields in written:
        desk.seq += 1
        ticket = fields.get("ticket")
        if ticket is not None:
            happened = line.Event(fields["kind"], when, fields["data"])
            states[ticket.pk] = line.apply(states.get(ticket.pk), happened)
            fields["service"] = ticket.service.code
        events.append(Event(seq=desk.seq, at=when, day=day, actor="system", **fields))
    for ticket in tickets:
        put(ticket, states[ticket.pk])
        ticket.save()
    Event.objects.bulk_create(events)
    desk.save()
    return visits


def _tickets(
    day: date,
    visits: Sequence[Visit],
    services: dict[str, Service],
    told: tuple[float, float] | None,
) -> list[Ticket]:
    last = dict.fromkeys(services, 0)
    made = []
    for visit in visits:
        one = visit.person
        last[one.service] += 1
        service, number, moment = services[one.service], last[one.service], at(day, one.at)
        made.append(
            Ticket(
                day=day,
                roll=service,
                service=service,
                number=number,
                label=f"{service.letter}{number:03}",
                digest=f"{day}{service.letter}{number}",
                channel=one.channel,
                issued_at=moment,
                place=moment,
                state="waiting",
                told_low=moment + int(told[0] * 1_000_000) if told else 0,
                told_high=moment + int(told[1] * 1_000_000) if told else 0,
            )
        )
    Roll.objects.bulk_create(
        Roll(day=day, service=services[code], last=many) for code, many in last.items()
    )
    return Ticket.objects.bulk_create(made)


def _counter(kind: str, code: str) -> dict[str, Any]:
    return {"kind": kind, "counter": code, "data": {}}


def _story(day: date, visit: Visit) -> list[tuple[int, str, str, dict[str, Any]]]:
    one, window = visit.person, visit.window
    here = one.channel == "kiosk"
    place = at(day, one.at)
    told = [(place, "issued", "", {"service": one.service, "place": place, "present": here})]
    if visit.passed:
        told.append((at(day, visit.passed), "passed", "", {}))
    if not here and visit.called:
        told.append((at(day, one.arrives), "arrived", "", {}))
    if visit.called:
        told.append((at(day, visit.called), "called", window, {"counter": window}))
    if visit.outcome == "missed":
        told.append((at(day, visit.finished), "absent", window, {"out": True}))
    if visit.outcome == "done":
        told.append((at(day, visit.started), "started", window, {}))
        told.append((at(day, visit.finished), "finished", window, {}))
    if visit.outcome != "done":
        told.append((at(day, 19.9 * 3600), "closed", "", {}))
    return told
