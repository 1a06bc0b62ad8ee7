"""POST and DELETE /api/v1/desk/tickets/{secret}/alert: be told that one's turn comes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError as Refused
from django.core.validators import validate_email
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Router, Schema, Status
from ninja.errors import ValidationError
from ninja.throttling import BaseThrottle
from pydantic import ConfigDict, Field

from hanamizuki.core.notices.push import NoTarget
from hanamizuki.core.receipts import Gone, absolute
from hanamizuki.desk import limits
from hanamizuki.desk.alert_form import room_left
from hanamizuki.desk.logic.alerts import MOST, Choice
from hanamizuki.desk.models import Ticket
from hanamizuki.desk.queries.visit import ticket_of
from hanamizuki.desk.services import alerts
from hanamizuki.desk.services.alerts import Browser

router = Router(tags=["desk"])
_SAYS = {
    "people": (
        "Give either people or minutes",
        "人数か分数の、どちらか一方を入れてください",
    ),
    "email": ("Not a mail address", "メールアドレスではありません"),
    "push": (
        "Give either email or push: a subscription as the browser gives it, of a push service "
        "on the open internet",
        "email か push のどちらか一方を入れてください。"
        "push は、ブラウザーが出した、公開の通知サービスの登録です",
    ),
}


class PerAddress(BaseThrottle):
    """The desk's own limit: changes in ten minutes."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Counts this one."""
        return room_left(request)

    def wait(self) -> float:
        """Seconds."""
        return limits.MINUTES * 60


class KeysIn(Schema):
    """The browser's public key and secret, base64url."""

    p256dh: Annotated[str, Field(max_length=120)]
    auth: Annotated[str, Field(max_length=60)]


class PushIn(Schema):
    """`PushSubscription.toJSON()` of a browser."""

    endpoint: Annotated[str, Field(max_length=1000)]
    keys: KeysIn


class AlertIn(Schema):
    """When: `people` or `minutes` before. Where: `email` or `push`."""

    model_config = ConfigDict(extra="forbid")

    people: Annotated[int, Field(ge=1, le=MOST["people"])] | None = None
    minutes: Annotated[int, Field(ge=1, le=MOST["minutes"])] | None = None
    email: Annotated[str, Field(max_length=254)] | None = None
    push: PushIn | None = None
    language: Literal["ja", "easy", "en"] = "ja"


class AlertOut(Schema):
    """What will be told: the address itself is not repeated."""

    carrier: Literal["mail", "push"]
    people: int | None
    minutes: int | None


@router.post(
    "/tickets/{secret}/alert",
    response=AlertOut,
    throttle=[PerAddress()],
    summary="近づいたら知らせる / Be told when the turn is near",
)
def choose(request: HttpRequest, secret: str, data: AlertIn) -> dict[str, Any]:
    """Told once when so many are left, and when called. The same again changes nothing."""
    ticket = _held(secret)
    if (data.people is None) == (data.minutes is None):
        raise _wrong("people")
    if (data.email is None) == (data.push is None):
        raise _wrong("push")
    choice = Choice("people", data.people) if data.people else Choice("minutes", data.minutes or 0)
    address = absolute(request, reverse("desk:ticket", args=[secret]))
    try:
        alerts.choose(ticket, choice, _to(data), language=data.language, link=address)
    except NoTarget as error:
        raise _wrong("push") from error
    except Refused as error:
        said = error.messages[0]
        raise _invalid("people", error.code or "over", said, said) from error
    return {
        "carrier": "push" if data.push else "mail",
        "people": data.people,
        "minutes": data.minutes,
    }


def _to(data: AlertIn) -> str | Browser:
    if data.push is not None:
        return Browser(data.push.endpoint, data.push.keys.p256dh, data.push.keys.auth)
    try:
        validate_email(data.email)
    except Refused as error:
        raise _wrong("email") from error
    return data.email or ""


@router.delete(
    "/tickets/{secret}/alert",
    response={204: None},
    summary="知らせをやめる / Stop being told",
)
def stop(request: HttpRequest, secret: str) -> Status:
    """The address is deleted at once. Twice changes nothing."""
    alerts.switch_off(_held(secret))
    return Status(204, None)


def _held(secret: str) -> Ticket:
    try:
        return ticket_of(secret)
    except (Ticket.DoesNotExist, Gone) as error:
        raise Http404 from error


def _wrong(field: str) -> ValidationError:
    return _invalid(field, field, *_SAYS[field])


def _invalid(field: str, kind: str, english: str, japanese: str) -> ValidationError:
    wrong = {"type": kind, "loc": ("body", "data", field), "msg": english}
    return ValidationError([wrong | {"ctx": {"message_ja": japanese}}])
