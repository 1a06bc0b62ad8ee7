"""What `./ward` does: makes the environment, then hands over to the program in it. Stdlib only."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from hanamizuki.cli import up
from hanamizuki.cli.errors import Failure, Stopped, stop_on_signals
from hanamizuki.cli.progress import Steps, forgive_odd_terminals
from hanamizuki.cli.venv import BASE, BROWSER, DEV, Venv

ROOT = Path(__file__).resolve().parents[3]

HELP = """\
./ward up     start a ward on this machine, http://127.0.0.1:8000/ (^C stops it)
              --port N         another port
              --data DIR       where everything that is entered is kept (default: data)
              --pack NAME      another municipality's pack (default: kohoku)
              --demo-day KIND  the demo: ordinary (default), spring (its most crowded day), off
              --demo-speed N   the demo's clock goes N times as fast, up to 60
              --no-demo        a clean ward, without the demo
              --clock MOMENT   rehearsal: start the ward's clock there, 2026-03-30T10:00
              --host ADDRESS   listen on another address than 127.0.0.1
./ward test   run the tests (under 5 minutes); words after it go to pytest
              --all            also the long ones and those with browser, PostgreSQL, Redis
./ward help   this text
./ward WORD   any other command of the ward: backup, restore, doctor, policy, pack, …
              (./ward --help lists them)"""


def main(argv: Sequence[str]) -> int:
    """Run one `./ward` command; the exit code. Replaces this process where the ward takes over."""
    stop_on_signals()
    forgive_odd_terminals()
    command, rest = (argv[0], list(argv[1:])) if argv else ("help", [])
    try:
        if command == "help":
            print(HELP)
            return 0
        if command == "up":
            return _up(rest)
        if command == "test":
            return _test(rest)
        return _other(list(argv))
    except Failure as failure:
        print(f"ward: {failure}", file=sys.stderr)
        return 2
    except Stopped as stopped:
        print("\nStopped.", flush=True)
        return 0 if command == "up" else int(str(stopped.code))


def _up(rest: list[str]) -> int:
    arguments = up.parser().parse_args(rest)
    up.check_arguments(arguments)
    venv = Venv(ROOT)
    shown = _ensure(venv, [BASE], up.STEPS)
    return _become_ward(venv, ["up", *rest, "--steps-before", str(shown)])


def _test(rest: list[str]) -> int:
    everything = "--all" in rest
    locks = [BASE, DEV, BROWSER] if everything else [BASE, DEV]
    venv = Venv(ROOT)
    _ensure(venv, locks, 0)
    chosen = any(word.startswith(("-n", "--numprocesses")) for word in rest)
    # By file: the tests of a file share what they start, some a whole morning in its order. In the
    # order of collection: the long files of tests/ first, so that the short ones fill up the end.
    workers = [] if chosen else ["-n", "2"]
    os.chdir(ROOT)
    shared = ["--dist", "loadfile", "--no-loadscope-reorder"]
    return _become(venv, ["-m", "pytest", *workers, *shared, *rest])


def _other(argv: list[str]) -> int:
    venv = Venv(ROOT)
    _ensure(venv, [BASE], 0)
    return _become_ward(venv, argv)


def _ensure(venv: Venv, locks: Sequence[str], steps_after: int) -> int:
    count = venv.steps_for(locks)
    venv.ensure(locks, Steps(count + steps_after))
    return count


def _become_ward(venv: Venv, words: list[str]) -> int:
    """Go on as the ward's program. Signals wait until it is ready to take them."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    # -P: a folder named hanamizuki where the person happens to be must not be imported.
    return _become(venv, ["-P", "-m", "hanamizuki.cli", *words])


def _become(venv: Venv, arguments: list[str]) -> int:
    """Replace this process, so that signals go straight to the ward and nothing is left over."""
    sys.stdout.flush()
    os.execv(venv.python, [str(venv.python), *arguments])  # noqa: S606
