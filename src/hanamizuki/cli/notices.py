"""`hanamizuki notices deliver|remind|status`: by hand what the ward's worker does by itself."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
import time
from datetime import timedelta
from typing import Any

from hanamizuki.cli.common import add_data, start_django, use_data
from hanamizuki.cli.worker import require_settings

_DELIVER = """Sends every notice that is due, then looks again after the interval, until it is
stopped. Any number may run at once; each notice is sent by one of them. Once an hour, texts and
addresses older than HANAMIZUKI_NOTICE_DAYS are forgotten. Exit with --once: 0 when all that was
due went, 1 when mail cannot be sent."""
_REMIND = """Asks every room what people are to be reminded of and queues it. Run it once a day;
running it again queues nothing twice. Exit 1 where a reminder failed; the others still count."""
_HOUR = 3600.0


def add_parser(subparsers: Any) -> None:
    """Add `notices`."""
    parser = subparsers.add_parser("notices", help="the outbox: deliver, remind, status")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    delivering = actions.add_parser("deliver", help="send what is due", description=_DELIVER)
    delivering.add_argument("--once", action="store_true", help="send what is due now, then end")
    delivering.add_argument(
        "--interval", type=_seconds, default=5.0, metavar="S", help="look every S seconds (5)"
    )
    delivering.add_argument(
        "--lease",
        type=_seconds,
        default=120.0,
        metavar="S",
        help="how long a notice stays with a worker that died (120)",
    )
    add_data(delivering)
    delivering.set_defaults(func=deliver)
    reminding = actions.add_parser("remind", help="queue the day's reminders", description=_REMIND)
    reminding.add_argument("--json", action="store_true", help="print JSON for a program")
    add_data(reminding)
    reminding.set_defaults(func=remind)
    status = actions.add_parser("status", help="how many notices wait, went or failed")
    status.add_argument("--json", action="store_true", help="print JSON for a program")
    add_data(status)
    status.set_defaults(func=show_status)


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value <= 86_400:
        raise argparse.ArgumentTypeError("give seconds, more than 0 and at most a day")
    return value


def deliver(arguments: argparse.Namespace) -> int:
    """Work until stopped; a signal lets the notice in hand be finished first."""
    use_data(arguments)
    start_django()
    require_settings()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    lease = timedelta(seconds=arguments.lease)
    if arguments.once:
        return 1 if _round(lease, stop, forget=True) else 0
    forgot = -_HOUR
    while not stop.is_set():
        forget = time.monotonic() - forgot >= _HOUR
        forgot = time.monotonic() if forget else forgot
        _patient_round(lease, stop, forget)
        stop.wait(arguments.interval)
    return 0


def _patient_round(lease: timedelta, stop: threading.Event, forget: bool) -> None:
    """One round; a database that is away is waited for."""
    from django.db import DatabaseError, close_old_connections

    close_old_connections()
    try:
        _round(lease, stop, forget=forget)
    except DatabaseError as error:
        print(f"hanamizuki: the database: {type(error).__name__}", file=sys.stderr, flush=True)
        close_old_connections()


def _round(lease: timedelta, stop: threading.Event, *, forget: bool) -> str:
    """Deliver, now and then forget; what stands in the way of all mail, empty where nothing."""
    from hanamizuki.core import clock
    from hanamizuki.core.notices import delivery, push, retention

    outcome = delivery.deliver(lease, stop.is_set)
    outcome.add(push.deliver(stopped=stop.is_set))
    counts = {"sent": outcome.sent, "later": outcome.later, "failed": outcome.failed}
    told = [f"{count} {name}" for name, count in counts.items() if count]
    told += [f"{outcome.unsure} unsure"] if outcome.unsure else []
    told += [f"no mail can be sent: {outcome.outage}"] if outcome.outage else []
    if forget and (forgotten := retention.forget(clock.now())):
        told.append(f"{forgotten} forgotten")
    if told:
        print(f"{clock.now():%Y-%m-%d %H:%M:%S} notices: {', '.join(told)}", flush=True)
    return outcome.outage


def remind(arguments: argparse.Namespace) -> int:
    """Queue the day's reminders."""
    use_data(arguments)
    start_django()
    from hanamizuki.core import clock
    from hanamizuki.core.notices import services

    done = services.remind(clock.now())
    if arguments.json:
        print(json.dumps([vars(one) for one in done], ensure_ascii=False))
    else:
        for one in done:
            print(f"{one.name}: {one.error or f'{one.queued} new of {one.asked}'}")
    return 1 if any(one.error for one in done) else 0


def show_status(arguments: argparse.Namespace) -> int:
    """Print the count of each state and since when the oldest one waits."""
    use_data(arguments)
    start_django()
    from hanamizuki.core.clock import JST
    from hanamizuki.core.notices import queries

    counts, since = queries.counts(), queries.waiting_since()
    waiting = since.astimezone(JST).isoformat(timespec="seconds") if since else None
    if arguments.json:
        print(json.dumps({**counts, "waiting_since": waiting}))
    else:
        print(", ".join(f"{count} {state}" for state, count in counts.items()))
        if waiting:
            print(f"the oldest has been due since {waiting}")
    return 0
