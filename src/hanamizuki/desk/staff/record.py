"""A period on a page: were people called when it was foretold, and what did each window do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hanamizuki.core.clock import today
from hanamizuki.desk.models import Counter, Service
from hanamizuki.desk.queries import overview as queries
from hanamizuki.desk.queries import windows
from hanamizuki.desk.staff.overview import PeriodForm, services_of, supervises


@dataclass
class Sum:
    """One service, all hours of the period together."""

    service: Service
    given: int = 0
    called: int = 0
    told: int = 0
    kept: int = 0
    earlier: int = 0
    later: int = 0
    waits: list[float] = field(default_factory=list)

    @property
    def share(self) -> float | None:
        """Of a hundred who were told, how many were called in that time; None where nobody was."""
        return 100 * self.kept / self.told if self.told else None

    @property
    def median(self) -> float | None:
        """Minutes that half of those called waited at most."""
        return queries.share(self.waits, 50)


@supervises
def record(request: HttpRequest) -> HttpResponse:
    """The last seven days, or those asked for."""
    usual = {"first": today() - timedelta(days=6), "last": today()}
    form = PeriodForm(request.GET if request.GET else usual)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        period = form.cleaned_data["first"], form.cleaned_data["last"]
        mine = {one.code: one for one in services_of(request)}
        counters = Counter.objects.in_bulk(field_name="code")
        did = windows.totals(list(windows.days(*period, list(mine))))
        context |= {
            "first": period[0],
            "last": period[1],
            "sums": _sums(mine, queries.hours(*period, list(mine))),
            "windows": [(counters.get(code), code, one) for code, one in did.items()],
            "query": urlencode({"first": period[0], "last": period[1]}),
        }
    status = 200 if form.is_valid() else 422
    return render(request, "desk/staff/record.html", context, status=status)


def _sums(services: dict[str, Service], hours: Iterable[queries.Hour]) -> list[Sum]:
    found: dict[str, Sum] = {}
    for one in hours:
        into = found.setdefault(one.service, Sum(services[one.service]))
        for name in ("given", "called", "told", "kept", "earlier", "later"):
            setattr(into, name, getattr(into, name) + getattr(one, name))
        into.waits += one.waits
    return [found[code] for code in services if code in found]
