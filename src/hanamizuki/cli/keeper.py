"""A process that starts another one and starts it again whenever it dies. Stdlib only.

It does nothing else, so that it can fork at any time: the main process cannot, once the server has
threads there. It ends with its parent, and the other one ends with it, even after kill -9.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable

LOOK = 0.25  # seconds between two looks at parent and child
PATIENCE = 3.0  # seconds for the child to finish what it has in hand
LONGEST_PAUSE = 60.0  # seconds before a child that keeps dying is started again
SETTLED = 60.0  # seconds after which a child counts as having worked


def end_with(parent: int) -> None:
    """From now on, end this process at once when its parent is gone."""
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK)
    os._exit(1)


class Keeper:
    """The process that keeps `work` running, as its parent sees it.

    `work` is called in a process of its own, with SIGTERM and SIGINT at their defaults, and goes
    on until it is told to stop; it is forked, so everything loaded is shared with the parent.
    """

    def __init__(self, work: Callable[[], None]) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        self.pid = os.fork()
        if not self.pid:
            _leave(lambda: _keep(parent, work))

    def stop(self) -> None:
        """End both, in order where they do so in time."""
        try:
            os.kill(self.pid, signal.SIGTERM)
        except ProcessLookupError:
            return
        if not _ended(self.pid, PATIENCE + 2):
            os.kill(self.pid, signal.SIGKILL)
            _ended(self.pid, PATIENCE)


def _leave(do: Callable[[], None]) -> None:
    """Do it, then leave the process without what was set up for its parent."""
    code = 1
    try:
        do()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _keep(parent: int, work: Callable[[], None]) -> None:
    # ^C in a terminal reaches the main process alone, which ends the others in order.
    os.setpgrp()
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda got, _: told.append(got))

    def over() -> bool:
        return bool(told) or os.getppid() != parent

    failures = 0
    while not over():
        begun = time.monotonic()
        child = _start(work)
        while not (ended := _reaped(child)) and not over():
            time.sleep(LOOK)
        if not ended:
            os.kill(child, signal.SIGTERM)
            if not _ended(child, PATIENCE):
                os.kill(child, signal.SIGKILL)
                _ended(child, PATIENCE)
            return
        failures = 1 if time.monotonic() - begun > SETTLED else failures + 1
        pause = min(2.0 ** (failures - 1), LONGEST_PAUSE)
        print(f"hanamizuki: the worker died; again in {pause:.0f} s", file=sys.stderr, flush=True)
        wait = time.monotonic() + pause
        while time.monotonic() < wait and not over():
            time.sleep(LOOK)


def _start(work: Callable[[], None]) -> int:
    keeper = os.getpid()
    child = os.fork()
    if not child:

        def do() -> None:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            end_with(keeper)
            work()

        _leave(do)
    return child


def _reaped(child: int) -> bool:
    try:
        return os.waitpid(child, os.WNOHANG)[0] == child
    except ChildProcessError:
        return True


def _ended(child: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not _reaped(child):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
