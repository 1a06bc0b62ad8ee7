"""A ticket's life: what each event makes of it, and who is called next.

A ticket's state follows from its events alone (`replay`), so that the stored state can be rebuilt
and compared. Its `place` decides the order: microseconds since 1970, normally the moment it was
issued. Nobody with a later place is called before somebody with an earlier one, except by a stated
rule: who has not arrived is passed over, who was absent comes back a few places later and is not
called again at once, an appointment holds the place of its hour, and somebody with priority the
place of some minutes ago (when the number is given, or later for a stated reason: `prioritised`).
A change to another line never brings an earlier place and ends no penalty (`place_elsewhere`). A
counter opened as quick calls only those whose errand is quick, in their order.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

State = Literal["waiting", "called", "serving", "held", "missed", "done", "cancelled", "closed"]
Kind = Literal[
    "issued",
    "arrived",
    "passed",
    "called",
    "recalled",
    "started",
    "held",
    "resumed",
    "absent",
    "restored",
    "transferred",
    "prioritised",
    "finished",
    "cancelled",
    "closed",
    "entered",
]
STATES: tuple[State, ...] = get_args(State)
KINDS: tuple[Kind, ...] = get_args(Kind)
LIVE: tuple[State, ...] = ("waiting", "called", "serving", "held", "missed")
AT_COUNTER: tuple[State, ...] = ("called", "serving")


class Impossible(Exception):
    """An event that a ticket in this state cannot have: somebody else was quicker."""

    def __init__(self, state: State, kind: Kind) -> None:
        super().__init__(f"a ticket that is {state} cannot be {kind}")
        self.state, self.kind = state, kind


@dataclass(frozen=True, slots=True)
class Ticket:
    """What is known of a ticket. Times are microseconds since 1970; 0 is "not yet"."""

    state: State = "waiting"
    service: str = ""
    place: int = 0
    present: bool = False
    present_at: int = 0
    passed_at: int = 0
    absent_at: int = 0
    returned: int = 0
    calls: int = 0
    counter: str = ""
    called_at: int = 0
    started_at: int = 0
    finished_at: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a ticket; `data` as each kind needs it (see `apply`)."""

    kind: Kind
    at: int
    data: Mapping[str, Any]


_FROM: Mapping[Kind, tuple[State, ...]] = {
    "arrived": ("waiting", "missed", "held"),
    "passed": ("waiting",),
    "called": ("waiting", "held", "missed"),
    "recalled": ("called",),
    "started": ("called",),
    "held": ("called", "serving"),
    "resumed": ("held",),
    "absent": ("called",),
    "restored": ("missed", "held"),
    "transferred": ("waiting", "called", "serving", "held", "missed"),
    "prioritised": ("waiting",),
    "finished": ("called", "serving"),
    "cancelled": ("waiting", "called", "held", "missed"),
    "closed": LIVE,
}


def apply(ticket: Ticket | None, event: Event) -> Ticket:
    """What an event makes of a ticket (None before it was issued). Raises Impossible.

    Data: issued {service, place, present}; arrived {place?}; called {counter}; absent {out, place,
    rest} (`rest`: not called again at once); restored, prioritised {place}; transferred {place,
    service?}; entered {service, place, counter, came, called, started, finished}, a visit of
    earlier that is written down as it was.
    """
    data = event.data
    if event.kind == "issued":
        if ticket is not None:
            raise Impossible(ticket.state, "issued")
        present = bool(data["present"])
        return Ticket(
            service=data["service"],
            place=data["place"],
            present=present,
            present_at=event.at if present else 0,
        )
    if event.kind == "entered":
        if ticket is not None:
            raise Impossible(ticket.state, "entered")
        return _entered(data)
    if ticket is None:
        raise Impossible("closed", event.kind)
    if ticket.state not in _FROM[event.kind]:
        raise Impossible(ticket.state, event.kind)
    match event.kind:
        case "arrived":
            came = replace(ticket, present=True, present_at=ticket.present_at or event.at)
            place = data.get("place", ticket.place)
            if data.get("back"):
                return replace(came, place=place, state="waiting", absent_at=0)
            return replace(came, place=place)
        case "passed":
            return replace(ticket, passed_at=event.at)
        case "called":
            return replace(
                ticket,
                state="called",
                counter=data["counter"],
                called_at=event.at,
                calls=ticket.calls + 1,
            )
        case "recalled":
            return replace(ticket, calls=ticket.calls + 1)
        case "started":
            return replace(ticket, state="serving", started_at=event.at)
        case "held":
            return replace(ticket, state="held", counter="")
        case "resumed":
            return replace(ticket, state="waiting")
        case "absent":
            if data["out"]:
                return replace(ticket, state="missed", counter="")
            return replace(
                ticket,
                state="waiting",
                counter="",
                place=data["place"],
                absent_at=event.at if data.get("rest") else 0,
                returned=ticket.returned + 1,
            )
        case "restored":
            return replace(ticket, state="waiting", place=data["place"], present=True, absent_at=0)
        case "transferred":
            return replace(
                ticket,
                state="waiting",
                service=data.get("service", ticket.service),
                place=data["place"],
                counter="",
                present=ticket.present or ticket.state in ("serving", "held"),
            )
        case "prioritised":
            return replace(ticket, place=min(ticket.place, data["place"]))
        case "finished":
            return replace(
                ticket,
                state="done",
                started_at=ticket.started_at or event.at,
                finished_at=event.at,
            )
        case "cancelled":
            return replace(ticket, state="cancelled", counter="", finished_at=event.at)
        case _:
            return replace(ticket, state="closed", counter="", finished_at=event.at)


