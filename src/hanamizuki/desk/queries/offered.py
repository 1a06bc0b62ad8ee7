"""What the ward's counters offer, and how it is with each just now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hanamizuki.core.places.models import Section
from hanamizuki.desk.logic.hall import LineState
from hanamizuki.desk.logic.opening import Opening
from hanamizuki.desk.models import Counter, Errand, Service
from hanamizuki.desk.queries.line import lines
from hanamizuki.desk.queries.opening import states


@dataclass(frozen=True)
class Window:
    """A window; without a label its number is not known, without a floor neither is that."""

    label: str
    floor: str


@dataclass(frozen=True)
class Offered:
    """A service at a moment: at the counter, over the web, its line, its section's name."""

    service: Service
    section_name: Mapping[str, str] | None
    windows: tuple[Window, ...]
    here: Opening
    web: Opening
    line: LineState


def services(moment: datetime) -> list[Offered]:
    """Every service of the pack in its order, with how it is at a moment."""
    every = list(Service.objects.filter(withdrawn=False))
    here, web = states(every, moment, "kiosk"), states(every, moment, "web")
    now_waiting = lines(moment)
    names = dict(
        Section.objects.filter(code__in={one.section for one in every}).values_list("code", "name")
    )
    windows = windows_of()
    return [
        Offered(
            service=one,
            section_name=names.get(one.section),
            windows=windows.get(one.code, ()),
            here=here[one.code],
            web=web[one.code],
            line=now_waiting[one.code],
        )
        for one in every
    ]


def windows_of() -> dict[str, tuple[Window, ...]]:
    """The windows of each service, by its code; the seats of one window are one."""
    found: dict[str, dict[Window, None]] = {}
    for counter in Counter.objects.filter(withdrawn=False):
        for code in counter.services:
            found.setdefault(code, {})[Window(counter.label, counter.floor)] = None
    return {code: tuple(windows) for code, windows in found.items()}


def errands() -> list[Errand]:
    """What people come for, in the pack's order."""
    return list(Errand.objects.filter(withdrawn=False))


def are_here() -> bool:
    """Whether the loaded ward has counters with lines."""
    return Service.objects.filter(withdrawn=False).exists()
