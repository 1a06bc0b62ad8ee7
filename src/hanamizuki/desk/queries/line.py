"""The present lines from the database: for pages, for the forecast, for whoever has no hub.

    lines(now()) -> {"moving": LineState("moving", ((17, 1764…, True), …), 2, (("A012", "w21"),))}

Three queries for all lines, one for a position, whatever the length.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db.models import Q

from hanamizuki.desk.logic.hall import LineState
from hanamizuki.desk.logic.line import AT_COUNTER, LIVE
from hanamizuki.desk.models import Counter, Service, Ticket
from hanamizuki.desk.queries.quick import whole


def lines(moment: datetime) -> dict[str, LineState]:
    """Every service's line on the day of a moment, by code, in the pack's order."""
    waiting: dict[str, list[tuple[int, int, bool]]] = defaultdict(list)
    serving: dict[str, list[tuple[str, str]]] = defaultdict(list)
    tickets = (
        Ticket.objects.filter(day=moment.date(), state__in=("waiting", *AT_COUNTER))
        .order_by("place", "id")
        .values_list("service__code", "state", "pk", "place", "present", "label", "counter__code")
    )
    for code, state, pk, place, present, label, counter in tickets:
        if state == "waiting":
            waiting[code].append((pk, place, present))
        else:
            serving[code].append((label, counter))
    open_now: dict[str, int] = defaultdict(int)
    for one in open_counters(moment):
        for code in whole(one):
            open_now[code] += 1
    return {
        code: LineState(code, tuple(waiting[code]), open_now[code], tuple(serving[code]))
        for code in Service.objects.filter(withdrawn=False).values_list("code", flat=True)
    }


def open_counters(moment: datetime) -> list[Counter]:
    """The windows that are open on the day of a moment; not those that an earlier day left open."""
    rows = Counter.objects.filter(state=Counter.OPEN, withdrawn=False)
    return [one for one in rows if not left_open(one, moment)]


def left_open(counter: Counter, moment: datetime) -> bool:
    """Whether a window was opened on an earlier day and nobody has closed it since."""
    since = counter.since
    return since is not None and since.astimezone(moment.tzinfo).date() < moment.date()


def position(ticket: Ticket) -> int:
    """How many wait before a ticket in its line; 0 for one that is not waiting."""
    if ticket.state != "waiting":
        return 0
    return (
        Ticket.objects.filter(day=ticket.day, service_id=ticket.service_id, state="waiting")
        .filter(Q(place__lt=ticket.place) | Q(place=ticket.place, pk__lt=ticket.pk))
        .count()
    )


def present_stop(ticket: Ticket) -> Ticket:
    """The number of a ticket's journey that counts now: itself, or the next once it is over."""
    if ticket.journey_id is None or ticket.state in LIVE:
        return ticket
    return (
        Ticket.objects.select_related("service", "counter", "journey")
        .filter(journey_id=ticket.journey_id)
        .latest("stop")
    )
