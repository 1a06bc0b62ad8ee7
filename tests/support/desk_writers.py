"""Writers of the desk that are killed at random moments, and what stands afterwards.

Run as a program in a ward's environment: `python -m tests.support.desk_writers ROUNDS SEED`. In
each round a process of four takers and two clerks works as a server process does (threads, group
commit) and is killed with SIGKILL after 50 to 350 ms. Each acknowledged number and call was told
to the parent through a pipe after its commit. At the end the parent looks for every one of them
and lets the record prove itself; it prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
import time
from typing import Any


def _work(out: int) -> None:
    """Take numbers and call until killed; tell each that is committed."""
    from django.db import connections

    from hanamizuki.core.people.models import Account
    from hanamizuki.desk.models import Counter
    from hanamizuki.desk.services import counters
    from hanamizuki.desk.services.issuing import Wish, issue

    clerk = Account.objects.get(email="kill@example.lg.jp")

    def take() -> None:
        while True:
            ticket = issue(Wish("kill-test", "kiosk", present=True)).ticket
            os.write(out, f"taken {ticket.day} {ticket.number}\n".encode())

    def call(code: str) -> None:
        window = Counter.objects.get(code=code)
        while True:
            # What an earlier process left at this window is finished first.
            here = counters._at(window)
            if here is not None:
                counters.finish(clerk, here)
                os.write(out, f"finished {here.day} {here.number}\n".encode())
            called = counters.call_next(clerk, window)
            if called is not None:
                os.write(out, f"called {called.day} {called.number}\n".encode())

    connections.close_all()
    jobs: list[Any] = [take, take, take, take, lambda: call("kill-1"), lambda: call("kill-2")]
    for job in jobs:
        threading.Thread(target=job).start()


def _round(patience: float) -> list[str]:
    """One process, killed after so many seconds; the lines it told."""
    back, out = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(back)
        _work(out)
        time.sleep(60)
        os._exit(0)
    os.close(out)
    time.sleep(patience)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    told = b""
    while piece := os.read(back, 65_536):
        told += piece
    os.close(back)
    # A line that was cut off by the kill was not told.
    return told.decode().split("\n")[:-1]


def _main(rounds: int, seed: int) -> None:
    import django

    django.setup()
    from django.db import connections

    from hanamizuki.core.clock import now
    from hanamizuki.core.people.roles import Role
    from hanamizuki.desk.models import Counter, Event, Service, Ticket
    from hanamizuki.desk.services.day import audit
    from tests.support.staff import grant, make_account

    make_account("kill@example.lg.jp", grant(Role.COUNTER, section="koseki"))
    Service.objects.create(code="kill-test", letter="Z", name={"ja": "試験"})
    for code in ("kill-1", "kill-2"):
        Counter.objects.create(
            code=code, label=code, services=["kill-test"], state=Counter.OPEN, since=now()
        )
    connections.close_all()  # no child may use the parent's
    chance = random.Random(seed)
    told: list[str] = []
    for _ in range(rounds):
        told += _round(chance.uniform(0.05, 0.35))
    events = Event.objects.filter(service="kill-test")
    kinds = {"taken": "issued", "called": "called", "finished": "finished"}
    stored: dict[str, set[str]] = {}
    for word, kind in kinds.items():
        rows = events.filter(kind=kind).values_list("ticket__day", "ticket__number")
        stored[word] = {f"{word} {day} {number}" for day, number in rows}
    numbers = sorted(
        Ticket.objects.filter(service__code="kill-test").values_list("number", flat=True)
    )
    known = set().union(*stored.values())
    print(
        json.dumps(
            {
                "told": len(told),
                "taken": sum(line.startswith("taken") for line in told),
                "called": sum(line.startswith("called") for line in told),
                "told_twice": len(told) - len(set(told)),
                "lost": sorted(set(told) - known)[:5],
                "without_gap": numbers == list(range(1, len(numbers) + 1)),
                "stored": len(numbers),
                "faults": [f"{one.where}: {one.what}" for one in audit()][:5],
            }
        )
    )


if __name__ == "__main__":
    _main(int(sys.argv[1]), int(sys.argv[2]))
