"""The live addresses as the API document shows them, and as Django answers where no hub runs.

The server answers GETs here from the hub (`live.asgi`). Below a plain WSGI server, and in tests,
these views read the database: the same messages, and a stream that ends after the present, so that
readers come back by themselves.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router

from hanamizuki.core.clock import now
from hanamizuki.desk.live import frames
from hanamizuki.desk.live.source import read_hall
from hanamizuki.desk.services.issuing import digest

router = Router(tags=["desk"])
NO_HUB = "retry:5000\n\n"


@router.get("/state", response=dict[str, Any], summary="窓口のいま / The desk's present")
def state(request: HttpRequest) -> dict[str, Any]:
    """Lines, counters and the last calls, as in the stream's `snapshot`. With an ETag.

    Fields: docs/desk-board.md.
    """
    hall, _told = read_hall()
    return frames.snapshot(hall, {})


@router.get(
    "/stream",
    response={200: None},
    summary="窓口の知らせ（Server-Sent Events） / Events of the desk",
)
def stream(request: HttpRequest, ticket: str = "", after: int | None = None) -> HttpResponse:
    """`text/event-stream`: snapshot, call, counter, lines, ticket, beat (docs/desk-board.md).

    `ticket` is the secret of a private link and adds that number's own state. Last-Event-ID, or
    `after`, goes on where a reader was.
    """
    hall, _told = read_hall()
    body = NO_HUB.encode() + frames.frame("snapshot", frames.snapshot(hall, {}), hall.seq)
    if ticket:
        body += frames.frame("ticket", _own(ticket))
    answer = HttpResponse(body, content_type="text/event-stream; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.get(
    "/tickets/{secret}", response=dict[str, Any], summary="わたしの番号のいま / One's own number"
)
def ticket(request: HttpRequest, secret: str) -> dict[str, Any]:
    """State, position and expected time of the number of a private link. With an ETag."""
    return _own(secret)


def _own(secret: str) -> frames.Message:
    hall, _told = read_hall()
    person = hall.find(digest(secret))
    if person is None:
        raise Http404
    moment = now().isoformat(timespec="seconds")
    return {"seq": hall.seq, "at": moment, **frames.ticket(hall, person, None)}
