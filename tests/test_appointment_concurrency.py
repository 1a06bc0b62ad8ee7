"""Many processes want the same seats at once: exactly as many get one as there are desks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_audit_concurrency import migrated

PROCESSES, EACH, DESKS = 4, 10, 7
CLOCK = "2026-12-01T10:00"

KIND = f"""
import django
django.setup()
from hanamizuki.desk.appointments.models import AppointmentKind
from hanamizuki.desk.models import Service
Service.objects.create(code="desk", letter="R", name={{"ja": "x"}})
times = [{{"weekdays": ["mon"], "starts": ["09:00", "10:00"]}}]
AppointmentKind.objects.create(
    code="b", service="desk", title={{"ja": "x"}},
    rules={{"minutes": 50, "desks": {DESKS}, "times": times, "ahead_days": 60}})
"""

# Everybody asks for nine o'clock EACH times; whoever gets a seat gives every third one back and
# asks again, so that freed seats are fought for too. One of them also changes to ten and back.
TAKER = """
import sys
import django
django.setup()
from datetime import datetime
from hanamizuki.core.clock import JST
from hanamizuki.desk.appointments.models import AppointmentKind
from hanamizuki.desk.services.appointments import Asked, Refused, book, cancel, move
me, many = sys.argv[1], int(sys.argv[2])
kind = AppointmentKind.objects.get()
nine, ten = (datetime(2026, 12, 14, hour, tzinfo=JST) for hour in (9, 10))
print("ready", flush=True)
sys.stdin.readline()
held, refused = 0, set()
for number in range(many):
    try:
        made = book(Asked(kind=kind, start=nine, name=me), lambda token: "")
        held += 1
        if number % 3 == 2:
            cancel(made.appointment, link="")
            held -= 1
        elif number % 4 == 1:
            move(made.appointment, ten, made.token, lambda token: "")
            move(made.appointment, nine, made.token, lambda token: "")
    except Refused as error:
        refused.add(error.code)
print(held, *refused, flush=True)
"""

COUNT = """
import json
import django
django.setup()
from hanamizuki.desk.appointments.models import Appointment, Seat
seats = {}
for start, seat in Seat.objects.order_by("seat").values_list("start", "seat"):
    seats.setdefault(f"{start:%H}", []).append(seat)
booked = Appointment.objects.filter(state="booked")
print(json.dumps([seats, booked.count(), booked.filter(seat=None).count()]))
"""


def python(env: dict[str, str], program: str, *words: str) -> str:
    run = [sys.executable, "-c", program, *words]
    done = subprocess.run(run, env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def taken_at_once(env: dict[str, str]) -> None:
    python(env, KIND)
    takers = [
        subprocess.Popen(
            [sys.executable, "-c", TAKER, str(number), str(EACH)],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    for one in takers:
        assert one.stdout and one.stdout.readline() == "ready\n"
    for one in takers:
        assert one.stdin
        one.stdin.write("\n")
        one.stdin.flush()
    answers = [one.communicate(timeout=120)[0].split() for one in takers]
    assert all(one.returncode == 0 for one in takers)
    seats, booked, without = json.loads(python(env, COUNT))
    # 40 asked for 7 seats at nine: seven hold one, each another, and the others were told "full".
    everyone = list(range(1, DESKS + 1))
    assert seats["00"] == everyone  # nine in Japan
    assert set(seats) <= {"00", "01"} and set(seats.get("01", [])) <= set(everyone)
    assert booked == sum(map(len, seats.values())) == sum(int(held) for held, *_ in answers)
    assert without == 0
    assert {code for answer in answers for code in answer[1:]} == {"full"}


def test_seven_seats_for_forty_takers_on_sqlite(tmp_path: Path) -> None:
    taken_at_once(migrated(tmp_path / "data", HANAMIZUKI_CLOCK=CLOCK))


@pytest.mark.postgres
def test_seven_seats_for_forty_takers_on_postgres(tmp_path: Path, postgres_url: str) -> None:
    taken_at_once(migrated(tmp_path / "data", HANAMIZUKI_CLOCK=CLOCK, DATABASE_URL=postgres_url))