def _entered(data: Mapping[str, Any]) -> Ticket:
    """A visit that was over before it was written down. Raises Impossible out of order."""
    came, called, started, finished = (
        data[name] for name in ("came", "called", "started", "finished")
    )
    if not 0 < came <= called <= started <= finished:
        raise Impossible("done", "entered")
    return Ticket(
        state="done",
        service=data["service"],
        place=data["place"],
        present=True,
        present_at=came,
        calls=1,
        counter=data["counter"],
        called_at=called,
        started_at=started,
        finished_at=finished,
    )


def replay(events: Iterable[Event]) -> Ticket:
    """The state that follows from a ticket's events, in their order. Raises Impossible."""
    ticket: Ticket | None = None
    for event in events:
        ticket = apply(ticket, event)
    if ticket is None:
        raise Impossible("closed", "closed")
    return ticket


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody in line: `id` also decides between two of one place.

    `not_before` is when they are called again at the earliest, who was absent a moment ago; `quick`
    that their errand is.
    """

    id: int
    place: int
    present: bool
    not_before: int = 0
    quick: bool = False


def next_of(
    line: Sequence[Waiting], at: int = 0, *, quick: bool = False
) -> tuple[Waiting | None, list[Waiting]]:
    """Who is called next, and those before them who are passed over since they are not there.

    `line` are those that wait for any of a counter's services, in any order; `at` is now. Who was
    just absent is skipped until their time, and is not passed over by it. At a `quick` counter it
    is only their turn whose errand is quick: the others are neither called nor passed over.
    """
    passed: list[Waiting] = []
    mine = (one for one in line if one.quick or not quick)
    for one in sorted(mine, key=lambda one: (one.place, one.id)):
        if one.present and one.not_before <= at:
            return one, passed
        if not one.present:
            passed.append(one)
    return None, passed


def place_elsewhere(ticket: Ticket, now: int, floor: int = 0, *, office: bool = False) -> int:
    """The place that somebody takes along into another line: never an earlier one.

    Who is there and was not passed over keeps theirs, but none before `floor` (when they took the
    number); anybody else counts from now, also who was missed. Where the `office` hands them on,
    having been passed over once does not count.
    """
    here = ticket.present or ticket.state in ("serving", "held")
    if here and ticket.state != "missed" and (office or not ticket.passed_at):
        return max(ticket.place, floor)
    return max(ticket.place, now)


CALL_MINUTES = 3
"""How long a call stands, where the pack says nothing."""


def stands_until(at: int, rules: Mapping[str, Any]) -> int:
    """Until when a call of that moment stands; as long nobody who was absent is called again."""
    return at + int(rules.get("call_minutes", CALL_MINUTES)) * 60_000_000


def place_after(places: Sequence[int], people: int, now: int) -> int:
    """The place behind so many of those waiting (sorted places): just after the last of them.

    With fewer in line it is the end of the line; with nobody, now.
    """
    if not places:
        return now
    return places[min(people, len(places)) - 1] + 1 if people > 0 else places[0] - 1


def ahead(places: Sequence[int], place: int) -> int:
    """How many of the sorted places come before a place."""
    return bisect_left(places, place)
