"""`hanamizuki notices`: the worker's ways to end, what it prints, and settings that cannot be."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_audit_concurrency import migrated

QUEUE = """
import sys
import django
django.setup()
from django.db import transaction
from hanamizuki.core.notices import Recipient, Template, registry, send
three = lambda text: {"ja": text, "en": text, "easy": text}
texts = {"subject": three("題"), "body": three("文"), "why": three("訳")}
registry.register(Template(kind="test.told", **texts))
with transaction.atomic():
    for key in sys.argv[1:]:
        assert send("test.told", Recipient("a@example.jp"), {}, dedupe=key)
"""
COMMAND = [sys.executable, "-m", "hanamizuki.cli", "notices"]


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return migrated(tmp_path_factory.mktemp("outbox") / "data")


def queue(env: dict[str, str], *keys: str) -> None:
    subprocess.run([sys.executable, "-c", QUEUE, *keys], env=env, check=True, timeout=60)


def run(env: dict[str, str], *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words], env={**env, **more}, capture_output=True, text=True, timeout=60
    )


def status(env: dict[str, str]) -> dict[str, object]:
    return json.loads(run(env, "status", "--json").stdout)


def test_once_sends_what_is_due_and_says_when_it_cannot(env: dict[str, str]) -> None:
    queue(env, "a", "b")
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        url = f"smtp://127.0.0.1:{taken.getsockname()[1]}"
        refused = run(env, "deliver", "--once", HANAMIZUKI_EMAIL_URL=url)
    assert refused.returncode == 1
    assert "no mail can be sent: ConnectionRefusedError" in refused.stdout
    before = status(env)
    assert (before["waiting"], before["sent"]) == (2, 0) and before["waiting_since"]
    done = run(env, "deliver", "--once")
    assert done.returncode == 0 and "notices: 2 sent" in done.stdout
    after = status(env)
    assert (after["waiting"], after["sent"], after["waiting_since"]) == (0, 2, None)
    assert "2 sent" in run(env, "status").stdout


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_sends_as_it_comes_and_ends_well(
    env: dict[str, str], number: signal.Signals
) -> None:
    words = [*COMMAND, "deliver", "--interval", "0.1"]
    worker = subprocess.Popen(words, env=env, stdout=subprocess.PIPE, text=True)
    try:
        queue(env, f"while-{number}")
        assert worker.stdout and "1 sent" in worker.stdout.readline()
        worker.send_signal(number)
        assert worker.wait(timeout=10) == 0
    finally:
        worker.kill()
        worker.communicate()


@pytest.mark.parametrize(
    ("name", "value"),
    [("HANAMIZUKI_EMAIL_URL", "http://u:hidden@x"), ("HANAMIZUKI_NOTICE_DAYS", "soon")],
)
def test_settings_that_cannot_be_are_named(env: dict[str, str], name: str, value: str) -> None:
    done = run(env, "deliver", "--once", **{name: value})
    assert done.returncode == 2 and name in done.stderr
    assert len(done.stderr.splitlines()) == 1 and "hidden" not in done.stderr


def test_reminders_run_and_odd_intervals_are_refused(env: dict[str, str]) -> None:
    done = run(env, "remind", "--json")
    assert done.returncode == 0 and isinstance(json.loads(done.stdout), list)
    for wrong in ("0", "-1", "nan", "x"):
        assert run(env, "deliver", "--interval", wrong).returncode == 2


def test_mail_is_in_the_folder_of_the_ward(env: dict[str, str]) -> None:
    queue(env, "folder")
    run(env, "deliver", "--once")
    assert list((Path(env["HANAMIZUKI_DATA"]) / "mail").glob("*.eml"))
