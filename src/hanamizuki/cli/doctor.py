"""`hanamizuki doctor`: looks at a set-up and says what is wrong and what to do about it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hanamizuki.cli.checks import Finding, fail, machine
from hanamizuki.cli.common import add_data, start_django, use_data

SIGNS = {"ok": "ok  ", "warn": "WARN", "fail": "FAIL"}
LOCK = Path(__file__).resolve().parents[3] / "requirements.lock"


def add_parser(subparsers: Any) -> None:
    """Add `doctor`."""
    parser = subparsers.add_parser(
        "doctor",
        help="say what is wrong with a set-up, and what to do",
        description="Checks machine, database, pack and settings. Exit code 1 where the ward"
        " cannot run or not safely.",
    )
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.add_argument("--host", default="127.0.0.1", help="the address it is to be served on")
    parser.add_argument("--workers", type=int, default=1, help="server processes it is to have")
    add_data(parser)
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Print every finding; 1 where one is a failure."""
    findings = []
    for finding in _findings(arguments):
        findings.append(finding)
        if not arguments.json:
            print(f"{SIGNS[finding.level]}  {finding.name}: {finding.text}")
            if finding.todo:
                print(f"      → {finding.todo}", flush=True)
    if arguments.json:
        json.dump([asdict(finding) for finding in findings], sys.stdout, ensure_ascii=False)
        print()
    return int(any(finding.level == "fail" for finding in findings))


def _findings(arguments: argparse.Namespace) -> Iterator[Finding]:
    folder = use_data(arguments)
    yield machine.python()
    yield machine.packages(LOCK)
    data = machine.data_folder(folder)
    yield data
    yield machine.sqlite_library()
    yield machine.clock()
    if data.level != "fail":
        yield from _ward(arguments)


def _ward(arguments: argparse.Namespace) -> Iterator[Finding]:
    try:
        start_django()
    except Exception as error:  # whatever the settings raise is what the person must know
        line = " ".join(str(error).split())
        yield fail("settings", line, "correct the environment variable or file that it names")
        return
    from django.db import connection

    from hanamizuki.cli.checks import ward, work

    yield machine.paper()
    yield machine.postal_codes()
    yield from ward.database()
    yield ward.redis()
    yield ward.pack()
    yield ward.secret_key()
    yield ward.hosts(arguments.host)
    yield ward.static_files()
    yield ward.workers(arguments.workers, connection.vendor)
    yield from work.findings(arguments.host)
    yield ward.rehearsal()
