"""Checks of what the ward does by itself: mail, notices, daily jobs, the audit trail."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta

from hanamizuki.cli.checks import Finding, fail, ok, warn
from hanamizuki.cli.common import is_loopback

OVERDUE = timedelta(minutes=15)  # a worker sends within seconds, and writes down every five minutes
RUN = "leave serve its worker (no --no-worker), or run hanamizuki worker"
PAGE = "open /staff/notices/ as an administrator: each one says why, and has a button to send it"


def findings(host: str) -> Iterator[Finding]:
    """All of them; none where the tables are missing, which another check tells."""
    from django.db import DatabaseError

    yield mail(host)
    for check in (notices, worker, audit_trail, slips):
        try:
            yield from check()
        except DatabaseError:
            return


def mail(host: str) -> Finding:
    """Mail goes somewhere, with a sender of the ward's own, where others than this machine come."""
    from django.conf import settings

    from hanamizuki.core.notices.carrier import carrier
    from hanamizuki.core.notices.delivery import holds
    from hanamizuki.core.notices.retention import days

    try:
        chosen = carrier()
        unsure = "held" if holds() else "sent again"
        days()
    except ValueError as error:
        return fail("mail", str(error), "correct the variable")
    sender = os.environ.get("HANAMIZUKI_EMAIL_FROM", "")
    if chosen.folder is None and not sender:
        todo = "set HANAMIZUKI_EMAIL_FROM to an address of the ward"
        return warn("mail", f"sent from {settings.DEFAULT_FROM_EMAIL}", todo)
    served = not is_loopback(host) or settings.BEHIND_TLS
    if chosen.folder is not None and served and not os.environ.get("HANAMIZUKI_EMAIL_URL"):
        todo = "set HANAMIZUKI_EMAIL_URL (smtp://… or files:///…) and HANAMIZUKI_EMAIL_FROM"
        return warn("mail", f"written to files in {chosen.folder}, sent to nobody", todo)
    if chosen.folder is not None:
        return ok("mail", f"written to files in {chosen.folder}")
    return ok("mail", f"{chosen.server['host']}, from {sender}; what may have gone is {unsure}")


def notices() -> Iterator[Finding]:
    """None was given up or is held, none waits for long."""
    from hanamizuki.core import clock
    from hanamizuki.core.clock import JST
    from hanamizuki.core.notices import queries

    # What is forgotten cannot be sent again, so nobody is asked to.
    counts, since = queries.counts(kept=True), queries.waiting_since()
    shown = [f"{counts['failed']} could not be sent"] if counts["failed"] else []
    shown += [f"{counts['unsure']} held: nobody knows if they went"] if counts["unsure"] else []
    if shown:
        yield warn("notices", "; ".join(shown), PAGE)
    if since and clock.now() - since > OVERDUE:
        text = f"the oldest has waited since {since.astimezone(JST):%Y-%m-%d %H:%M}"
        yield warn("notices waiting", text, RUN)
    if not shown:
        waiting = counts["waiting"] + counts["sending"]
        yield ok("notices", f"{counts['sent']} sent, {waiting} waiting")


def worker() -> Iterator[Finding]:
    """The daily jobs were done, and the last run of each job went well."""
    from hanamizuki.core import clock
    from hanamizuki.core.clock import JST
    from hanamizuki.core.jobs import queries

    moment = clock.now()
    health = queries.health(moment)
    for name, error in health.failed.items():
        todo = "mend what it says; the worker tries again by itself"
        yield warn(f"job {name}", error, todo)
    if health.last is None:
        yield ok("worker", "has not run yet; serve and up run it")
        return
    last = f"last at work {health.last.astimezone(JST):%Y-%m-%d %H:%M}"
    if health.late:
        yield warn("worker", f"{last}; not done today: {', '.join(health.late)}", RUN)
    elif moment - health.last > OVERDUE:
        yield warn("worker", f"{last}, not since", RUN)
    else:
        yield ok("worker", last)


def audit_trail() -> Iterator[Finding]:
    """The trail is whole since the last anchor of the data folder."""
    from hanamizuki.core.audit import anchors
    from hanamizuki.core.audit.verify import PROBLEMS, verify_since

    try:
        last = anchors.last()
    except ValueError as error:
        todo = f"compare {anchors.file()} with the copies that you keep elsewhere"
        yield fail("audit trail", f"the anchors cannot be read: {error}", todo)
        return
    report = verify_since(last.anchor if last else None)
    since = f"since the anchor of {last.at:%Y-%m-%d}" if last else "no anchor yet"
    if report.ok:
        yield ok("audit trail", f"whole up to entry {report.head.seq:,}, {since}")
        return
    todo = "touch nothing, keep a copy of the database, run hanamizuki audit verify (docs/audit.md)"
    text = f"NOT WHOLE at entry {report.first_bad}: {PROBLEMS[report.problem]}; {since}"
    yield fail("audit trail", text, todo)


def slips() -> Iterator[Finding]:
    """The printer of slips, as it was when it last printed."""
    from hanamizuki.core.text import localise
    from hanamizuki.desk.printing.printer import place_of
    from hanamizuki.desk.printing.status import status

    found = status()
    if not found.address:
        yield ok("slips", "no printer; the kiosk shows a preview (HANAMIZUKI_SLIP_PRINTER)")
        return
    try:
        if not found.address.startswith("/"):
            place_of(found.address)
    except ValueError as error:
        yield fail("slips", str(error), "correct HANAMIZUKI_SLIP_PRINTER")
        return
    if found.trouble:
        words = localise(found.words, "en")
        text = f"{found.address}: {words.lower()} since {found.since:%Y-%m-%d %H:%M}"
        yield warn("slips", text, "look at the printer; numbers stay valid without a slip")
    else:
        seen = f"last slip {found.seen:%Y-%m-%d %H:%M}" if found.seen else "nothing printed yet"
        yield ok("slips", f"{found.address}, {seen}")
