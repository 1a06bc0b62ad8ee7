"""When a notice that did not go is tried again."""

from __future__ import annotations

from datetime import timedelta

MAX_ATTEMPTS = 14
_FIRST = timedelta(seconds=30)
_LONGEST = timedelta(hours=6)
_SOON = (2, 4, 8, 15)  # seconds


def pause(attempts: int) -> timedelta:
    """How long to wait after the n-th attempt: 30 s, doubled each time, at most six hours.

    All fourteen attempts take about 26 hours: an evening and a night without a mail server.

    >>> pause(1), pause(3)
    (datetime.timedelta(seconds=30), datetime.timedelta(seconds=120))
    """
    return min(_FIRST * 2 ** min(max(attempts, 1) - 1, 20), _LONGEST)


def soon(attempts: int) -> timedelta:
    """The same for what is only worth something now: 2, 4, 8 and from then on 15 seconds.

    >>> soon(1).seconds, soon(9).seconds
    (2, 15)
    """
    return timedelta(seconds=_SOON[min(max(attempts, 1), len(_SOON)) - 1])
