"""Twenty clerks press 「次へ」 at the same moment, in four processes: nobody is called twice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.ward import environment

PROCESSES, CLERKS, PEOPLE = 4, 5, 60
DJANGO = {
    "DJANGO_SETTINGS_MODULE": "hanamizuki.site.settings",
    "HANAMIZUKI_CLOCK": "2026-04-08T10:00",
}

FIRST = """
import sys
import django
django.setup()
from tests.support.staff import make_account
from hanamizuki.desk.models import Counter, Service
from hanamizuki.desk.services import counters
from hanamizuki.desk.services.issuing import Wish, issue
clerk = make_account("clerk@example.lg.jp", second_factor=False)
for letter, code in (("A", "moving"), ("B", "tax")):
    Service.objects.create(code=code, letter=letter, name={"ja": code})
for number in range(int(sys.argv[1])):
    window = Counter.objects.create(code=f"w{number}", services=["moving", "tax"])
    counters.open_counter(clerk, window)
for number in range(int(sys.argv[2])):
    # Every fifth has still to come: nobody calls them, and they keep the place.
    issue(Wish(("moving", "tax")[number % 2], "web", present=number % 5 != 4))
"""

# Each clerk sends every press twice, and once more from a screen that has not seen it.
CLERK = """
import sys
import threading
import django
django.setup()
from django.db import connection
from hanamizuki.core.people.models import Account
from hanamizuki.core.receipts import new_token
from hanamizuki.desk.models import Counter
from hanamizuki.desk.queries.console import version
from hanamizuki.desk.services import counters
from hanamizuki.desk.services.console import Stale, press
clerk = Account.objects.get()
told, ready = [], threading.Barrier(int(sys.argv[2]) + 1)

def work(code):
    counter = Counter.objects.get(code=code)
    ready.wait()
    while True:
        key, at = new_token(), (counter, version(counter))
        call = lambda: counters.call_next(clerk, counter)
        first, second = press(key, call, at), press(key, call, at)
        assert first.ticket == second.ticket and second.again
        if first.ticket is None:
            break
        told.append((first.ticket.called_at, first.ticket.place, first.ticket.label))
        try:
            press(new_token(), call, at)
            told.append("a stale screen called somebody")
        except Stale:
            pass
        key = new_token()
        for _ in range(2):
            press(key, lambda: counters.finish(clerk, first.ticket)[0])
    connection.close()

begin, many = int(sys.argv[1]), int(sys.argv[2])
threads = [
    threading.Thread(target=work, args=(f"w{number}",)) for number in range(begin, begin + many)
]
for one in threads:
    one.start()
print("ready", flush=True)
sys.stdin.readline()
ready.wait()
for one in threads:
    one.join()
import json
print(json.dumps(told), flush=True)
"""

PROOF = """
import json
import django
django.setup()
from hanamizuki.desk.models import Event, Ticket
from hanamizuki.desk.services.day import audit
called = Event.objects.filter(kind="called").order_by("seq")
print(json.dumps({
    "faults": [f"{one.where}: {one.what}" for one in audit()],
    "called": list(called.values_list("ticket__label", flat=True)),
    "places": list(called.values_list("ticket__place", flat=True)),
    "states": sorted(Ticket.objects.values_list("state", flat=True)),
}))
"""


def run(env: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], env=env, capture_output=True, text=True, timeout=180
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def all_press_at_once(data: Path, **more: str) -> None:
    env = environment(data, **DJANGO, **more)
    root = str(Path(__file__).parents[1])
    env["PYTHONPATH"] += f":{root}"
    run(env, "-m", "django", "migrate", "--verbosity", "0")
    run(env, "-c", FIRST, str(PROCESSES * CLERKS), str(PEOPLE))
    started = [
        subprocess.Popen(
            [sys.executable, "-c", CLERK, str(number * CLERKS), str(CLERKS)],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    for one in started:
        assert one.stdout and one.stdout.readline() == "ready\n"
    for one in started:
        assert one.stdin
        one.stdin.write("\n")
        one.stdin.flush()
    outputs = [one.communicate(timeout=180)[0] for one in started]
    assert [one.returncode for one in started] == [0] * PROCESSES
    told = [tuple(one) for output in outputs for one in json.loads(output)]
    there = PEOPLE * 4 // 5
    labels = [label for _at, _place, label in told]
    assert len(labels) == len(set(labels)) == there
    found = json.loads(run(env, "-c", PROOF))
    assert found["faults"] == []
    # Called once each, in the order in which they came, and all are served but who did not come.
    assert sorted(found["called"]) == sorted(labels)
    assert found["places"] == sorted(found["places"])
    assert found["states"] == ["done"] * there + ["waiting"] * (PEOPLE - there)


@pytest.mark.slow
def test_twenty_clerks_never_call_one_person_twice_on_sqlite(tmp_path: Path) -> None:
    all_press_at_once(tmp_path / "data")


@pytest.mark.slow
@pytest.mark.postgres
def test_twenty_clerks_never_call_one_person_twice_on_postgres(
    tmp_path: Path, postgres_url: str
) -> None:
    all_press_at_once(tmp_path / "data", DATABASE_URL=postgres_url)
