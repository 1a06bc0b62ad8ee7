"""Three workers tell and send at once, while people are called: each is told each thing once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from hanamizuki.core.notices.tests.push_server import PushServer, push_server
from tests.test_appointment_concurrency import python
from tests.test_audit_concurrency import migrated

WORKERS, PEOPLE, BY_MAIL = 3, 12, 4
CLOCK = "2026-12-01T10:00"
START = """
import sys
import django
django.setup()
from django.conf import settings
settings.PUSH_LOOPBACK = True
from hanamizuki.core.clock import now
from hanamizuki.desk.models import Counter, Service, Ticket
from hanamizuki.desk.services import alerts, counters
"""

MAKE = (
    START
    + """
import json
from hanamizuki.core.people.models import Account
from hanamizuki.desk.logic.alerts import Choice
from hanamizuki.desk.services.issuing import Wish, issue
from tests.support.staff import make_account
Service.objects.create(code="moving", letter="A", name={"ja": "x"})
clerk = make_account("clerk@example.lg.jp", second_factor=False)
window = Counter.objects.create(code="w1", label="1", services=["moving"])
counters.open_counter(clerk, window)
for number, keys in enumerate(json.loads(sys.argv[1])):
    made = issue(Wish("moving", "web", present=True))
    to = alerts.Browser(**keys) if keys else f"a{number}@example.jp"
    alerts.choose(made.ticket, Choice("people", 3), to, language="ja",
                  link=f"https://ward.example.lg.jp/desk/t/{made.token}/")
"""
)

WORKER = (
    START
    + """
import time
from hanamizuki.core.notices import delivery, push
print("ready", flush=True)
sys.stdin.readline()
done = 0
while Ticket.objects.filter(state__in=("waiting", "called")).exists():
    done += alerts.tell(now())
    push.deliver()
    delivery.deliver()
for _ in range(2):
    done += alerts.tell(now())
    push.deliver()
    delivery.deliver()
    time.sleep(2.5)
print(done, flush=True)
"""
)

CLERK = (
    START
    + """
import time
from hanamizuki.core.notices.models import Notice
from hanamizuki.core.people.models import Account
clerk, window = Account.objects.get(email="clerk@example.lg.jp"), Counter.objects.get()
print("ready", flush=True)
sys.stdin.readline()
while (called := counters.call_next(clerk, window)) is not None:
    deadline = time.monotonic() + 20
    while not Notice.objects.filter(kind__startswith="desk.alert_called",
                                    dedupe__contains=f"/{called.pk}.").exists():
        assert time.monotonic() < deadline, called
        time.sleep(0.01)
    time.sleep(0.05)
    counters.start(clerk, called)
    counters.finish(clerk, called)
print("done", flush=True)
"""
)

TABLE = (
    START
    + """
import json
from hanamizuki.core.notices.models import Notice
print(json.dumps(list(Notice.objects.values_list("kind", "state", "email", "dedupe"))))
"""
)


def told_at_once(env: dict[str, str], server: PushServer, data: Path) -> None:
    browsers = [server.browser(str(number)) for number in range(PEOPLE - BY_MAIL)]
    keys = [{"endpoint": one.endpoint, **one.keys} for one in browsers] + [None] * BY_MAIL
    python(env, MAKE, json.dumps(keys))
    server.answers["/push/0"] = [503]  # busy the first time: told a moment later, if still true
    programs = [*[WORKER] * WORKERS, CLERK]
    started = [
        subprocess.Popen(
            [sys.executable, "-c", one],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for one in programs
    ]
    for one in started:
        assert one.stdout and one.stdout.readline() == "ready\n"
    for one in started:
        assert one.stdin
        one.stdin.write("\n")
        one.stdin.flush()
    answers = [one.communicate(timeout=120)[0].split() for one in started]
    assert all(one.returncode == 0 for one in started)

    rows = json.loads(python(env, TABLE))
    keys_told = Counter((kind, dedupe) for kind, _state, _email, dedupe in rows)
    assert max(keys_told.values()) == 1
    assert sum(int(answer[0]) for answer in answers[:WORKERS]) == len(rows)
    # Everybody was called and waited for it; nobody got anything twice.
    tags = [one["tag"] for browser in browsers for one in browser.got]
    assert len(tags) == len(set(tags))
    for browser in browsers:
        titles = Counter(one["title"][:5] for one in browser.got)
        assert max(titles.values(), default=0) <= 1, browser.got
    mails = [one.read_text() for one in (data / "mail").iterdir()]
    assert len(mails) == sum(1 for _k, state, email, _d in rows if email and state == "sent")
    called = [row for row in rows if row[0].startswith("desk.alert_called")]
    assert len(called) == PEOPLE
    assert {state for _kind, state, *_ in rows} <= {"sent", "cancelled"}
    sent = sum(1 for row in rows if row[1] == "sent")
    assert sent == len(tags) + len(mails) and sent > PEOPLE


def test_each_is_told_once_on_sqlite(tmp_path: Path) -> None:
    with push_server() as server:
        data = tmp_path / "data"
        told_at_once(migrated(data, HANAMIZUKI_CLOCK=CLOCK), server, data)


@pytest.mark.postgres
def test_each_is_told_once_on_postgres(tmp_path: Path, postgres_url: str) -> None:
    with push_server() as server:
        data = tmp_path / "data"
        env = migrated(data, HANAMIZUKI_CLOCK=CLOCK, DATABASE_URL=postgres_url)
        told_at_once(env, server, data)
