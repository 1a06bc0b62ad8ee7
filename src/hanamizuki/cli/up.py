"""`hanamizuki up`, which `./ward up` starts: prepare a ward, then serve it."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from typing import Any

from hanamizuki.cli import demo, serve
from hanamizuki.cli.common import is_loopback, lock_data, start_django, use_data
from hanamizuki.cli.progress import Steps

STEPS = 5  # of `prepare`


def _add_options(parser: argparse.ArgumentParser) -> None:
    serve.add_options(parser)
    parser.add_argument("--pack", metavar="NAME", help="the ward's pack (default: kohoku)")
    demo.add_options(parser)
    parser.add_argument("--steps-before", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--prepared", action="store_true", help=argparse.SUPPRESS)


def parser() -> argparse.ArgumentParser:
    """The options of `./ward up` by themselves."""
    made = argparse.ArgumentParser(
        prog="./ward up", description="Starts a ward on this machine; ^C stops it."
    )
    _add_options(made)
    return made


def add_parser(subparsers: Any) -> None:
    """Add `up`."""
    made = subparsers.add_parser(
        "up",
        help="prepare and serve (what ./ward up does)",
        description="Makes the ward in the data folder ready and serves it; ^C stops it.",
    )
    _add_options(made)
    made.set_defaults(func=run)


def check_arguments(arguments: argparse.Namespace) -> None:
    """Refuse at once what would fail after a long first start (Failure)."""
    serve.check_arguments(arguments)
    demo.check_arguments(arguments)
    serve.require_free_port(arguments.host, arguments.port)


def run(arguments: argparse.Namespace) -> int:
    """Prepare, then serve until told to stop."""
    check_arguments(arguments)
    folder = use_data(arguments)
    demo.apply(arguments)
    serve.apply_clock(arguments)
    if arguments.pack:
        os.environ["HANAMIZUKI_PACK"] = arguments.pack
    with lock_data(folder):
        from hanamizuki.cli.prepare import prepare

        before = arguments.steps_before
        if arguments.prepared:
            start_django()
        elif prepare(Steps(before + STEPS, before)):
            _begin_anew()
        demo.require_place(folder)
        words = serve.announcement(arguments.host, arguments.port, folder)
        words[3:3] = _invitation(arguments.host, arguments.port) + demo.begin(arguments.host)
        return serve.serve(arguments, folder, words)


def _begin_anew() -> None:
    """Replace this process by one that goes on after the preparation: loading a pack and making
    the index leave a hundred megabytes that no process gives back otherwise."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    sys.stdout.flush()
    os.execv(sys.executable, [*sys.orig_argv, "--prepared"])  # noqa: S606


def _invitation(host: str, port: int) -> list[str]:
    """Lines with the first administrator's link, until somebody has joined.

    A passkey needs a name, not a number, so on this machine the link says localhost.
    """
    from hanamizuki.cli import staff

    given = os.environ.get("HANAMIZUKI_URL", "").strip()
    shown = "localhost" if is_loopback(host) or host in {"0.0.0.0", "::"} else host  # noqa: S104
    link = staff.first_link(given or f"http://{f'[{shown}]' if ':' in shown else shown}:{port}")
    return [f"  Staff {link}", "        (the first administrator; works once)"] if link else []
