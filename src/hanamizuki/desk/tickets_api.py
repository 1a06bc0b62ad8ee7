"""POST /api/v1/desk/tickets, and arriving and cancelling by a private link's secret."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Router, Schema, Status
from ninja.errors import Throttled, ValidationError
from ninja.throttling import BaseThrottle
from pydantic import ConfigDict, Field

from hanamizuki.core.receipts import Gone, absolute
from hanamizuki.core.visitors import from_elsewhere, in_the_house
from hanamizuki.desk import limits
from hanamizuki.desk.logic.line import Impossible
from hanamizuki.desk.models import Errand, Service, Ticket
from hanamizuki.desk.presence import MINUTES, judged
from hanamizuki.desk.queries.glance import expected_at, services, windows
from hanamizuki.desk.queries.line import position, present_stop
from hanamizuki.desk.queries.visit import ticket_of
from hanamizuki.desk.services import resident
from hanamizuki.desk.services.issuing import moment_of
from hanamizuki.desk.services.taking import Asked, NotNow, take
from hanamizuki.desk.words import WHY

router = Router(tags=["desk"])
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,60}$")]

_SAYS = {
    "service": ("No service of this id", "この id の用件はありません"),
    "errand": ("No errand of this id with this service", "この用件に、この id の窓口はありません"),
    "present": (
        "Only the office's own machines can say that somebody is there",
        "来ていることは、役所の中の機械からだけ送れます",
    ),
    "code": (
        "Not the code that the entrance shows now",
        "入口にいま出ている数字ではありません",
    ),
}


class PerAddress(BaseThrottle):
    """The desk's own limit: numbers in ten minutes, not requests a minute."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Counts this one."""
        return limits.room_left(request)

    def wait(self) -> float:
        """Seconds."""
        return limits.MINUTES * 60


class TicketIn(Schema):
    """Who wants a number of what. `present`: they stand in the hall (the office's machines)."""

    model_config = ConfigDict(extra="forbid")

    service: Code
    errand: Code | None = None
    present: bool = False
    language: Literal["ja", "easy", "en"] = "ja"


class ArriveIn(Schema):
    """The digits that the entrance shows; not needed from the office's own net."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(max_length=6)] = ""


class ExpectedOut(Schema):
    """Called between these moments, eight times of ten; `basis` is what that stands on."""

    low: datetime
    high: datetime
    basis: Literal["history", "pattern", "today"]


class WindowsOut(Schema):
    """A window; null where its number, or its floor, is not known."""

    label: str | None
    floor: str | None


class NamedOut(Schema):
    """A service with its name."""

    id: str
    name: dict[str, str]


class TicketOut(Schema):
    """A number. `position`: how many wait before it; `forecast` is null where none can be made."""

    number: str
    token: str
    link: str
    state: str
    present: bool
    position: int
    forecast: ExpectedOut | None
    service: NamedOut
    windows: list[WindowsOut]
    issued_at: datetime


@router.post(
    "/tickets",
    response={201: TicketOut},
    throttle=[PerAddress()],
    summary="番号を取る / Take a number",
)
def issue(request: HttpRequest, data: TicketIn) -> Status:
    """The number is committed when this answers. `link` is private and told only here."""
    try:
        made = take(asked_of(request, data))
    except NotNow as error:
        words = WHY[error.opening.reason]
        raise _invalid("service", error.opening.reason, words["en"], words["ja"]) from error
    except Service.DoesNotExist as error:
        raise _wrong("service") from error
    return Status(201, ticket_out(request, made.ticket, made.token, made.before))


def asked_of(request: HttpRequest, data: TicketIn) -> Asked:
    """What a request asks for. Raises ninja's ValidationError, naming the field."""
    known = services().get(data.service)
    if known is None or known.withdrawn:
        raise _wrong("service")
    if data.present and not _sent_here(request):
        raise _wrong("present")
    return Asked(
        service=known,
        channel="kiosk" if data.present else "web",
        actor="kiosk" if data.present else "resident",
        present=data.present,
        language=data.language,
        stops=_stops(data),
        errand=data.errand or "",
    )


def _sent_here(request: HttpRequest) -> bool:
    """Whether a machine of the office sends this itself: not a page from elsewhere in its browser,
    which can send a form's text without asking, but no JSON."""
    program = request.content_type == "application/json" and not from_elsewhere(request)
    return program and in_the_house(request)


def _stops(data: TicketIn) -> tuple[str, ...]:
    """The way of an errand from this service on, for everybody: nobody is asked who else it is."""
    if data.errand is None:
        return ()
    errand = Errand.objects.filter(code=data.errand, withdrawn=False).first()
    if errand is None or data.service not in errand.services:
        raise _wrong("errand")
    rest = errand.services[errand.services.index(data.service) :]
    return tuple(code for code in rest if code == data.service or code not in errand.when)


@router.post(
    "/tickets/{secret}/arrive",
    response=TicketOut,
    summary="着きました / I am here",
)
def arrive(request: HttpRequest, secret: str, data: ArriveIn | None = None) -> dict[str, Any]:
    """With the digits shown at the entrance, or from the office's net. Twice changes nothing."""
    ticket = _held(secret)
    if not in_the_house(request) or from_elsewhere(request):
        verdict = judged(request, data.code if data else "", ticket.digest)
        if verdict == "many":
            raise Throttled(MINUTES * 60)
        if verdict != "good":
            raise _wrong("code")
    with suppress(Impossible):  # over, or called meanwhile: the answer tells
        resident.arrive(present_stop(ticket))
    return _present(request, secret)


@router.post(
    "/tickets/{secret}/cancel",
    response=TicketOut,
    summary="番号をやめる / Give the number back",
)
def cancel(request: HttpRequest, secret: str) -> dict[str, Any]:
    """Twice changes nothing; a number that is over or at a counter stays as it is."""
    ticket = _held(secret)
    with suppress(Impossible):
        resident.cancel(present_stop(ticket))
    return _present(request, secret)


def _held(secret: str) -> Ticket:
    try:
        return ticket_of(secret)
    except (Ticket.DoesNotExist, Gone) as error:
        raise Http404 from error


def _present(request: HttpRequest, secret: str) -> dict[str, Any]:
    return ticket_out(request, present_stop(_held(secret)), secret)


def ticket_out(
    request: HttpRequest, ticket: Ticket, token: str, before: int | None = None
) -> dict[str, Any]:
    """A ticket as `TicketOut` wants it; `before` is how many wait before it, asked for without."""
    service = ticket.service
    if before is None:
        before = position(ticket)
    expected = expected_at(service.code, before) if ticket.state == "waiting" else None
    return {
        "number": ticket.label,
        "token": token,
        "link": absolute(request, reverse("desk:ticket", args=[token])),
        "state": ticket.state,
        "present": ticket.present,
        "position": before,
        "forecast": expected,
        "service": {"id": service.code, "name": service.name},
        "windows": [
            {"label": one.label or None, "floor": one.floor or None}
            for one in windows().get(service.code, ())
        ],
        "issued_at": moment_of(ticket.issued_at),
    }


def _wrong(field: str) -> ValidationError:
    return _invalid(field, field, *_SAYS[field])


def _invalid(field: str, kind: str, english: str, japanese: str) -> ValidationError:
    wrong = {"type": kind, "loc": ("body", "data", field), "msg": english}
    return ValidationError([wrong | {"ctx": {"message_ja": japanese}}])
