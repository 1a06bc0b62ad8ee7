"""What was sent, to whom and why: for the staff's page and for doctor."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from hanamizuki.core.notices.models import Notice

MAX_SIZE = 500


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What to look for; what is empty is not asked for. `since` and `until` are moments."""

    kind: str = ""
    state: str = ""
    who: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Page:
    """Notices, newest first; `older` and `newer` are the numbers for the next `page()` or None."""

    notices: list[Notice]
    older: int | None
    newer: int | None


def page(
    wanted: Filter = Filter(),
    *,
    before: int | None = None,
    after: int | None = None,
    size: int = 50,
) -> Page:
    """One page: the newest, those older than `before`, or those newer than `after`."""
    size = max(1, min(size, MAX_SIZE))
    given = {name: getattr(wanted, name) for name in ("kind", "state", "who")}
    found = Notice.objects.filter(**{name: value for name, value in given.items() if value})
    if wanted.since:
        found = found.filter(created_at__gte=wanted.since)
    if wanted.until:
        found = found.filter(created_at__lt=wanted.until)
    if after is not None:
        rows = list(found.filter(pk__gt=after).order_by("pk")[: size + 1])
        shown = rows[:size][::-1]
        older = shown[-1].pk if shown else after + 1
        return Page(shown, older, shown[0].pk if len(rows) > size else None)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-pk")[: size + 1])
    shown = rows[:size]
    newer = None if before is None else (shown[0].pk if shown else before - 1)
    return Page(shown, shown[-1].pk if len(rows) > size else None, newer)


def not_gone(kinds: Collection[str], since: datetime) -> list[str]:
    """The dedupe keys of what was queued since a moment and did not, or perhaps not, arrive."""
    states = (Notice.State.FAILED, Notice.State.UNSURE)
    found = Notice.objects.filter(kind__in=kinds, state__in=states, created_at__gte=since)
    return list(found.order_by().values_list("dedupe", flat=True))


def counts(*, kept: bool = False) -> dict[str, int]:
    """How many notices are in each state; every state is there. `kept`: not yet forgotten ones."""
    found = Notice.objects.filter(forgotten_at=None) if kept else Notice.objects.all()
    rows = found.order_by().values_list("state").annotate(Count("pk"))
    return {state.value: 0 for state in Notice.State} | dict(rows)


def waiting_since() -> datetime | None:
    """Since when the oldest notice that should have gone has been due; None where none waits."""
    open_ones = Notice.objects.filter(state__in=(Notice.State.WAITING, Notice.State.SENDING))
    return open_ones.aggregate(first=Min("due_at"))["first"]
