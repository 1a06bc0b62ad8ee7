"""`hanamizuki desk audit`: prove that the desk's record is what its events made of it."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import Any

from hanamizuki.cli.common import add_data, start_django, use_data

_AUDIT = """Makes every ticket anew from its events and compares it with what is stored; looks
whether a number is missing or there twice, and whether an event is missing. Changes nothing, and
may run while the desk works: what it reads is of one moment. Exit code 1 where anything differs."""


def add_parser(subparsers: Any) -> None:
    """Add `desk`."""
    parser = subparsers.add_parser("desk", help="the desk's record: audit")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    auditing = actions.add_parser(
        "audit", help="prove the record of the days sound", description=_AUDIT
    )
    auditing.add_argument(
        "--day",
        type=_day,
        metavar="DATE",
        action="append",
        default=[],
        help="this day only (2026-04-08); may be given several times",
    )
    auditing.add_argument("--json", action="store_true", help="print JSON for a program")
    add_data(auditing)
    auditing.set_defaults(func=audit)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no date; write it as 2026-04-08") from None


def audit(arguments: argparse.Namespace) -> int:
    """Exit 0 where all is as the events say, 1 where it is not."""
    use_data(arguments)
    start_django()
    from hanamizuki.desk.queries.record import report

    made = report(arguments.day or None)
    if arguments.json:
        days = [
            {"day": one.day.isoformat(), "tickets": one.tickets, "events": one.events}
            for one in made.days
        ]
        faults = [{"where": one.where, "what": one.what} for one in made.faults]
        print(json.dumps({"ok": not faults, "days": days, "faults": faults}, ensure_ascii=False))
        return 1 if faults else 0
    print(f"{'day':<12}{'tickets':>9}{'events':>9}")
    for one in made.days:
        print(f"{one.day.isoformat():<12}{one.tickets:>9,}{one.events:>9,}")
    for fault in made.faults:
        print(f"DIFFERS  {fault.where}: {fault.what}")
    tickets = sum(one.tickets for one in made.days)
    if made.faults:
        print(f"NOT SOUND: differences {len(made.faults)}, tickets {tickets:,}")
        return 1
    many = f"tickets {tickets:,}, days {len(made.days):,}"
    print(f"sound: {many}; no number is missing or there twice")
    return 0
