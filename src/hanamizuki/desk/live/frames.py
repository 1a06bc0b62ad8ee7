"""What is sent: the messages of docs/desk-board.md as dicts, and as frames of an event stream."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from hanamizuki.core.clock import now
from hanamizuki.desk.live.expect import Expected
from hanamizuki.desk.logic.hall import Call, Hall, Person, Shift
from hanamizuki.desk.services.issuing import moment_of

Message = dict[str, Any]


def frame(event: str, message: Message, seq: int | None = None) -> bytes:
    """One event of a stream; with its number where a reader can go on from it."""
    head = "" if seq is None else f"id:{seq}\n"
    return f"{head}event:{event}\ndata:{text(message)}\n\n".encode()


def text(message: Message) -> str:
    """A message as JSON in one line, short."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def at(micros: int) -> str:
    """A moment in Japan, to the second."""
    return moment_of(micros).isoformat(timespec="seconds")


def _where(hall: Hall, counter: str) -> Message:
    known = hall.facts.counters.get(counter)
    return {
        "counter": counter,
        "window": known.window if known else "",
        "floor": known.floor if known else "",
    }


def call(hall: Hall, one: Call) -> Message:
    """`call`: a number is called to a counter."""
    return {
        "seq": one.seq,
        "at": at(one.at),
        "label": one.label,
        "service": one.service,
        **_where(hall, one.counter),
        "again": one.again,
    }


def counter(hall: Hall, one: Shift) -> Message:
    """`counter`: a counter opened, paused or closed."""
    return {"seq": one.seq, "at": at(one.at), **_where(hall, one.counter), "state": one.state}


def told(hall: Hall, one: Call | Shift) -> bytes:
    """The frame of something that everybody is told at once."""
    if isinstance(one, Call):
        return frame("call", call(hall, one), one.seq)
    return frame("counter", counter(hall, one), one.seq)


def expected(found: Expected | None, moment: datetime) -> Message | None:
    """When somebody is likely called: moments, and minutes from now; None where unknown."""
    if found is None:
        return None
    seconds = [(one - moment).total_seconds() for one in (found.low, found.high)]
    return {
        "low": found.low.isoformat(timespec="minutes"),
        "high": found.high.isoformat(timespec="minutes"),
        "minutes": [max(0, int(one // 60)) for one in seconds],
        "basis": found.basis,
    }


def line(hall: Hall, code: str, newcomer: Expected | None, moment: datetime) -> Message:
    """One line: how many wait, how many of them are there, who is served, when a newcomer is."""
    return {
        "code": code,
        "waiting": hall.waiting(code),
        "present": hall.present(code),
        "open": hall.open(code),
        "serving": [list(one) for one in hall.serving(code)],
        "expected": expected(newcomer, moment),
    }


Newcomers = Mapping[str, "Expected | None"]


def lines(hall: Hall, codes: Iterable[str], newcomers: Newcomers) -> Message:
    """`lines`: the present of some lines."""
    moment = now()
    return {
        "seq": hall.seq,
        "at": moment.isoformat(timespec="seconds"),
        "services": [line(hall, code, newcomers.get(code), moment) for code in codes],
    }


def snapshot(hall: Hall, newcomers: Newcomers) -> Message:
    """`snapshot`: all that is public now; whoever gets it forgets what was before."""
    message = lines(hall, hall.facts.services, newcomers)
    for one in message["services"]:
        known = hall.facts.services[one["code"]]
        one |= {"letter": known.letter, "name": known.name}
    return {
        **message,
        "day": hall.day.isoformat(),
        "counters": [
            {**_where(hall, code), "state": hall.counters.get(code, "closed")}
            for code in hall.facts.counters
        ],
        "calls": [call(hall, one) for one in reversed(hall.calls)],
    }


def ticket(hall: Hall, person: Person, found: Expected | None) -> Message:
    """`ticket`: somebody's own number. Without the moment and number, to be compared."""
    now_ = person.now
    return {
        "label": person.label,
        "service": now_.service,
        "state": now_.state,
        "position": hall.ahead(person),
        "present": now_.present,
        "returned": now_.returned,
        "calls": now_.calls,
        **_where(hall, now_.counter),
        "expected": expected(found, now()) if found and now_.state == "waiting" else None,
    }
