"""When a job is to run."""

from __future__ import annotations

from datetime import date, datetime, time

LONGEST_PAUSE = 600.0  # seconds between two tries of a job that fails
FIRST_PAUSE = 15.0


def is_due(done: date | None, moment: datetime, after: time) -> bool:
    """Whether a daily job that was last done on `done` is to run at `moment` (civil time).

    A later day than today's is not today either: a rehearsal may have been there.

    >>> is_due(date(2026, 4, 1), datetime(2026, 4, 2, 6, 59), time(7))
    False
    """
    return done != moment.date() and moment.time() >= after


def pause(every: float, failures: int) -> float:
    """Seconds until the next try after so many failures in a row: 15, 30 … at most ten minutes.

    Never less than the job's own interval.

    >>> pause(3, 1), pause(3, 3), pause(3600, 1)
    (15.0, 60.0, 3600)
    """
    return max(every, min(FIRST_PAUSE * 2.0 ** min(failures - 1, 20), LONGEST_PAUSE))
