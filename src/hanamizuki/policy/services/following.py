"""Noting when a line's progress turns, with the reason, so that the public can read why."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hanamizuki.policy.models import Policy, ProgressChange
from hanamizuki.policy.queries.progress import as_json, progress_of


@transaction.atomic
def follow(policy: Policy, moment: datetime) -> int:
    """Compare every line's progress with what was noted last; note what turned, and how many.

    Called after each change, and daily, since a line turns late by the mere passing of a day.
    Drafts are not followed.
    """
    if not policy.is_public(moment.date()):
        return 0
    last: dict[int, str] = {}
    for line_id, after in (
        ProgressChange.objects.filter(line__policy=policy)
        .order_by("at", "id")
        .values_list("line_id", "after")
    ):
        last[line_id] = after
    found = progress_of(policy, moment)
    turned = []
    for line in policy.lines.filter(ended_on=None):
        state = found[line.code].state
        before = last.get(line.pk, "")
        # The beginning, "nothing is measured", is not a turn.
        if state != before and (before or state != "unmeasured"):
            turned.append(
                ProgressChange(
                    line=line, at=moment, before=before, after=state, why=as_json(found[line.code])
                )
            )
    ProgressChange.objects.bulk_create(turned)
    return len(turned)
