"""How the jobs are doing: for doctor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from hanamizuki.core.clock import JST
from hanamizuki.core.jobs.models import Run
from hanamizuki.core.jobs.registry import JobRegistry, registry

GRACE = timedelta(hours=2)


@dataclass(frozen=True)
class Health:
    """`last` is when any job last ran (None: never); `late` names daily jobs whose run is missing,
    `failed` says why the last run of a job failed."""

    last: datetime | None
    late: list[str]
    failed: dict[str, str]


def health(moment: datetime, jobs: JobRegistry = registry) -> Health:
    """What is wrong with the worker at a moment, as far as the table shows.

    A daily job is late when two hours of its day have gone by without it.
    """
    rows = {row.name: row for row in Run.objects.all()}
    since = (moment - GRACE).astimezone(JST)
    late = []
    for job in jobs:
        if job.every != "day":
            continue
        row = rows.get(job.name)
        # The latest day whose run is overdue by now.
        expected = since.date() if since.time() >= job.after else since.date() - timedelta(days=1)
        if row is None or row.day is None or row.day < expected:
            late.append(job.name)
    named = {job.name for job in jobs}
    failed = {name: row.error for name, row in rows.items() if row.error and name in named}
    return Health(max((row.at for row in rows.values()), default=None), late, failed)
