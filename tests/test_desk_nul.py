"""A NUL in what a form or a program sends: PostgreSQL cannot hold it, SQLite can. No error."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.ward import environment

DJANGO = {
    "DJANGO_SETTINGS_MODULE": "hanamizuki.site.settings",
    "HANAMIZUKI_HOSTS": "testserver",
}
ATTACK = """
import json
import time_machine
time_machine.travel("2026-04-08T10:00:00+09:00").start()
import django
django.setup()
from django.conf import settings
from django.test import Client
plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}
from tests.support.staff import SECTION, log_in, make_account, make_places
from hanamizuki.core.people.roles import Role
from hanamizuki.core.receipts import new_token
from hanamizuki.desk.models import Counter, Errand, Service
from hanamizuki.desk.services import counters
from hanamizuki.desk.services.issuing import Wish, issue

make_places()
rules = {"web_from": "09:00", "web_until": "16:00"}
for letter, code in (("A", "moving"), ("B", "tax")):
    Service.objects.create(
        code=code, letter=letter, name={"ja": code}, section=SECTION, rules=rules
    )
Errand.objects.create(code="moved-in", title={"ja": "x"}, services=["moving"], topics=[])
window = Counter.objects.create(code="w1", services=["moving", "tax"], section=SECTION)
clerk = make_account("clerk@example.lg.jp", Role.COUNTER)
boss = make_account("boss@example.lg.jp", Role.SECTION_STAFF)
counters.open_counter(clerk, window)
issued = issue(Wish("moving", "kiosk", present=True))
someone = Client(raise_request_exception=False)
staff, over = log_in(Client(raise_request_exception=False), clerk), Client(
    raise_request_exception=False
)
log_in(over, boss)
NUL, link = "mov\\0ing", f"/desk/t/{issued.token}/"
API, J = "/api/v1/desk/tickets", "application/json"
act = "/staff/desk/counter/w1/act/"
sent = {
    "change": someone.post(f"{link}change/", {"service": NUL}),
    "feedback": someone.post(f"{link}feedback/", {"score": "1", "text": NUL}),
    "arrive": someone.post(f"{link}arrive/", {"code": NUL}),
    "entrance": someone.post("/desk/arrive/", {"c": NUL, "number": NUL}),
    "take": someone.post("/desk/take/moved-in/", {"stop": NUL, "once": NUL}),
    "kiosk": someone.post("/desk/kiosk/take/moved-in/", {"stop": NUL}),
    "calendar": someone.get("/desk/calendar/", {"service": NUL}),
    "api service": someone.post(API, {"service": NUL}, content_type=J),
    "api errand": someone.post(API, {"service": "moving", "errand": NUL}, content_type=J),
    "api secret": someone.get(f"{API}/{'x' * 31}%00"),
    "answer": staff.post(act, {"do": "answer", "of": NUL}),
    "open": staff.post(act, {"do": "open", "services": NUL}),
    "press": staff.post(act, {"do": "next", "key": NUL, "seen": NUL}),
    "recall": staff.post(act, {"do": "recall", "key": new_token(), "ticket": NUL}),
    "issue": staff.post("/staff/desk/issue/", {"service": NUL, "channel": NUL, "key": NUL}),
    "visit": staff.post("/staff/desk/visit/", {"service": NUL, "counter": NUL, "key": NUL}),
    "overview": over.post("/staff/desk/overview/", {"of": NUL}),
    "forward": over.post(
        "/staff/desk/overview/waiting/moving/",
        {"ticket": NUL, "key": NUL, "minutes": "5", "reason": NUL},
    ),
    "planned": over.post(
        "/staff/desk/overview/settings/", {"do": "planned", "planned-service": NUL}
    ),
}
print(json.dumps({name: answer.status_code for name, answer in sent.items()}))
"""


def run(env: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], env=env, capture_output=True, text=True, timeout=180
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.postgres
def test_a_nul_is_refused_and_no_error(tmp_path: Path, postgres_url: str) -> None:
    env = environment(tmp_path, **DJANGO, DATABASE_URL=postgres_url)
    env["PYTHONPATH"] += f":{Path(__file__).parents[1]}"
    run(env, "-m", "django", "migrate", "--verbosity", "0")
    found = json.loads(run(env, "-c", ATTACK).splitlines()[-1])
    assert {name: code for name, code in found.items() if code >= 500} == {}
    assert found["change"] == found["api service"] == found["api errand"] == 422
    assert found["answer"] == 302 and found["overview"] == 404
