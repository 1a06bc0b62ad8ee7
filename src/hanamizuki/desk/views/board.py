"""Boards: the overview at the entrance, the display of each floor, and a small one for other sites.

Made by the server as they are now; the modules in static/desk/ then follow the stream. A board is
read by everybody, so what it calls is in Japanese and in English whatever the page's language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from hanamizuki.core.clock import now
from hanamizuki.desk.live import expect, frames
from hanamizuki.desk.live.expect import Expected
from hanamizuki.desk.live.source import facts
from hanamizuki.desk.logic.hall import CounterFacts, Facts, LineState
from hanamizuki.desk.models import Desk, Event
from hanamizuki.desk.queries.line import lines
from hanamizuki.desk.services.issuing import moment_of

SHOWN_CALLS = 6
OTHER = "other"
"""The board of the counters whose floor is in no source: /desk/board/other/."""

CALL = {
    "ja": "{window}番窓口へ",
    "en": "Please come to counter {window}",
    "none_ja": "「{service}」の窓口へ",
    "none_en": "Please come to the counter for: {service}",
}
SAY = {
    "ja": "番号 {label} の方、{window}番の窓口へ お越しください。",
    "en": "Number {label}, please come to counter {window}.",
    "none_ja": "番号 {label} の方、{service}の窓口へ お越しください。",
    "none_en": "Number {label}, please come to the counter for {service}.",
}


@dataclass(frozen=True)
class Row:
    """One line as a board shows it; `minutes` (from, to) for a newcomer, None where unknown."""

    code: str
    name: Mapping[str, str]
    waiting: int
    open: int
    minutes: tuple[int, int] | None
    last: str


@dataclass(frozen=True)
class CallRow:
    """One call: `to` and `to_en` say where to go."""

    seq: int
    label: str
    at: Any
    to: str
    to_en: str


@require_safe
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    """All lines of the house, and the last calls on every floor."""
    return render(request, "desk/board/overview.html", _context(None))


@require_safe
@never_cache
def floor(request: HttpRequest, floor: str) -> HttpResponse:
    """The display in the hall of one floor; `other`: of the counters without a known one."""
    context = _context("" if floor == OTHER else floor)
    if not (context["others"] if floor == OTHER else floor in context["floors"]):
        raise Http404
    return render(request, "desk/board/floor.html", context)


@require_safe
@never_cache
@csp_replace({"frame-ancestors": ["*"]})
@xframe_options_exempt
def embed(request: HttpRequest) -> HttpResponse:
    """How long the lines are, to be framed by any site; `?service=` shows one of them."""
    context = _context(None)
    chosen = request.GET.get("service", "")
    if chosen:
        context["rows"] = [row for row in context["rows"] if row.code == chosen]
        if not context["rows"]:
            raise Http404
    return render(request, "desk/board/embed.html", context)


def _context(floor: str | None) -> dict[str, Any]:
    """What a board of a floor ("": of those without one), or of the house (None), is made of: six
    queries, whatever the day."""
    # First the number, then the rest: a reader of the stream goes on from it and misses nothing.
    seq = Desk.objects.values_list("seq", flat=True).get(pk=1)
    moment, known, present = now(), facts(), lines(now())
    here = [one for one in known.counters.values() if floor is None or one.floor == floor]
    calls = _calls(known, {one.code for one in here})
    served = {code for one in here for code in one.services}
    last = dict(reversed([(service, call.label) for service, call in calls]))
    codes = [code for code in known.services if code in served or floor is None]
    expected = _expected(present, codes)
    return {
        "floor": floor,
        "floors": _floors(known.counters.values()),
        "others": any(not one.floor for one in known.counters.values()),
        "other": OTHER,
        "house": floor is None,
        "rows": [
            Row(
                code,
                known.services[code].name,
                len(present[code].waiting) if code in present else 0,
                present[code].counters_open if code in present else 0,
                _minutes(expected.get(code), moment),
                last.get(code, ""),
            )
            for code in codes
        ],
        "calls": _newest([call for _service, call in calls]),
        "seq": seq,
        "moment": moment,
        "say": {"call": CALL, "say": SAY},
        "names": {code: dict(one.name) for code, one in known.services.items()},
    }


def _floors(counters: Iterable[CounterFacts]) -> list[str]:
    return sorted({one.floor for one in counters if one.floor})


def _calls(known: Facts, counters: set[str]) -> list[tuple[str, CallRow]]:
    """Today's calls to these counters, the newest first, with their service."""
    rows = (
        Event.objects.filter(day=now().date(), kind__in=("called", "recalled"))
        .filter(counter__in=counters)
        .order_by("-seq")
        .values_list("seq", "at", "service", "counter", "ticket__label")[:60]
    )
    found = []
    for seq, at, service, counter, label in rows:
        window = known.counters[counter].window
        name = known.services[service].name if service in known.services else {}
        to, to_en = where(window, name)
        found.append((service, CallRow(seq, label, moment_of(at), to, to_en)))
    return found


def where(window: str, name: Mapping[str, str]) -> tuple[str, str]:
    """Where a call sends somebody, in Japanese and English; by the service without a number."""
    if window:
        return CALL["ja"].format(window=window), CALL["en"].format(window=window)
    ja = name.get("ja", "")
    return CALL["none_ja"].format(service=ja), CALL["none_en"].format(service=name.get("en", ja))


def _newest(calls: list[CallRow]) -> list[CallRow]:
    """Each number once, where it was called last."""
    once: dict[str, CallRow] = {}
    for call in calls:
        once.setdefault(call.label, call)
    return list(once.values())[:SHOWN_CALLS]


def _expected(present: dict[str, LineState], codes: list[str]) -> dict[str, Expected | None]:
    if not expect.known():
        return {}
    places = [(code, len(present[code].waiting)) for code in codes if code in present]
    return {service: found for (service, _at), found in expect.ask(present, places).items()}


def _minutes(found: Expected | None, moment: Any) -> tuple[int, int] | None:
    message = frames.expected(found, moment)
    return None if message is None else (message["minutes"][0], message["minutes"][1])
