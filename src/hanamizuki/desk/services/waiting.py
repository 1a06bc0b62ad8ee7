"""How many wait in each line while numbers are given out, without counting the line each time.

A count holds for the event it was made after. Where nothing but numbers given out has happened
since, those are added to it; after anything else (a call, somebody who leaves) it is made anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db.models import Count, Q

from hanamizuki.desk.models import Event, Ticket

FURTHEST = 500
"""Events that are read at most before a line is rather counted."""


class WaitingCounts:
    """The counts of one process. Asked and told inside an open book, so by one at a time."""

    def __init__(self) -> None:
        self._day = date.min
        self._seq = 0
        self._counts: Counter[str] = Counter()
        self._known: set[str] = set()

    def before(self, services: Iterable[str], day: date, seq: int, at: int) -> Counter[str]:
        """How many wait in these lines with a place up to the moment `at`, after event `seq`."""
        if not settings.DESK_MEMORY or day != self._day or not self._follow(seq, at):
            self._known.clear()
        self._day, self._seq = day, seq
        if unknown := [code for code in services if code not in self._known]:
            self._count(unknown, day, at)
        return Counter({code: self._counts[code] for code in services})

    def _follow(self, seq: int, at: int) -> bool:
        """Add the numbers given out since; False where something else has happened too."""
        if seq - self._seq > FURTHEST or seq < self._seq:
            return False
        news = Event.objects.filter(seq__gt=self._seq, seq__lte=seq)
        rows = list(news.order_by().values_list("kind", "service", "data", "day"))
        plain = [
            service
            for kind, service, data, day in rows
            if kind == "issued" and day == self._day and data["place"] <= at
        ]
        self._counts.update(plain)
        return len(plain) == len(rows) == seq - self._seq

    def _count(self, services: list[str], day: date, at: int) -> None:
        line = Ticket.objects.filter(day=day, state="waiting", service__code__in=services)
        counted = (
            line.order_by()
            .values_list("service__code")
            .annotate(everybody=Count("pk"), before=Count("pk", filter=Q(place__lte=at)))
        )
        found = {code: (everybody, before) for code, everybody, before in counted}
        for code in services:
            everybody, before = found.get(code, (0, 0))
            self._counts[code] = before
            if everybody == before:  # else time alone changes it: a place still to come
                self._known.add(code)


waiting_counts = WaitingCounts()
