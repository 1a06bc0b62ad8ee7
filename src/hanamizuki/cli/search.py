"""`hanamizuki search rebuild`: the search index made anew from everything public."""

from __future__ import annotations

import argparse
from typing import Any

from hanamizuki.cli.common import add_data, start_django, use_data
from hanamizuki.cli.progress import Steps


def add_parser(subparsers: Any) -> None:
    """Add `search`."""
    parser = subparsers.add_parser("search", help="the search index: rebuild")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    rebuild = actions.add_parser(
        "rebuild", help="make the index anew; the ward may go on being served meanwhile"
    )
    add_data(rebuild)
    rebuild.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Rebuild the index."""
    use_data(arguments)
    start_django()
    from hanamizuki.core.search import services

    with Steps(1).step("Search index") as step:
        step.note = f"{services.rebuild():,} entries"
    return 0
