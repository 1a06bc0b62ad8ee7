"""The clerks of `desk_load.py`: windows that are opened, and 「次へ」 pressed as a browser does it.

Runs in the ward's environment. Accounts, sessions and the first people of the lines are made by the
services; from then on every press is a form sent to the server with a session of its own, after a
look at the console. Lines of JSON: first the plan in and what was made out, then anything in to
begin, and the presses out when they are over.
"""

from __future__ import annotations

import http.client
import json
import re
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import django

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
HERE = re.compile(r'<p class="no num">([^<]+)</p>')
SEEN = re.compile(r'name="seen" value="(\d+)"')
TICKET = re.compile(r'name="ticket" value="(\d+)"')


@dataclass
class Plan:
    """How many windows; who waits for them already; each presses `calls` times, or so long."""

    url: str
    windows: int = 1
    people: int = 0
    phones: int = 0
    calls: int = 0
    seconds: float = 0.0
    every: float = 2.0


@dataclass
class Clerk:
    """One clerk at a window: a session, and what was pressed when."""

    url: str
    counter: str
    session: str
    pressed: dict[str, float] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def work(self, plan: Plan, after: float) -> None:
        """Press until it is over; the windows begin one after another."""
        time.sleep(after)
        until = time.monotonic() + (plan.seconds or float("inf"))
        presses = 0
        while time.monotonic() < until and (not plan.calls or presses < plan.calls):
            begun, presses = time.monotonic(), presses + 1
            self.press()
            time.sleep(max(0.0, begun + plan.every - time.monotonic()))

    def press(self) -> None:
        """Look, then finish with whoever is there and call the next."""
        from hanamizuki.core.receipts import new_token

        status, shown = self._ask("GET", "look")
        seen, here = SEEN.search(shown), HERE.search(shown)
        if status != 200 or seen is None:
            self.wrong.append(f"look {status}")
            return
        form = {"do": "next", "key": new_token(), "seen": seen[1]}
        if here is not None and (ticket := TICKET.search(shown)):
            form |= {"do": "finish_next", "ticket": ticket[1]}
        begun = time.monotonic()
        status, shown = self._ask("POST", "act", form)
        self.times.append(time.monotonic() - begun)
        called = HERE.search(shown)
        if status != 200 or "note error" in shown.partition("data-told")[0]:
            self.wrong.append(f"act {status}")
        elif called is not None:
            self.pressed[called[1]] = begun

    def _ask(self, method: str, what: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        parts = urlsplit(self.url)
        line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={CSRF}", "X-Console": "1"}
        body = None
        if form is not None:
            body = urlencode({**form, "csrfmiddlewaretoken": CSRF})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request(method, f"/staff/desk/counter/{self.counter}/{what}/", body, headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        finally:
            line.close()


CSRF = "desk" * 8  # the same in cookie and form, as a browser sends it


def main() -> None:
    """Make what is needed, wait, press, tell."""
    django.setup()
    plan = Plan(**json.loads(sys.stdin.readline()))
    clerks, phones, services = _made(plan)
    _say({"phones": phones, "services": services})
    sys.stdin.readline()
    threads = [
        threading.Thread(target=one.work, args=(plan, number * plan.every / len(clerks)))
        for number, one in enumerate(clerks)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pressed = {label: at for one in clerks for label, at in one.pressed.items()}
    wrong = [words for one in clerks for words in one.wrong]
    _say({"pressed": pressed, "times": [at for one in clerks for at in one.times], "wrong": wrong})


def _made(plan: Plan) -> tuple[list[Clerk], list[str], list[str]]:
    """The clerks, the secrets of the phones' tickets, the services whose windows are open."""
    from django.test import Client
    from tests.support.staff import log_in, make_account

    from hanamizuki.core.people.grants import Grant
    from hanamizuki.core.people.roles import Role
    from hanamizuki.desk.models import Counter, Service
    from hanamizuki.desk.services import counters
    from hanamizuki.desk.services.issuing import Wish, issue

    wanted = _windows(list(Counter.objects.filter(withdrawn=False)), plan.windows)
    clerks = []
    for number, one in enumerate(wanted):
        grant = Grant(Role.COUNTER.value, one.section, "")
        account = make_account(f"load-{number}@example.lg.jp", grant)
        counters.open_counter(account, one)
        session = log_in(Client(), account).cookies["sessionid"].value
        clerks.append(Clerk(plan.url, one.code, session))
    first = wanted[0].services[0]
    for _ in range(plan.people):
        issue(Wish(first, "kiosk", present=True))
    last = Service.objects.filter(withdrawn=False).exclude(code=first).values_list("code")[0][0]
    phones = [issue(Wish(last, "kiosk", present=True)).token for _ in range(plan.phones)]
    return clerks, phones, list(dict.fromkeys(one.services[0] for one in wanted))


def _windows(counters: list[Any], many: int) -> list[Any]:
    """So many windows: one of each service that numbers can be had for, then further ones."""
    from hanamizuki.core.clock import now
    from hanamizuki.desk.models import Service
    from hanamizuki.desk.queries.opening import states

    opened = states(list(Service.objects.all()), now(), "web")
    taking = [one for one in counters if opened[one.services[0]].open]
    known: set[str] = set()
    first = [one for one in taking if not (one.services[0] in known or known.add(one.services[0]))]
    return [*first, *(one for one in taking if one not in first)][:many]


def _say(what: dict[str, Any]) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main()
