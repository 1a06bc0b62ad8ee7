"""The express lane: whose errand is quick, and which lines a quick counter serves as a whole.

Quick is who waits for a service of things of a minute (`quick` in the pack's services), or came for
an errand that is one (`quick` in its errands) and still waits for that errand's service.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from hanamizuki.desk.models import Counter, Errand, Service
from hanamizuki.desk.queries.memory import Remembered


@dataclass(frozen=True)
class Lane:
    """What is quick: `services` by code, and (`errand`, its service) of the pack's errands."""

    services: frozenset[str]
    errands: frozenset[tuple[str, str]]

    def has(self, service: str, errand: str) -> bool:
        """Whether somebody who waits for a service, having come for an errand, is quick."""
        return service in self.services or (errand, service) in self.errands

    def only(self) -> Q:
        """The tickets of those who are quick."""
        found = Q(service__code__in=self.services)
        for errand, service in sorted(self.errands):
            found |= Q(errand=errand, service__code=service)
        return found

    def touches(self, services: list[str]) -> bool:
        """Whether anybody for these services may be quick."""
        return bool(self.services & {*services}) or any(of in services for _, of in self.errands)


def _lane() -> Lane:
    errands = Errand.objects.filter(quick=True, withdrawn=False).values_list("code", "services")
    rules = Service.objects.filter(withdrawn=False).values_list("code", "rules")
    return Lane(
        frozenset(code for code, one in rules if one.get("quick")),
        frozenset((code, services[0]) for code, services in errands if len(services) == 1),
    )


lane = Remembered(_lane)
"""What is quick now."""


def whole(counter: Counter) -> list[str]:
    """The services that everybody is called for at a counter: at a quick one only the quick ones.

    The forecast counts a window for these alone, so that nobody is promised a window that may not
    call them.
    """
    if not counter.quick:
        return counter.takes
    return [code for code in counter.takes if code in lane().services]


__all__ = ["Lane", "lane", "whole"]
