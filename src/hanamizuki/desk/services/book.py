"""The desk's book: one writer at a time, each event with the next number, state with its event.

Every change of the desk is written inside `open_book()`: the row `Desk` is locked first, so that
events are numbered in the order in which they are committed and nobody sees a gap. A ticket's new
state is made by `logic.line.apply` from the event that is written beside it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction

from hanamizuki.core.audit.services import Actor, actor_key
from hanamizuki.core.clock import now
from hanamizuki.desk.logic import line
from hanamizuki.desk.logic.line import Impossible, Kind
from hanamizuki.desk.models import Counter, Event, Service, Ticket

_FIELDS = [name for name in asdict(line.Ticket()) if name not in ("service", "counter")]


def micros(moment: datetime) -> int:
    """A moment as microseconds since 1970, whole."""
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond


def _moment(at: int, like: datetime) -> datetime:
    whole, rest = divmod(at, 1_000_000)
    return datetime.fromtimestamp(whole, like.tzinfo) + timedelta(microseconds=rest)


class Book:
    """The open book of one transaction: its moment, and the events it writes.

    Within a day `at` never goes back, whatever the machine's clock does (`held` while it lies
    behind): else a newcomer would stand before those who wait already.
    """

    def __init__(self, seq: int, last: int, moment: datetime) -> None:
        self.seq = seq
        self.day: date = moment.date()
        self.held = moment < (latest := _moment(last, moment)) and latest.date() == self.day
        self.moment = latest if self.held else moment
        self.at = micros(self.moment)
        self._events: list[Event] = []

    def write(
        self,
        kind: Kind,
        ticket: Ticket,
        actor: Actor,
        data: Mapping[str, Any] | None = None,
        *,
        fresh: bool = False,
    ) -> Ticket:
        """Write an event of a ticket and what it makes of it. Raises Impossible.

        `fresh`: the ticket is being made; it is stored by the caller before the book is closed.
        """
        given = dict(data or {})
        was = None if fresh else state_of(ticket)
        became = line.apply(was, line.Event(kind, self.at, given))
        counter = became.counter or (was.counter if was else "")
        put(ticket, became)
        if not fresh:
            ticket.save()
        self._note(kind, actor, given, ticket=ticket, service=became.service, counter=counter)
        return ticket

    def note(
        self, kind: str, actor: Actor, *, counter: str = "", data: Mapping[str, Any] | None = None
    ) -> None:
        """Write an event of a counter or of the day."""
        self._note(kind, actor, dict(data or {}), counter=counter)

    def _note(self, kind: str, actor: Actor, data: dict[str, Any], **more: Any) -> None:
        self.seq += 1
        self._events.append(
            Event(
                seq=self.seq,
                at=self.at,
                day=self.day,
                kind=kind,
                actor=actor_key(actor),
                data=data,
                **more,
            )
        )

    def close(self) -> None:
        """Store the events; the last thing inside the transaction."""
        if not self._events:
            return
        for one in self._events:
            one.ticket_id = one.ticket.pk if one.ticket else None  # new ones have got their ids
        insert(self._events)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE desk_desk SET seq = %s, last_at = %s WHERE id = 1", [self.seq, self.at]
            )


_turn = threading.Lock()


@contextmanager
def writing() -> Iterator[None]:
    """One transaction of the desk. On SQLite the writers of a process come one after another here:
    SQLite itself lets them sleep and look again, up to 100 ms at a time, and whoever is lucky goes
    first. Nobody waits here inside a transaction, so nobody waits for each other."""
    alone = connection.vendor == "sqlite" and not connection.in_atomic_block
    with _turn if alone else nullcontext(), transaction.atomic():
        yield


@contextmanager
def open_book(moment: datetime | None = None) -> Iterator[Book]:
    """One transaction with the desk locked; what is written stands when the block ends."""
    with writing():
        book = Book(*_locked(), moment or now())
        yield book
        book.close()


def _locked() -> tuple[int, int]:
    """The number and the moment of the last event, locked until the transaction ends."""
    lock = connection.ops.for_update_sql() if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, last_at FROM desk_desk WHERE id = 1 " + lock)  # noqa: S608
        seq, last = cursor.fetchone()
        return int(seq), int(last)


def insert(rows: Sequence[models.Model]) -> None:
    """Store new rows of one model; they get their ids.

    What `bulk_create` does, without what it prepares for every other case: numbers are given out
    here hundreds of times a second, and the statement took longer to make than to run.
    """
    if not rows:
        return
    meta = rows[0]._meta
    fields = [one for one in meta.concrete_fields if not isinstance(one, models.AutoField)]
    columns = ", ".join(f'"{one.column}"' for one in fields)
    holes = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * len(rows))
    store = f'INSERT INTO "{meta.db_table}" ({columns}) VALUES {holes}'  # noqa: S608
    here = connections[DEFAULT_DB_ALIAS]
    values = [
        field.get_db_prep_save(getattr(row, field.attname), here)
        for row in rows
        for field in fields
    ]
    with here.cursor() as cursor:
        cursor.execute(f'{store} RETURNING "{meta.pk.column}"', values)
        for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = pk
            row._state.adding = False


def state_of(ticket: Ticket) -> line.Ticket:
    """A stored ticket as the rules know it."""
    return line.Ticket(
        service=ticket.service.code,
        counter=ticket.counter.code if ticket.counter else "",
        **{name: getattr(ticket, name) for name in _FIELDS},
    )


def put(ticket: Ticket, became: line.Ticket) -> None:
    """Take the rules' state over into a ticket (not saved)."""
    for name in _FIELDS:
        setattr(ticket, name, getattr(became, name))
    if ticket.service_id is None or ticket.service.code != became.service:
        ticket.service = Service.objects.get(code=became.service)
    if not became.counter:
        ticket.counter = None
    elif ticket.counter is None or ticket.counter.code != became.counter:
        ticket.counter = Counter.objects.get(code=became.counter)


def locked(ticket: Ticket) -> Ticket:
    """The ticket as it is now (the desk is locked, so nobody changes it meanwhile)."""
    return Ticket.objects.select_related("service", "counter", "journey").get(pk=ticket.pk)


__all__ = ["Book", "Impossible", "insert", "locked", "micros", "open_book", "state_of", "writing"]
