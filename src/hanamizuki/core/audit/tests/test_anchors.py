"""An anchor a day in the data folder, and what is proved from the last one on."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hanamizuki.core.audit import anchors, jobs
from hanamizuki.core.audit.rows import Anchor, head
from hanamizuki.core.audit.tests.chains import build, unguarded
from hanamizuki.core.audit.verify import verify, verify_since
from hanamizuki.core.clock import JST
from hanamizuki.core.jobs import JobFailed

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 6, 1, 0, 0, 5, tzinfo=JST)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_an_anchor_a_day_is_kept_for_the_owner_alone() -> None:
    build()
    jobs.anchor(MORNING)
    first = head()
    build(2)
    jobs.anchor(MORNING + timedelta(days=1))
    assert [(one.at, one.anchor) for one in anchors.kept()] == [
        (MORNING, first),
        (MORNING + timedelta(days=1), head()),
    ]
    assert anchors.last() == anchors.kept()[-1]
    assert anchors.file().stat().st_mode & 0o777 == 0o600
    assert verify([one.anchor for one in anchors.kept()]).ok


def test_no_anchor_covers_up_a_trail_that_is_not_whole() -> None:
    first = build()[0]
    jobs.anchor(MORNING)
    build(3)
    with unguarded() as cursor:
        cursor.execute("UPDATE audit_entry SET reason = 'x' WHERE seq = %s", [head().seq - 1])
    with pytest.raises(JobFailed, match="not whole at entry"):
        jobs.anchor(MORNING + timedelta(days=1))
    assert len(anchors.kept()) == 1 and first


def test_lines_that_are_no_anchors_are_said_to_be_so() -> None:
    assert anchors.last() is None
    for line in ("2026-06-01T00:00:05+09:00 7", "yesterday 7:" + "0" * 64):
        anchors.file().write_text(line + "\n")
        with pytest.raises(ValueError):
            anchors.last()


@pytest.mark.parametrize("after", [0, 1, 4])
def test_a_whole_trail_is_whole_since_any_entry(after: int) -> None:
    entries = build()
    anchor = head()
    build(after)
    report = verify_since(anchor)
    assert report.ok and report.head == head() and report.entries == entries[-1] + after
    assert verify_since(None).ok


def changes(old: Anchor) -> dict[str, tuple[str, list[Any]]]:
    """Statement and what it is to be told as, by name; `old` is the anchor, five follow it."""
    return {
        "changed": ("UPDATE audit_entry SET reason = 'x' WHERE seq = %s", [old.seq + 2]),
        "removed": ("DELETE FROM audit_entry WHERE seq = %s", [old.seq + 2]),
        "cut": ("DELETE FROM audit_entry WHERE seq > %s", [old.seq + 3]),
        "head": ("UPDATE audit_head SET hash = %s", ["0" * 64]),
    }


@pytest.mark.parametrize("problem", ["changed", "removed", "cut", "head"])
def test_what_was_done_since_the_anchor_is_found(problem: str) -> None:
    build()
    anchor = head()
    build(5)
    statement, values = changes(anchor)[problem]
    with unguarded() as cursor:
        cursor.execute(statement, values)
    report = verify_since(anchor)
    assert (report.ok, report.problem) == (False, problem)


def test_an_anchor_of_another_trail_or_of_an_entry_now_gone_is_found() -> None:
    build()
    assert verify_since(Anchor(head().seq, "0" * 64)).problem == "anchor"
    assert verify_since(Anchor(head().seq + 3, "0" * 64)).problem == "cut"
    gone = head()
    build(2)
    with unguarded() as cursor:
        cursor.execute("DELETE FROM audit_entry WHERE seq = %s", [gone.seq])
    assert verify_since(gone).problem == "removed"
