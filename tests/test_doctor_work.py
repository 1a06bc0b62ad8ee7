"""Doctor on what the ward does by itself: mail, notices, daily jobs, the audit trail."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hanamizuki.cli.checks import Finding, work
from hanamizuki.core import clock
from hanamizuki.core.audit import anchors, jobs
from hanamizuki.core.audit.rows import head
from hanamizuki.core.audit.tests.chains import build, unguarded
from hanamizuki.core.jobs.models import Run
from hanamizuki.core.jobs.registry import registry
from hanamizuki.core.notices.models import Notice
from hanamizuki.desk.printing import status

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.DATA_DIR = tmp_path
    for name in ("URL", "FROM", "UNSURE"):
        monkeypatch.delenv(f"HANAMIZUKI_EMAIL_{name}", raising=False)
    return tmp_path


def look(host: str = "127.0.0.1") -> dict[str, Finding]:
    return {one.name: one for one in work.findings(host)}


def levels(host: str = "127.0.0.1") -> dict[str, str]:
    return {name: one.level for name, one in look(host).items()}


def queue(state: str, due_at: datetime) -> None:
    Notice.objects.create(
        kind="test.kind",
        dedupe=f"{state}/{due_at}",
        email="a@example.jp",
        language="ja",
        state=state,
        created_at=due_at,
        due_at=due_at,
        sent_at=due_at if state == "sent" else None,
    )


def test_a_new_ward_is_well() -> None:
    names = ("mail", "notices", "worker", "audit trail", "slips")
    assert levels() == dict.fromkeys(names, "ok")


def test_the_printer_of_slips_is_told(settings: Any) -> None:
    settings.SLIP_PRINTER = "tcp://"
    assert levels()["slips"] == "fail"
    settings.SLIP_PRINTER = "tcp://192.0.2.9:9100"
    assert levels()["slips"] == "ok"  # nothing was printed yet
    status.note("paper")
    assert levels()["slips"] == "warn"
    status.note("")
    assert levels()["slips"] == "ok"


def test_notices_given_up_held_and_waiting_for_long_are_told() -> None:
    moment = clock.now()
    queue("sent", moment)
    queue("waiting", moment - timedelta(minutes=1))
    assert levels()["notices"] == "ok"
    queue("failed", moment)
    queue("unsure", moment)
    queue("waiting", moment - timedelta(hours=3))
    found = look()
    assert found["notices"].level == found["notices waiting"].level == "warn"
    assert "1 could not be sent" in found["notices"].text and "1 held" in found["notices"].text
    assert f"{moment - timedelta(hours=3):%Y-%m-%d %H:%M}" in found["notices waiting"].text


@pytest.mark.parametrize(
    ("host", "more", "level", "said"),
    [
        ("127.0.0.1", {}, "ok", "files"),
        ("0.0.0.0", {}, "warn", "sent to nobody"),
        ("0.0.0.0", {"URL": "files:///var/mail"}, "ok", "/var/mail"),
        ("127.0.0.1", {"URL": "smtp://localhost"}, "warn", "noreply@localhost"),
        ("0.0.0.0", {"URL": "smtp://mx", "FROM": "ward@example.lg.jp"}, "ok", "held"),
        ("0.0.0.0", {"URL": "smtp://mx", "FROM": "w@x.jp", "UNSURE": "retry"}, "ok", "sent again"),
        ("0.0.0.0", {"UNSURE": "maybe"}, "fail", "hold or retry"),
        ("0.0.0.0", {"URL": "http://u:hidden@x"}, "fail", "smtp://"),
    ],
)
def test_mail_that_reaches_nobody_or_has_no_sender(
    host: str, more: dict[str, str], level: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in more.items():
        monkeypatch.setenv(f"HANAMIZUKI_EMAIL_{name}", value)
    found = work.mail(host)
    assert found.level == level and said in found.text, found
    assert "hidden" not in found.text and bool(found.todo) == (level != "ok")


def test_a_worker_that_is_late_or_gone_or_fails_is_told() -> None:
    moment = clock.now()
    for job in registry:
        Run.objects.create(name=job.name, at=moment, day=moment.date())
    assert levels()["worker"] == "ok"
    Run.objects.update(at=moment - timedelta(minutes=40))
    assert look()["worker"].level == "warn" and "not since" in look()["worker"].text
    Run.objects.filter(name="audit.anchor").update(day=moment.date() - timedelta(days=2))
    assert "not done today: audit.anchor" in look()["worker"].text
    said = "JobFailed: reminders failed: policy.values (ValueError: no)"
    Run.objects.filter(name="notices.remind").update(error=said)
    found = look()["job notices.remind"]
    assert (found.level, found.text) == ("warn", said)


def test_a_trail_that_is_not_whole_since_the_last_anchor_is_a_failure() -> None:
    build(3)
    assert "no anchor yet" in look()["audit trail"].text
    jobs.anchor(clock.now())
    build(2)
    assert look()["audit trail"].level == "ok"
    with unguarded() as cursor:
        cursor.execute("DELETE FROM audit_entry WHERE seq = %s", [head().seq])
    found = look()["audit trail"]
    assert found.level == "fail" and "the end of the trail is missing" in found.text
    anchors.file().write_text("nonsense\n")
    assert look()["audit trail"].level == "fail"
