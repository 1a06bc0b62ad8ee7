"""Many processes enter the same values at once: each is kept once, and nobody is overwritten."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.ward import environment

PROCESSES, ROUNDS = 4, 12
DJANGO = {
    "DJANGO_SETTINGS_MODULE": "hanamizuki.site.settings",
    "HANAMIZUKI_CLOCK": "2026-11-24T12:00",
}

FIRST = """
import django
django.setup()
from datetime import date
from hanamizuki.core.evidence import services
fields = {name: {"ja": "x"} for name in ("title", "unit", "method")}
services.define_indicator("account:1", "calls", fields, base_version=None)
"""

# Everybody makes each period's value, then adds one to it until it worked once: a counter that
# comes out right only where no correction is lost.
WRITER = """
import sys
import django
django.setup()
from decimal import Decimal
from hanamizuki.core.evidence import services
from hanamizuki.core.evidence.logic.periods import parse_period
from hanamizuki.core.evidence.models import Value
me, rounds = sys.argv[1], int(sys.argv[2])

def enter(year, value, version):
    period = parse_period(f"{year}年度")
    return services.enter_value(f"account:{me}", "calls", period=period, value=Decimal(value),
                                source="x", base_version=version, confirmed=True)

print("ready", flush=True)
sys.stdin.readline()
made = defined = 0
texts = {name: {"ja": me} for name in ("title", "unit", "method")}
for year in range(2000, 2000 + rounds):
    try:
        services.define_indicator(f"account:{me}", f"i-{year}", texts, base_version=None)
        defined += 1
    except services.Conflict as conflict:
        assert conflict.theirs.title != texts["title"]
    try:
        enter(year, 0, None)
        made += 1
    except services.Conflict:
        pass
    while True:
        stands = Value.objects.get(period=parse_period(f"{year}年度").label)
        try:
            enter(year, stands.value + 1, stands.version)
            break
        except services.Conflict as conflict:
            assert conflict.theirs.version > stands.version
print(made, defined, flush=True)
"""

COUNT = """
import json
import django
django.setup()
from hanamizuki.core.audit.models import Entry
from hanamizuki.core.evidence.models import Value
print(json.dumps({
    "values": [int(v) for v in Value.objects.values_list("value", flat=True)],
    "versions": list(Value.objects.values_list("version", flat=True)),
    "entered": Entry.objects.filter(action="evidence.value_entered").count(),
    "corrected": Entry.objects.filter(action="evidence.value_corrected").count(),
}))
"""


def run(env: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], env=env, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def enter_at_once(data: Path, **more: str) -> None:
    env = environment(data, **DJANGO, **more)
    run(env, "-m", "django", "migrate", "--verbosity", "0")
    run(env, "-c", FIRST)
    started = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(number), str(ROUNDS)],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(1, PROCESSES + 1)
    ]
    for one in started:
        assert one.stdout and one.stdout.readline() == "ready\n"
    for one in started:
        assert one.stdin
        one.stdin.write("\n")
        one.stdin.flush()
    told = [one.communicate(timeout=120)[0].split() for one in started]
    assert [one.returncode for one in started] == [0] * PROCESSES
    # Each value and indicator was made by one of them; every addition of each of them is there.
    assert [sum(map(int, counts)) for counts in zip(*told, strict=True)] == [ROUNDS, ROUNDS]
    found = json.loads(run(env, "-c", COUNT))
    assert found == {
        "values": [PROCESSES] * ROUNDS,
        "versions": [PROCESSES + 1] * ROUNDS,
        "entered": ROUNDS,
        "corrected": PROCESSES * ROUNDS,
    }


def test_nobody_is_overwritten_on_sqlite(tmp_path: Path) -> None:
    enter_at_once(tmp_path / "data")


@pytest.mark.postgres
def test_nobody_is_overwritten_on_postgres(tmp_path: Path, postgres_url: str) -> None:
    enter_at_once(tmp_path / "data", DATABASE_URL=postgres_url)
