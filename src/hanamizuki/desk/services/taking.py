"""Taking a number, however one comes: over the web, at the kiosk, from staff, through the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hanamizuki.core.audit.services import Actor
from hanamizuki.core.clock import now
from hanamizuki.core.receipts import derived, digest, new_token
from hanamizuki.core.text import localise
from hanamizuki.desk.logic.line import LIVE
from hanamizuki.desk.models import Service, Ticket
from hanamizuki.desk.queries import glance, opening
from hanamizuki.desk.queries.opening import Opening
from hanamizuki.desk.services.book import micros
from hanamizuki.desk.services.issuing import HasOne, Issued, Wish, issue
from hanamizuki.desk.words import WHY

PRIORITY_MINUTES = 15
"""How much earlier somebody with priority counts as having come, where the pack says nothing."""


class NotNow(ValidationError):
    """The service gives no number now: `opening` says why and when it does."""

    def __init__(self, opening: Opening) -> None:
        super().__init__(localise(WHY[opening.reason]), code=opening.reason)
        self.opening = opening


class Enough(ValidationError):
    """This device has taken as many numbers of the service today as the pack allows."""

    def __init__(self, limit: int) -> None:
        words = _(
            "この端末では、この用件の番号を今日は%(n)s回取りました。続きは役所の窓口で取れます。"
        )
        super().__init__(words % {"n": limit}, code="enough")


@dataclass(frozen=True)
class Asked:
    """What somebody wants. `device` is the secret of a browser's cookie, "" without one.

    `stops` are the services of the whole visit, `service` the first of them.
    """

    service: Service
    channel: str
    actor: Actor = "resident"
    present: bool = False
    device: str = ""
    language: str = "ja"
    rank: str = "normal"
    stops: tuple[str, ...] = ()
    errand: str = ""
    token: str = ""
    """The secret of the link of who has no device; made anew without."""


def take(asked: Asked) -> Issued:
    """A number, committed when this returns. Asked twice by one device it is the same number.

    Raises NotNow, Enough; HasOne where the device's number was not taken by it (it was handed on).
    """
    if not asked.device:
        return issue(wish_of(asked))
    moment, service = _open_at(asked), asked.service
    key = digest(asked.device)
    mine = Ticket.objects.filter(day=moment.date(), device__in=(key, elsewhere(key)))
    held = mine.filter(service=service, state__in=LIVE).select_related("roll").first()
    earlier = mine.count()
    if held is not None:
        return _again(held, asked.device, earlier)
    if not opening.device_may(service, key, moment):
        raise Enough(service.rules["limit_per_device"])
    token = derived(asked.device, moment.date(), service.code, earlier)
    try:
        return issue(_wish(asked, moment, key, token))
    except HasOne as had:  # a double tap: the other one was a moment quicker
        return _again(had.ticket, asked.device, earlier + 1)


def elsewhere(device: str) -> str:
    """What stands in place of a device's digest with a number that staff moved to a line in which
    the device holds another one: both live on, and it is still counted as taken by the device."""
    return f"moved:{device}"[:64]


def wish_of(asked: Asked) -> Wish:
    """What somebody without a device wants, to be issued. Raises NotNow."""
    return _wish(asked, _open_at(asked), "", asked.token or new_token())


def _open_at(asked: Asked) -> datetime:
    """Now, where a number is given at this moment. Raises NotNow."""
    moment = now()
    given = opening.state(asked.service, moment, asked.channel)
    if not given.open:
        raise NotNow(given)
    return moment


def _wish(asked: Asked, moment: datetime, key: str, token: str) -> Wish:
    service = asked.service
    early = service.rules.get("priority_minutes", PRIORITY_MINUTES)
    ahead = asked.rank == "priority"
    return Wish(
        service=service.code,
        channel=asked.channel,
        actor=asked.actor,
        present=asked.present,
        device=key,
        language=asked.language,
        rank=asked.rank,
        place=micros(moment - timedelta(minutes=early)) if ahead else None,
        stops=asked.stops,
        errand=asked.errand,
        told=_told(service.code) if not ahead else (0, 0),
        token=token,
    )


def _told(code: str) -> tuple[int, int]:
    """When who takes a number now is called, as it is foretold at this moment; zeros without."""
    found = glance.newcomer(code)
    return (micros(found.low), micros(found.high)) if found else (0, 0)


def _again(held: Ticket, device: str, taken: int) -> Issued:
    """The number that a device holds, with its link, which only the device can make again."""
    token = token_of(held, device, taken)
    if token is None:
        raise HasOne(held)
    return Issued(held, token, again=True)


def token_of(ticket: Ticket, device: str, taken: int) -> str | None:
    """The link's secret of a ticket that this device took as one of so many today."""
    for number in range(taken + 1):
        token = derived(device, ticket.day, ticket.roll.code, number)
        if digest(token) == ticket.digest:
            return token
    return None
