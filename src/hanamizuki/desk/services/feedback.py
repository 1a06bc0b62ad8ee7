"""What people say of their visit, kept without anything that tells whose it was."""

from __future__ import annotations

from hanamizuki.core.clock import now
from hanamizuki.desk.models import Feedback, Ticket
from hanamizuki.desk.queries.line import present_stop
from hanamizuki.desk.services.book import locked, open_book


def give_once(ticket: Ticket, score: int, text: str = "") -> bool:
    """Keep what is said of a ticket's visit, once, and only when it is done to its last stop.

    False where nothing was kept. The ticket knows only that something was said, until its day ends.
    """
    with open_book():
        first = locked(ticket)
        mine = Ticket.objects.filter(pk=ticket.pk, said=False)
        if not is_done(first) or not mine.update(said=True):
            return False
        give(first.service.code, score, text)
    return True


def is_done(ticket: Ticket) -> bool:
    """Whether the visit of a ticket is done, to the last of its stops."""
    one = present_stop(ticket)
    last = len(one.journey.stops) if one.journey else 1
    return one.state == "done" and one.stop + 1 >= last


def give(service: str, score: int, text: str = "") -> Feedback:
    """Keep a score (1 bad to 4 good) and a word; of the time only the hour."""
    moment = now()
    return Feedback.objects.create(
        day=moment.date(), hour=moment.hour, service=service, score=score, text=text
    )
