"""Giving out numbers: fast, without a gap and never one twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from hanamizuki.core.audit.services import Actor
from hanamizuki.core.clock import now
from hanamizuki.core.receipts import digest, new_token
from hanamizuki.desk.logic.line import LIVE
from hanamizuki.desk.models import Journey, Roll, Service, Ticket
from hanamizuki.desk.queries.glance import services
from hanamizuki.desk.services.book import Book, insert, micros, open_book
from hanamizuki.desk.services.together import Together
from hanamizuki.desk.services.waiting import waiting_counts


@dataclass(frozen=True)
class Wish:
    """Somebody who wants a number. `device` is the digest of a browser's cookie, "" without one.

    `place` None is the moment itself; `journey` is gone on with at `stop`. `told` is the interval
    of the call that was foretold (microseconds since 1970).
    """

    service: str
    channel: str
    actor: Actor = "resident"
    present: bool = False
    device: str = ""
    language: str = "ja"
    rank: str = "normal"
    place: int | None = None
    stops: tuple[str, ...] = ()
    errand: str = ""
    journey: int | None = None
    stop: int = 0
    told: tuple[int, int] = (0, 0)
    token: str = field(default_factory=new_token)


@dataclass(frozen=True)
class Issued:
    """A ticket with the secret of its private link, which is nowhere else.

    `before` is how many waited before it when it was given; None where it is not a new one.
    """

    ticket: Ticket
    token: str
    again: bool = False
    before: int | None = None


class HasOne(ValidationError):
    """This device holds a live ticket of the service already: `ticket`."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(_("この端末には、この用件の番号がもうあります。"), code="has_one")
        self.ticket = ticket


def issue(wish: Wish) -> Issued:
    """A number for a wish, committed when this returns. Whether the desk takes it now, the caller
    has asked `queries.opening`. Raises HasOne, Service.DoesNotExist."""
    return _together.run(wish)


def issue_all(wishes: list[Wish]) -> list[Issued | BaseException]:
    """The same for wishes that came together, none of a device; exceptions where it raised."""
    return _together.run_all(wishes)


def write_in(book: Book, wish: Wish) -> Issued:
    """Give out a number inside an open book (the next stop of a journey, an appointment)."""
    return _write_all(book, [wish])[0]


def take_number(book: Book, service: Service) -> int:
    """The next number of a service on the book's day, for a ticket that the caller stores."""
    return _numbers(book, {service: 1})[service]


def _write(wishes: list[Wish]) -> list[Issued]:
    with open_book(now()) as book:
        return _write_all(book, wishes)


def _write_all(book: Book, wishes: list[Wish]) -> list[Issued]:
    asked: dict[str, list[Wish]] = defaultdict(list)
    for wish in wishes:
        asked[wish.service].append(wish)
    lines = {code: _service(code) for code in asked}
    for code, some in asked.items():
        _none_held(book, lines[code], some)
    waiting = waiting_counts.before(asked, book.day, book.seq, book.at)
    first = _numbers(book, {lines[code]: len(some) for code, some in asked.items()})
    made: dict[str, Ticket] = {}
    before: dict[str, int | None] = {}
    for code, some in asked.items():
        for number, wish in enumerate(some, first[lines[code]]):
            made[wish.token] = _ticket(book, lines[code], number, wish)
            before[wish.token] = waiting[code] if wish.place is None else None
            waiting[code] += 1
    # Ids are known only after this, and events name them: so tickets first, then the book closes.
    insert(list(made.values()))
    return [Issued(made[wish.token], wish.token, before=before[wish.token]) for wish in wishes]


def _service(code: str) -> Service:
    """The service as it was a moment ago; whether it has been withdrawn since, `_numbers` asks."""
    return services().get(code) or Service.objects.get(code=code)


def _none_held(book: Book, service: Service, wishes: list[Wish]) -> None:
    """Raise HasOne where one of these devices holds a live ticket of the service."""
    devices = [wish.device for wish in wishes if wish.device]
    if devices:
        mine = Ticket.objects.filter(day=book.day, service=service, device__in=devices)
        held = mine.filter(state__in=LIVE).first()
        if held is not None:
            raise HasOne(held)


def _day(book: Book) -> Any:
    return connection.ops.adapt_datefield_value(book.day)


def _numbers(book: Book, asked: Mapping[Service, int]) -> dict[Service, int]:
    """Take so many numbers of each service; the first of each. Raises Service.DoesNotExist for one
    that has been withdrawn."""
    ids = [one.pk for one in asked]
    many = " ".join(["WHEN %s THEN %s"] * len(ids))
    holes = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE desk_roll SET "last" = "last" + CASE service_id {many} END WHERE day = %s'  # noqa: S608
            f" AND service_id IN (SELECT id FROM desk_service WHERE id IN ({holes})"
            ' AND NOT withdrawn) RETURNING service_id, "last"',
            [*(part for one in asked for part in (one.pk, asked[one])), _day(book), *ids],
        )
        last = dict(cursor.fetchall())
    for one in asked:
        if one.pk not in last:  # the first number of the day, or withdrawn
            Service.objects.get(pk=one.pk, withdrawn=False)
            last[one.pk] = Roll.objects.create(day=book.day, service=one, last=asked[one]).last
    return {one: last[one.pk] - many + 1 for one, many in asked.items()}


def _ticket(book: Book, service: Service, number: int, wish: Wish) -> Ticket:
    journey_id = wish.journey
    if journey_id is None and len(wish.stops) > 1:
        journey_id = Journey.objects.create(
            day=book.day, stops=list(wish.stops), errand=wish.errand
        ).pk
    ticket = Ticket(
        day=book.day,
        roll=service,
        service=service,
        number=number,
        label=f"{service.letter}{number:03}",
        digest=digest(wish.token),
        channel=wish.channel,
        rank=wish.rank,
        language=wish.language,
        device=wish.device,
        errand=wish.errand,
        journey_id=journey_id,
        stop=wish.stop,
        issued_at=book.at,
        told_low=wish.told[0],
        told_high=wish.told[1],
    )
    place = book.at if wish.place is None else wish.place
    data = {"service": service.code, "place": place, "present": wish.present}
    return book.write("issued", ticket, wish.actor, data, fresh=True)


_together: Together[Wish, Issued] = Together(_write)


def moment_of(at: int) -> datetime:
    """The moment of microseconds since 1970, in Japan."""
    from datetime import UTC, timedelta

    from hanamizuki.core.clock import JST

    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)).astimezone(JST)


__all__ = [
    "HasOne",
    "Issued",
    "Wish",
    "digest",
    "issue",
    "issue_all",
    "micros",
    "moment_of",
    "take_number",
    "write_in",
]
