"""Reading the trail: filtered and paged for the reader's page, and the history of one thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from hanamizuki.core.audit.logic.chain import timestamp
from hanamizuki.core.audit.logic.differences import Difference, differences
from hanamizuki.core.audit.models import Entry
from hanamizuki.core.audit.services import READ
from hanamizuki.core.clock import JST

MAX_SIZE = 500


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What to look for; what is empty is not asked for. Dates are days in Japan, both included.

    `subject` and `action` that end in ":", "/" or "." stand for all that begin so.
    """

    subject: str = ""
    actor: str = ""
    action: str = ""
    section: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Page:
    """Entries, newest first; `older` and `newer` are the numbers for the next `page()` or None."""

    entries: list[Entry]
    older: int | None
    newer: int | None


@dataclass(frozen=True)
class Change:
    """One entry of a history with its differences, field by field."""

    entry: Entry
    differences: list[Difference]


def page(
    wanted: Filter = Filter(),
    *,
    before: int | None = None,
    after: int | None = None,
    size: int = 50,
) -> Page:
    """One page: the newest, those older than `before`, or those newer than `after`.

    Paging goes by the entries' numbers, so that it neither slows down nor skips while the ward
    records on.
    """
    size = max(1, min(size, MAX_SIZE))
    found = select(wanted)
    if after is not None:
        rows = list(found.filter(seq__gt=after).order_by("seq")[: size + 1])
        more = len(rows) > size
        shown = rows[:size][::-1]
        older = shown[-1].seq if shown else after + 1
        return Page(shown, older, shown[0].seq if more else None)
    if before is not None:
        found = found.filter(seq__lt=before)
    rows = list(found.order_by("-seq")[: size + 1])
    shown = rows[:size]
    newer = None if before is None else (shown[0].seq if shown else before - 1)
    return Page(shown, shown[-1].seq if len(rows) > size else None, newer)


def select(wanted: Filter) -> QuerySet[Entry]:
    """The entries that a filter finds, in order of their numbers."""
    found = Entry.objects.all()
    for name in ("subject", "action"):
        value = getattr(wanted, name)
        if value:
            lookup = f"{name}__startswith" if value[-1] in ":/." else name
            found = found.filter(**{lookup: value})
    for name in ("actor", "section"):
        if value := getattr(wanted, name):
            found = found.filter(**{name: value})
    if wanted.since:
        found = found.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    return found


def _midnight(day: date) -> str:
    return timestamp(datetime.combine(day, time(), JST))


def actions() -> list[str]:
    """Every action there is, in order: the choices of a filter."""
    return list(Entry.objects.order_by("action").values_list("action", flat=True).distinct())


def history(subject: str, *, limit: int = 200, reads: bool = False) -> list[Change]:
    """What became of one subject, newest first, with differences; looks at it only on demand."""
    found = Entry.objects.filter(subject=subject)
    if not reads:
        found = found.exclude(action=READ)
    return [Change(entry, differences(entry.change)) for entry in found.order_by("-seq")[:limit]]
