"""The command line: `hanamizuki COMMAND`; one module per subject, imported when it is needed."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from hanamizuki.cli.errors import Failure, Stopped, stop_on_signals
from hanamizuki.cli.progress import forgive_odd_terminals

# Command → the module whose `add_parser(subparsers)` adds it.
COMMANDS = {
    "up": "up",
    "serve": "serve",
    "prepare": "prepare",
    "doctor": "doctor",
    "backup": "backup",
    "restore": "backup",
    "pack": "packs",
    "policy": "policy",
    "search": "search",
    "snapshot": "snapshot",
    "staff": "staff",
    "audit": "audit",
    "desk": "desk",
    "notices": "notices",
    "worker": "worker",
    "version": "version",
}

LASTING = {"up", "serve", "worker"}  # these end well by being stopped


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code: 0 fine, 1 the answer is no, 2 it could not be done."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        stop_on_signals()
        forgive_odd_terminals()
        arguments = build_parser(words).parse_args(words)
        return int(arguments.func(arguments))
    except Stopped as stopped:
        print("Stopped.", flush=True)
        return 0 if words[0] in LASTING else int(str(stopped.code))
    except Exception as error:
        if os.environ.get("HANAMIZUKI_DEBUG") == "1":
            raise
        return _report(error)


def build_parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """The parser with the command that `words` begin with, or with all where they name none."""
    parser = argparse.ArgumentParser(
        prog="hanamizuki",
        description="A ward office's yearly operating policy, running.",
        epilog="`hanamizuki COMMAND --help` explains one command.",
    )
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    named = COMMANDS.get(words[0]) if words else None
    for module in [named] if named else dict.fromkeys(COMMANDS.values()):
        importlib.import_module(f"hanamizuki.cli.{module}").add_parser(subparsers)
    return parser


def _report(error: Exception) -> int:
    if isinstance(error, BrokenPipeError):
        # The reader of our output has left (`| head`); leave without a second complaint.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    if isinstance(error, Failure):
        print(f"hanamizuki: {error}", file=sys.stderr)
        return 2
    line = " ".join(str(error).split()) or type(error).__name__
    hint = "HANAMIZUKI_DEBUG=1 shows where"
    print(f"hanamizuki: {type(error).__name__}: {line} ({hint})", file=sys.stderr)
    return 2
