"""Forgetting what was sent: texts and addresses go after a term, the record stays."""

from __future__ import annotations

import os
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import QuerySet

from hanamizuki.core.notices.carrier import carrier
from hanamizuki.core.notices.models import Notice

DAYS = 30
BATCH = 500
_OPEN = (Notice.State.WAITING, Notice.State.SENDING)


def days() -> int:
    """`HANAMIZUKI_NOTICE_DAYS`, 30 by default. Raises ValueError for anything but days ≥ 1."""
    given = os.environ.get("HANAMIZUKI_NOTICE_DAYS", str(DAYS))
    if not given.isdecimal() or int(given) < 1:
        raise ValueError(f"HANAMIZUKI_NOTICE_DAYS is {given!r}; write a number of days from 1")
    return int(given)


def forget(moment: datetime) -> int:
    """Empty notices that were due longer ago than the term, and remove their files; how many.

    What still waits is kept. Files go first: killed in between, the next run finds the rest.
    """
    old = Notice.objects.filter(due_at__lt=moment - timedelta(days=days()))
    return _empty(old.exclude(state__in=_OPEN), moment)


def forget_kinds(kinds: Collection[str], before: datetime, moment: datetime) -> int:
    """Empty at once what was queued of some kinds before a moment; how many.

    What still waits is taken back: it would tell of a day that is over. One that a worker is
    sending this very moment is left for the next time.
    """
    old = Notice.objects.filter(kind__in=kinds, created_at__lt=before, forgotten_at=None)
    old.filter(state=Notice.State.WAITING).update(state=Notice.State.CANCELLED)
    old.filter(state=Notice.State.SENDING, lease_until__lt=moment).update(
        state=Notice.State.UNSURE, claim=None, lease_until=None
    )
    return _empty(old.exclude(state=Notice.State.SENDING), moment)


def _empty(some: QuerySet[Notice], moment: datetime) -> int:
    old = some.filter(forgotten_at=None)
    folder = carrier().folder
    forgotten = 0
    while batch := list(old.order_by("id").values_list("pk", "message")[:BATCH]):
        if folder:
            for _, message in batch:
                (folder / f"{message}.eml").unlink(missing_ok=True)
        forgotten += Notice.objects.filter(pk__in=[pk for pk, _ in batch]).update(
            email="", push=None, link="", subject="", body="", why="", forgotten_at=moment
        )
    return forgotten
