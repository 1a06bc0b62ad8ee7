"""`hanamizuki snapshot`: keep today's value of every indicator (a daily job)."""

from __future__ import annotations

import argparse
import json
from typing import Any

from hanamizuki.cli.common import add_data, start_django, use_data


def add_parser(subparsers: Any) -> None:
    """Add `snapshot`."""
    parser = subparsers.add_parser(
        "snapshot",
        help="keep the present value of every indicator",
        description="Keeps the present value of every indicator, so that the policy page can show"
        " a series. Run it once a day; running it again that day changes nothing else.",
    )
    parser.add_argument("--json", action="store_true", help="print the count as JSON")
    add_data(parser)
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Take the snapshot."""
    use_data(arguments)
    start_django()
    from hanamizuki.core import clock
    from hanamizuki.core.evidence import services

    moment = clock.now()
    count = services.snapshot(moment)
    if arguments.json:
        print(json.dumps({"values": count, "at": moment.isoformat()}))
    else:
        print(f"{count} values kept, {moment:%Y-%m-%d %H:%M}")
    return 0
