"""The demo day of `up` and `serve`: may it run here, from which moment, and what is said of it."""

from __future__ import annotations

import argparse
import os
from datetime import datetime
from pathlib import Path
from typing import cast

from hanamizuki.cli.common import is_loopback
from hanamizuki.cli.errors import Failure

KINDS = ("ordinary", "spring", "off")
FASTEST = 60


def add_options(parser: argparse.ArgumentParser) -> None:
    """`--demo-day`, `--demo-speed` and `--no-demo`."""
    parser.add_argument(
        "--demo-day",
        choices=KINDS,
        default="ordinary",
        help="what people do in the demo: an ordinary day at the counters, the most crowded day of"
        " spring, or nothing (default: ordinary)",
    )
    parser.add_argument(
        "--demo-speed",
        type=int,
        default=1,
        metavar="N",
        help=f"the demo's clock goes N times as fast, up to {FASTEST} (default: 1)",
    )
    parser.add_argument("--no-demo", action="store_true", help="a clean ward, without the demo day")


def check_arguments(arguments: argparse.Namespace) -> None:
    """Refuse what cannot be, with one line (Failure)."""
    if not 1 <= arguments.demo_speed <= FASTEST:
        raise Failure(f"--demo-speed {arguments.demo_speed}: choose from 1 to {FASTEST}")
    if arguments.no_demo and arguments.demo_speed > 1:
        raise Failure("--demo-speed is the demo's; leave it out, or leave out --no-demo")
    if not is_loopback(arguments.host) and arguments.demo_speed > 1:
        raise Failure("--demo-speed is for this machine; leave out --host or --demo-speed")


def apply(arguments: argparse.Namespace) -> None:
    """Hand the options on to the settings, and to the processes started later."""
    day = "off" if arguments.no_demo or arguments.no_worker else arguments.demo_day
    os.environ["HANAMIZUKI_DEMO"] = "0" if arguments.no_demo else "1"
    os.environ["HANAMIZUKI_DEMO_DAY"] = day
    if arguments.demo_speed > 1:
        os.environ["HANAMIZUKI_CLOCK_RATE"] = str(arguments.demo_speed)


def require_place(folder: Path) -> None:
    """Failure where a ward that is no demo would start on a demo's database. Django is set up."""
    from django.conf import settings
    from django.db import connections

    from hanamizuki.desk.demo.services import standing

    if settings.DEMO:
        return
    found = standing()
    connections.close_all()
    if found == "demo":
        raise Failure(
            f"{folder} holds a demo: made-up numbers, which may not mix with real ones;"
            " for a clean ward choose a new folder with --data DIR"
            " (with PostgreSQL another database too), or go on with the demo: ./ward up"
        )


def begin(host: str) -> list[str]:
    """Mark the database and set the clock; lines to show. Leaves no connection open.

    Where somebody has entered something nothing is touched, and the ward serves without it.
    """
    from django.conf import settings
    from django.db import connections

    if settings.DEMO_DAY == "off":
        return []
    try:
        return _begin(settings.DEMO_DAY, host)
    finally:
        connections.close_all()


def _begin(kind: str, host: str) -> list[str]:
    from django.conf import settings

    from hanamizuki.core.clock import JST, now, real_now
    from hanamizuki.core.clock import moment as clock
    from hanamizuki.desk.demo import start
    from hanamizuki.desk.demo.services import NoDemo, mark

    if kind not in KINDS:
        raise Failure(f"HANAMIZUKI_DEMO_DAY is {kind!r}; write one of {', '.join(KINDS)}")
    try:
        mark()
    except NoDemo:
        _without()
        return [
            "  Demo  no demo day: people have entered something in this data folder, and made-up",
            "        numbers may not mix with it. For a demo choose a new folder with --data DIR;",
            "        without the banner: --no-demo",
        ]
    speed = int(settings.CLOCK_RATE)
    if settings.CLOCK:
        # From here: preparing the ward took time.
        given = datetime.fromisoformat(settings.CLOCK)
        clock.set_clock(given if given.tzinfo else given.replace(tzinfo=JST), speed)
    elif is_loopback(host):
        try:
            begun = start.moment(cast("start.Kind", kind), real_now(), speed)
        except LookupError as error:
            _without()
            return [f"  Demo  no demo day: {error}"]
        if begun is not None:
            clock.set_clock(begun, speed)
    told = f"{now():%Y-%m-%d %H:%M} on the ward's clock" if settings.CLOCK else "by the real time"
    faster = f", {speed} times as fast" if speed > 1 else ""
    day = "the most crowded day of spring" if kind == "spring" else "a day at the counters"
    return [f"  Demo  {day}, {told}{faster}"]


def _without() -> None:
    """Serve without a demo day, in this process and those it starts."""
    from django.conf import settings

    settings.DEMO_DAY = os.environ["HANAMIZUKI_DEMO_DAY"] = "off"
