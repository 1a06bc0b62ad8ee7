"""A clerk's presses: each is done once, on what its screen showed, or not at all.

    done = press(key, lambda: counters.call_next(clerk, counter), (counter, seen))

`key` is made with the form, so that what is sent again (the answer was lost, the button was pressed
twice) does nothing and tells what the first did. `seen` is the number of the counter's last event
that the screen showed: where it has gone on since, the press is refused (Stale).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hanamizuki.core.audit import record
from hanamizuki.core.clock import today
from hanamizuki.core.people.models import Account
from hanamizuki.core.receipts import digest, new_token
from hanamizuki.desk.models import Counter, Desk, Press, Service, Ticket
from hanamizuki.desk.queries.console import version
from hanamizuki.desk.services.book import locked, micros, open_book, writing
from hanamizuki.desk.services.issuing import take_number

KEY = re.compile(r"[A-Za-z0-9_-]{16,40}")
LONGEST_FORWARD = 240
"""Minutes that somebody is moved forward at most."""


class Stale(Exception):
    """The counter has gone on since the screen was drawn."""


@dataclass(frozen=True)
class Pressed:
    """What a press did: the ticket that it left at the counter or changed; `again` if before."""

    ticket: Ticket | None
    again: bool = False


def press(
    key: str, act: Callable[[], Ticket | None], at: tuple[Counter, int] | None = None
) -> Pressed:
    """Do what a press asks for, once. `at` is a counter and the version its screen showed.

    Raises Stale, ValidationError for no key, and what `act` raises; then nothing was done.
    """
    if not KEY.fullmatch(key):
        raise ValidationError(_("画面が古くなりました。もう一度押してください。"), code="key")
    with writing():
        Desk.objects.select_for_update().get(pk=1)
        before = Press.objects.select_related("ticket").filter(pk=key).first()
        if before is not None:
            return Pressed(before.ticket, again=True)
        if at is not None and version(at[0]) != at[1]:
            raise Stale
        ticket = act()
        Press.objects.create(key=key, day=today(), ticket=ticket)
        return Pressed(ticket)


def prioritise(actor: Account, ticket: Ticket, minutes: int, reason: str) -> Ticket:
    """Let somebody count as having come so many minutes earlier, for a reason (a code).

    Raises Impossible where they do not wait, ValidationError for minutes out of range.
    """
    if not 1 <= minutes <= LONGEST_FORWARD:
        raise ValidationError(_("1分から240分までの数にしてください。"), code="minutes")
    with transaction.atomic():
        with open_book() as book:
            one = locked(ticket)
            one.rank = "priority"
            data = {"place": one.place - minutes * 60_000_000, "minutes": minutes, "reason": reason}
            book.write("prioritised", one, actor, data)
        record(
            actor,
            "desk.prioritised",
            f"desk.ticket:{one.day.isoformat()}/{one.label}",
            after={"minutes": minutes, "reason": reason},
            section=one.service.section,
        )
    return one


def call_help(actor: Account, counter: Counter) -> None:
    """Ask for help at a counter: every console shows it until somebody answers."""
    _help(actor, counter, wanted=True)


def answer_help(actor: Account, counter: Counter) -> None:
    """Somebody goes there. Answering twice changes nothing."""
    _help(actor, counter, wanted=False)


def _help(actor: Account, counter: Counter, *, wanted: bool) -> None:
    with open_book() as book:
        row = Counter.objects.get(pk=counter.pk)
        if (row.help_since is not None) is wanted:
            return
        row.help_since = book.moment if wanted else None
        row.save(update_fields=["help_since"])
        book.note("help_called" if wanted else "help_answered", actor, counter=row.code)


@dataclass(frozen=True)
class Visit:
    """A visit of earlier today, as it was; moments in Japan."""

    service: Service
    counter: Counter
    came: datetime
    called: datetime
    finished: datetime
    done: Mapping[str, int]


def enter(actor: Account, visit: Visit) -> Ticket:
    """Write down a visit that was over before the desk knew of it, with its real times.

    It takes a number of its own, calls nobody, and says of itself that it was entered later.
    Raises ValidationError where the times do not follow each other, or are not of today.
    """
    times = [visit.came, visit.called, visit.finished]
    with transaction.atomic():
        with open_book() as book:
            if times != sorted(times) or visit.finished > book.moment:
                raise ValidationError(_("来た時刻、呼んだ時刻、終えた時刻の順にしてください。"))
            if any(one.date() != book.day for one in times):
                raise ValidationError(_("今日の分だけ入れられます。"))
            number = take_number(book, visit.service)
            came, called, finished = (micros(one) for one in times)
            ticket = Ticket(
                day=book.day,
                roll=visit.service,
                service=visit.service,
                number=number,
                label=f"{visit.service.letter}{number:03}",
                digest=digest(new_token()),
                channel="staff",
                issued_at=came,
            )
            data = {
                "service": visit.service.code,
                "counter": visit.counter.code,
                "place": came,
                "came": came,
                "called": called,
                "started": called,
                "finished": finished,
                **({"done": dict(visit.done)} if visit.done else {}),
            }
            book.write("entered", ticket, actor, data, fresh=True)
            ticket.save()
        record(
            actor,
            "desk.entered",
            f"desk.ticket:{ticket.day.isoformat()}/{ticket.label}",
            section=visit.service.section,
        )
    return ticket
