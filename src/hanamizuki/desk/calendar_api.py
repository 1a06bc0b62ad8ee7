"""GET /api/v1/desk/calendar: how crowded the next weeks will be. GET …/statistics: how it was."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from hanamizuki.core.clock import today
from hanamizuki.desk.logic.congestion import WORDS
from hanamizuki.desk.models import Service
from hanamizuki.desk.queries import statistics
from hanamizuki.desk.queries.congestion import WEEKS, calendar, reasons
from hanamizuki.desk.queries.statistics import Figures
from hanamizuki.desk.words import LEVELS

router = Router(tags=["desk"])
Level = Literal["ordinary", "slight", "crowded", "very"]
Basis = Literal["history", "pattern", "none"]
LONGEST = 366


class HourOut(Schema):
    """One hour; `level` is null where nothing is known."""

    start: time
    end: time
    level: Level | None
    words: dict[str, str] | None
    basis: Basis


class DayOut(Schema):
    """One day; without hours the counter is closed. `because` are codes of `reasons`."""

    day: date
    level: Level | None
    words: dict[str, str] | None
    basis: Basis
    because: list[str]
    hours: list[HourOut]


class ReasonOut(Schema):
    """Something published that days stand on."""

    code: str
    name: dict[str, str]
    source: str
    as_of: str | None


class CalendarOut(Schema):
    """The calendar of one service."""

    service: str
    days: list[DayOut]
    reasons: list[ReasonOut]


class FiguresOut(Schema):
    """One service in one clock hour; null where it was not measured. Shares are 0 to 1.

    Waits are minutes from taking a number to the turn, by the hour of taking it.
    """

    service: str
    hour: int
    days: int
    numbers: int
    called: int
    wait_median: float | None
    wait_p90: float | None
    promise_kept: float | None
    web_share: float | None
    missed_share: float | None
    called_per_window_hour: float | None
    minutes_at_window: float | None


@router.get("/calendar", response=CalendarOut, summary="混雑カレンダー / Congestion calendar")
def congestion(
    request: HttpRequest,
    service: str,
    days: Annotated[int, Query(ge=1, le=WEEKS * 7)] = WEEKS * 7,
) -> dict[str, Any]:
    """Each day from today on, by hour, with what it stands on."""
    if not Service.objects.filter(code=service, withdrawn=False).exists():
        raise Http404
    return {
        "service": service,
        "days": [
            {
                "day": one.day,
                **_level(one.level),
                "basis": one.basis,
                "because": list(one.because),
                "hours": [
                    {
                        "start": hour.start,
                        "end": hour.end,
                        **_level(hour.level),
                        "basis": hour.basis,
                    }
                    for hour in one.hours
                ],
            }
            for one in calendar(service, days)
        ],
        "reasons": [
            {"code": one.code, "name": one.name, "source": one.source, "as_of": one.as_of or None}
            for one in reasons().values()
        ],
    }


def _level(level: int | None) -> dict[str, Any]:
    if level is None:
        return {"level": None, "words": None}
    return {"level": WORDS[level], "words": dict(LEVELS[level])}


@router.get("/statistics", response=list[FiguresOut], summary="窓口の記録 / The desk's record")
def record(
    request: HttpRequest, since: date | None = None, until: date | None = None
) -> list[dict[str, Any]]:
    """Closed days from `since` to `until` (the last four weeks; at most a year), by service and
    hour. A demo's or a rehearsal's numbers are of that demo only."""
    last = min(until or date.max, today() - timedelta(days=1))
    first = max(since or last - timedelta(days=27), last - timedelta(days=LONGEST - 1))
    return [
        _figures(service, hour, one)
        for (service, hour), one in statistics.by_service_and_hour(first, last).items()
    ]


def _figures(service: str, hour: int, one: Figures) -> dict[str, Any]:
    return {
        "service": service,
        "hour": hour,
        "days": len(one.days),
        "numbers": one.people,
        "called": one.called,
        "wait_median": one.wait_p50,
        "wait_p90": one.wait_p90,
        "promise_kept": one.kept_share,
        "web_share": one.web_share,
        "missed_share": one.missed_share,
        "called_per_window_hour": one.called_per_hour,
        "minutes_at_window": one.minutes,
    }
