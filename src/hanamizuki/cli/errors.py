"""How a command ends early: a failure that is one line, or a signal. Stdlib only."""

from __future__ import annotations

import signal
from types import FrameType


class Failure(Exception):
    """A command cannot go on; the text is one line for the person who started it."""


class Stopped(SystemExit):
    """A signal arrived. What is meant to last (`up`, `serve`) ends with 0, the rest unfinished."""

    def __init__(self, signum: int) -> None:
        super().__init__(128 + signum)


def stop_on_signals() -> None:
    """Let SIGINT and SIGTERM end whatever runs by raising Stopped.

    Set also where a background shell has SIGINT ignored, so that `kill -INT` stops a ward there;
    and unblocked, for `./ward` holds them back while it hands over to the ward.
    """

    def stop(signum: int, frame: FrameType | None) -> None:
        raise Stopped(signum)

    signals = {signal.SIGINT, signal.SIGTERM}
    for number in signals:
        signal.signal(number, stop)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
