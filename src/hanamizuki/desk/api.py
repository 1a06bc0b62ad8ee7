"""GET /api/v1/desk/services: what the counters take, and whether a number is given now."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema

from hanamizuki.core.clock import now
from hanamizuki.desk.logic.opening import Opening, Reason
from hanamizuki.desk.queries import offered
from hanamizuki.desk.words import WHY

router = Router(tags=["desk"])


class SectionOut(Schema):
    """Whose service it is; `name` is null where the ward does not say."""

    id: str
    name: dict[str, str] | None


class WindowOut(Schema):
    """A window; null where its number, or its floor, is not known."""

    label: str | None
    floor: str | None


class OpeningOut(Schema):
    """Whether a number is given now: until when, or why not and when next."""

    open: bool
    reason: Reason
    words: dict[str, str]
    until: datetime | None
    opens: datetime | None


class WebOut(OpeningOut):
    """The same over the web, with the hours in which it is at all ("09:30"), null where never."""

    hours: list[str] | None
    days: list[str] | None


class ServiceOut(Schema):
    """One service. `open` and `until` are of the counter; `web` of phones and computers."""

    id: str
    letter: str
    title: dict[str, str]
    handles: dict[str, str]
    section: SectionOut
    windows: list[WindowOut]
    open: bool
    until: datetime | None
    counter: OpeningOut
    web: WebOut
    saturday: bool
    appointment: Literal["none", "also", "only"]
    waiting: int
    present: int
    counters_open: int
    source: str
    as_of: str | None


@router.get("/services", response=list[ServiceOut], summary="窓口の用件 / What the counters take")
def services(request: HttpRequest) -> list[dict[str, Any]]:
    """Every service with its windows, whether it gives numbers now, and how many wait."""
    return [_service(one) for one in offered.services(now())]


def _service(one: offered.Offered) -> dict[str, Any]:
    service, rules = one.service, one.service.rules
    web = rules.get("web_from") is not None
    return {
        "id": service.code,
        "letter": service.letter,
        "title": service.name,
        "handles": service.handles or {},
        "section": {"id": service.section, "name": one.section_name},
        "windows": [
            {"label": window.label or None, "floor": window.floor or None} for window in one.windows
        ],
        "open": one.here.open,
        "until": one.here.until,
        "counter": _opening(one.here),
        "web": {
            **_opening(one.web),
            "hours": [rules["web_from"], rules["web_until"]] if web else None,
            "days": rules.get("web_days") if web else None,
        },
        "saturday": bool(rules.get("saturday")),
        "appointment": rules.get("appointment", "none"),
        "waiting": len(one.line.waiting),
        "present": sum(present for _pk, _place, present in one.line.waiting),
        "counters_open": one.line.counters_open,
        "source": service.source,
        "as_of": service.as_of or None,
    }


def _opening(one: Opening) -> dict[str, Any]:
    return {
        "open": one.open,
        "reason": one.reason,
        "words": dict(WHY[one.reason]),
        "until": one.until,
        "opens": one.opens,
    }
