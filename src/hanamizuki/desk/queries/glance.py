"""A line at a glance: may one take a number, how many wait, when a newcomer is called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from hanamizuki.core.clock import now
from hanamizuki.core.places.models import Section
from hanamizuki.desk.live import expect
from hanamizuki.desk.live.expect import Expected
from hanamizuki.desk.logic.hall import LineState
from hanamizuki.desk.models import Counter, Service
from hanamizuki.desk.queries.line import lines
from hanamizuki.desk.queries.memory import Remembered
from hanamizuki.desk.queries.opening import Opening, states
from hanamizuki.desk.words import WHY, Words


@dataclass(frozen=True)
class Window:
    """Where a service is: `label` and `floor` are "" where they are not known.

    `near` is then the floor of its section, which may be another one.
    """

    code: str
    label: str
    floor: str
    near: str = ""


@dataclass(frozen=True)
class Glance:
    """One line now. `expected` is None where no forecast can be made."""

    service: Service
    opening: Opening
    waiting: int
    counters_open: int
    expected: Expected | None
    windows: tuple[Window, ...]

    @property
    def why(self) -> Words:
        """Whether a number is given, in words."""
        return WHY[self.opening.reason]


def _services() -> dict[str, Service]:
    return {one.code: one for one in Service.objects.all()}


def _windows() -> dict[str, tuple[Window, ...]]:
    """Several desks of one window are one place to go to; those of unknown number too."""
    found: dict[str, dict[tuple[str, str], Window]] = {}
    floors = dict(Section.objects.exclude(floor="").values_list("code", "floor"))
    for one in Counter.objects.filter(withdrawn=False):
        for code in one.services:
            place = found.setdefault(code, {})
            near = "" if one.floor else floors.get(one.section, "")
            place.setdefault((one.label, one.floor), Window(one.code, one.label, one.floor, near))
    return {code: tuple(some.values()) for code, some in found.items()}


def _lines() -> dict[str, LineState]:
    """The lines, with their forecast made: whoever takes a number then only looks it up."""
    found = lines(now())
    if settings.DESK_MEMORY and expect.known():
        expect.ask(found, [(code, len(line.waiting)) for code, line in found.items()])
    return found


services = Remembered(_services)
"""Every service by code, also those withdrawn."""
windows = Remembered(_windows)
"""The counters of each service, in the pack's order."""
lines_lately = Remembered(_lines)
"""The lines as they were a moment ago: enough for a forecast, not for a place."""


def glances(wanted: list[Service], moment: datetime, channel: str) -> dict[str, Glance]:
    """Some lines by code; the queries do not grow with them, but for web limits."""
    present, opened, places = lines_lately(), states(wanted, moment, channel), windows()
    here = {one.code: present.get(one.code, LineState(one.code)) for one in wanted}
    asked = [(code, len(line.waiting)) for code, line in here.items()]
    found = expect.ask(present, asked) if expect.known() else {}
    return {
        one.code: Glance(
            one,
            opened[one.code],
            len(here[one.code].waiting),
            here[one.code].counters_open,
            found.get((one.code, len(here[one.code].waiting))),
            places.get(one.code, ()),
        )
        for one in wanted
    }


def expected_at(service: str, position: int) -> Expected | None:
    """When somebody with so many before them is called; None where that is not known."""
    if not expect.known():
        return None
    return expect.ask(lines_lately(), [(service, position)])[service, position]


def newcomer(service: str) -> Expected | None:
    """When somebody who takes a number now is called; None where that is not known."""
    present = lines_lately()
    if not expect.known() or service not in present:
        return None
    place = (service, len(present[service].waiting))
    return expect.ask(present, [place])[place]
