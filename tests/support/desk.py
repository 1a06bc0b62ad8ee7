"""A desk at work in a process of its own: services, windows and calls for tests of a served ward.

    with Desk(ward.data) as desk:
        secret = desk("issue")["secret"]; desk("next")

Each word is one line to the process, each answer one line of JSON. It writes to the ward's
database beside the server, as another server process would.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from tests.support.ward import Ward

SERVICES = {"t-moving": ("T", "91"), "t-tax": ("U", "92")}


class Desk:
    """The process; call it with a word and what belongs to it."""

    def __init__(self, data: Path, **more: str) -> None:
        from tests.support.ward import ROOT, environment

        given = environment(data, DJANGO_SETTINGS_MODULE="hanamizuki.site.settings", **more)
        given["PYTHONPATH"] += f":{ROOT}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.desk"],
            env=given,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __call__(self, word: str, *more: Any) -> dict[str, Any]:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps([word, *more]) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def __enter__(self) -> Desk:
        self("open")
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(timeout=20)
        self._process.stdout.close()


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def start_again(served: Ward) -> Ward:
    """A killed ward again at its address: boards come back to the one that they know."""
    from tests.support.ward import ROOT, Ward, environment

    port = str(urlsplit(served.url).port)
    words = [sys.executable, "-m", "hanamizuki.cli", "serve", "--no-worker", "--port", port]
    deadline = time.monotonic() + 90
    while _answers(int(port)) and time.monotonic() < deadline:
        time.sleep(0.1)  # the killed server's worker, which notices within a second
    while True:
        with served.log.open("ab") as out:
            process = subprocess.Popen(
                words, env=environment(served.data), stdout=out, stderr=out, cwd=ROOT
            )
        ward = Ward(served.url, served.data, process, served.log)
        while process.poll() is None and time.monotonic() < deadline:
            try:
                if ward.get("/healthz")[0] == 200:
                    return ward
            except OSError:
                time.sleep(0.1)
        assert time.monotonic() < deadline, served.log.read_text(errors="replace")[-2_000:]
        time.sleep(0.5)  # the killed server's child still holds port and folder


def main() -> None:
    """Do what each line asks."""
    import django

    django.setup()
    from hanamizuki.core.people.models import Account
    from hanamizuki.desk.models import Counter, Service, Ticket
    from hanamizuki.desk.services import counters, resident
    from hanamizuki.desk.services.issuing import Wish, issue
    from tests.support.staff import make_account

    email = "board@example.lg.jp"
    clerk = Account.objects.filter(email=email).first() or make_account(email, second_factor=False)
    for order, (code, (letter, window)) in enumerate(SERVICES.items(), 900):
        names = {"ja": f"見本の用件{letter}", "en": f"Sample {letter}", "easy": f"見本 {letter}"}
        Service.objects.get_or_create(
            code=code, defaults={"letter": letter, "name": names, "order": order}
        )
        Counter.objects.get_or_create(
            code=f"w{window}",
            defaults={"label": window, "floor": "9F", "services": [code], "order": order},
        )

    def do(word: str, service: str = "t-moving", many: int = 1) -> dict[str, Any]:
        counter = Counter.objects.get(code=f"w{SERVICES[service][1]}")
        here = Ticket.objects.filter(counter=counter, state__in=("called", "serving")).first()
        match word:
            case "open":
                for one in Counter.objects.filter(floor="9F").exclude(state="open"):
                    counters.open_counter(clerk, one)
            case "pause":
                counters.pause_counter(clerk, counter)
            case "issue":
                made = [issue(Wish(service, "kiosk", present=True)) for _ in range(many)]
                return {"label": made[0].ticket.label, "secret": made[0].token}
            case "next":
                if here is not None:
                    counters.finish(clerk, here)
                called = counters.call_next(clerk, counter)
                return {"label": called.label if called else None}
            case "recall" if here is not None:
                counters.recall(clerk, here)
            case "cancel":
                resident.cancel(Ticket.objects.filter(state="waiting").earliest("place"))
        return {}

    for line in sys.stdin:
        print(json.dumps(do(*json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
