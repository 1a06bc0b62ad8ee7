"""Alerts as pages show them, who could not be told, and whose moment has come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Q

from hanamizuki.core.clock import JST, now
from hanamizuki.core.notices import queries as sent
from hanamizuki.desk.alert_models import Alert
from hanamizuki.desk.live import expect
from hanamizuki.desk.logic.alerts import Choice, is_near
from hanamizuki.desk.logic.hall import LineState
from hanamizuki.desk.logic.line import AT_COUNTER
from hanamizuki.desk.models import Ticket
from hanamizuki.desk.notices import CALLED, KINDS, NEAR
from hanamizuki.desk.queries.line import lines


@dataclass(frozen=True)
class Shown:
    """The alert of a link as its page tells it: `to` is a mail address with most of it left out."""

    choice: Choice
    carrier: str
    to: str
    lost: bool


def shown(ticket: Ticket) -> Shown | None:
    """The alert of a link's ticket; None where there is none, or it was switched off."""
    alert = Alert.objects.filter(ticket=ticket).exclude(carrier="").first()
    if alert is None:
        return None
    name, _at, host = alert.email.partition("@")
    return Shown(
        choice_of(alert), alert.carrier, f"{name[:1]}…@{host}" if host else "", bool(_lost([alert]))
    )


def way_of(ticket: Ticket) -> int:
    """The minutes of their way that somebody said on a link's page; 0 where they did not."""
    found = Alert.objects.filter(ticket=ticket).values_list("way", flat=True).first()
    return found or 0


def choice_of(alert: Alert) -> Choice:
    """When it tells."""
    return Choice(alert.unit, alert.number)  # type: ignore[arg-type]


def unreached(tickets: Iterable[Ticket]) -> set[int]:
    """Of some tickets of today the ids of those whose alert did not, or perhaps not, arrive.

    Two queries, one where nobody has an alert.
    """
    some = list(tickets)
    journeys = {one.journey_id for one in some} - {None}
    on = Alert.objects.exclude(carrier="").filter(day=now().date())
    alerts = list(on.filter(Q(ticket__in=some) | Q(journey__in=journeys)))
    lost = _lost(alerts)
    of_journey = {one.journey_id for one in lost} - {None}
    of_ticket = {one.ticket_id for one in lost}
    return {one.pk for one in some if one.pk in of_ticket or one.journey_id in of_journey}


def _lost(alerts: list[Alert]) -> list[Alert]:
    if not alerts:
        return []
    morning = datetime.combine(now().date(), time(), tzinfo=JST)
    failed = {tuple(key.split("/")[:2]) for key in sent.not_gone(KINDS, morning)}
    return [
        one
        for one in alerts
        if (str(one.pk), str(one.choice)) in failed
        or (one.carrier == "push" and one.push_id is None)
    ]


@dataclass(frozen=True)
class Due:
    """An alert whose moment has come: `kind` is NEAR or CALLED, `key` names what is told."""

    alert: Alert
    ticket: Ticket
    kind: str
    key: str
    before: int = 0


def key_of(alert: Alert, kind: str, ticket: Ticket) -> str:
    """The name of what is told: whose, by which of their choices, at which stop and try.

    Somebody who was called and not there comes again into the line, and is told again.
    """
    again = ticket.called_at if kind == CALLED else f"{ticket.returned}.{ticket.service_id}"
    word = "called" if kind == CALLED else "near"
    return f"{alert.pk}/{alert.choice}/{word}/{ticket.pk}.{again}"


def due(moment: datetime) -> Iterator[Due]:
    """Whoever is to be told at a moment and was not yet.

    Three queries, and three more for the lines where somebody waits.
    """
    on = Alert.objects.filter(day=moment.date()).exclude(carrier="")
    alerts = list(on)
    if not alerts:
        return
    now_at = _stops(alerts)
    some = [(one, now_at[one.pk]) for one in alerts if one.pk in now_at]
    for alert, ticket in some:
        key = key_of(alert, CALLED, ticket)
        if ticket.state == "called" and alert.called != key:
            yield Due(alert, ticket, CALLED, key)
    waiting = [
        (alert, ticket)
        for alert, ticket in some
        if ticket.state == "waiting" and alert.near != key_of(alert, NEAR, ticket)
    ]
    if waiting:
        yield from _near(waiting, lines(moment), moment)


def _stops(alerts: list[Alert]) -> dict[int, Ticket]:
    """The ticket that counts now of each alert, by the alert's id; none where it is over."""
    live = Ticket.objects.select_related("service", "counter").filter(
        state__in=("waiting", *AT_COUNTER)
    )
    single = {one.ticket_id: one.pk for one in alerts if one.journey_id is None}
    along = {one.journey_id: one.pk for one in alerts if one.journey_id is not None}
    found = live.filter(Q(pk__in=single) | Q(journey__in=along)).order_by("stop")
    return {
        along[one.journey_id] if one.journey_id in along else single[one.pk]: one for one in found
    }


def _near(
    waiting: list[tuple[Alert, Ticket]], present: dict[str, LineState], moment: datetime
) -> Iterator[Due]:
    codes = {ticket.service.code for _alert, ticket in waiting}
    places = {
        pk: number
        for code in codes & present.keys()
        for number, (pk, _place, _here) in enumerate(present[code].waiting)
    }
    standing = [(alert, ticket) for alert, ticket in waiting if ticket.pk in places]
    asked = {
        (ticket.service.code, places[ticket.pk])
        for alert, ticket in standing
        if alert.unit == "minutes"
    }
    expected = expect.ask(present, asked) if asked and expect.known() else {}
    for alert, ticket in standing:
        before = places[ticket.pk]
        found = expected.get((ticket.service.code, before))
        soon = (found.low - moment).total_seconds() if found else None
        if is_near(choice_of(alert), before, soon):
            yield Due(alert, ticket, NEAR, key_of(alert, NEAR, ticket), before)


def wanted(key: str) -> bool:
    """Whether what was queued under a key still holds: chosen so, and waiting, or called, still."""
    number, choice, word, what = key.split("/")
    alert = Alert.objects.filter(pk=int(number), choice=int(choice)).exclude(carrier="").first()
    if alert is None:
        return False
    ticket = Ticket.objects.filter(pk=int(what.partition(".")[0])).first()
    kind = CALLED if word == "called" else NEAR
    state = "called" if word == "called" else "waiting"
    return ticket is not None and ticket.state == state and key == key_of(alert, kind, ticket)


__all__ = ["Due", "Shown", "choice_of", "due", "key_of", "shown", "unreached", "wanted", "way_of"]
