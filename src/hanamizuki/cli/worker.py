"""`hanamizuki worker`: what the ward does by itself; `serve` and `up` run the same."""

from __future__ import annotations

import argparse
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hanamizuki.cli import demo
from hanamizuki.cli.common import add_data, require_prepared, start_django, use_data
from hanamizuki.cli.errors import Failure

_WORKER = """Sends notices as they come, and does once a day what is to be done each day: reminders,
values of indicators, forgetting, an anchor of the audit trail. `serve` and `up` do all this
themselves; this command is for wards of many processes, served with --no-worker. Any number may
run: for each database one works, the others wait for it to end."""


def add_parser(subparsers: Any) -> None:
    """Add `worker`."""
    parser = subparsers.add_parser(
        "worker", help="deliver notices and do the daily jobs, until stopped", description=_WORKER
    )
    add_data(parser)
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Work until stopped; a signal lets the notice in hand be finished first."""
    folder = use_data(arguments)
    start_django()
    require_prepared()
    demo.require_place(folder)
    require_settings()
    print("Working.  Stop  ^C (control and C)", flush=True)
    work(folder, _say_that_another_works)
    print("Stopped.", flush=True)
    return 0


def _say_that_another_works() -> None:
    print("Another worker has this database; waiting for it to end.", flush=True)


def require_settings() -> None:
    """Failure with one line where a setting of the notices cannot be."""
    from hanamizuki.core.notices.carrier import carrier
    from hanamizuki.core.notices.delivery import holds
    from hanamizuki.core.notices.retention import days

    try:
        carrier()
        days()
        holds()
    except ValueError as error:
        raise Failure(str(error)) from error


def work(folder: Path, waiting: Callable[[], None] = lambda: None) -> None:
    """Work until SIGTERM or SIGINT. Django is set up; no connection is open."""
    from hanamizuki.core.jobs.alone import lock
    from hanamizuki.core.jobs.worker import work as go_on

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    go_on(lock(folder), stop, waiting)
