"""`hanamizuki version`."""

from __future__ import annotations

import argparse
import platform
from typing import Any

from hanamizuki import __version__


def add_parser(subparsers: Any) -> None:
    """Add `version`."""
    parser = subparsers.add_parser("version", help="this program's version and Python's")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the versions."""
    print(f"hanamizuki {__version__}, Python {platform.python_version()}")
    return 0
