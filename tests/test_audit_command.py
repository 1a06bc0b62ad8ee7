"""`hanamizuki audit`: what it prints, what it finds, and that an export proves itself elsewhere."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.test_audit_concurrency import command, migrated

DOCUMENT = Path(__file__).parents[1] / "docs" / "audit.md"
RECORD = """
import django
django.setup()
from django.db import transaction
from hanamizuki.core import audit
for number in range(6):
    with transaction.atomic():
        audit.record(None, "test.done", f"test:{number}", after={"note": "綱島東"}, reason="年度")
"""


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    made = migrated(tmp_path_factory.mktemp("audit") / "data")
    subprocess.run([sys.executable, "-c", RECORD], env=made, check=True, timeout=60)
    return made


def test_head_is_an_anchor_for_verify(env: dict[str, str]) -> None:
    anchor = command(env, "head").stdout.strip()
    done = command(env, "verify", "--anchor", anchor)
    assert (done.returncode, done.stdout) == (0, f"whole: 6 entries, head {anchor}\n")
    wrong = command(env, "verify", "--anchor", f"7:{'0' * 64}")
    assert wrong.returncode == 1
    assert wrong.stdout.startswith("NOT WHOLE at entry 7: the end of the trail is missing")
    assert command(env, "verify", "--anchor", "7").returncode == 2


def checker() -> str:
    """The checker in the document, which needs nothing of ours."""
    found = re.search(r"^```python\n(.*?)^```$", DOCUMENT.read_text("utf-8"), re.M | re.S)
    assert found
    return found.group(1)


def check(export: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-I", "-c", checker(), str(export)]
    return subprocess.run(words, capture_output=True, text=True, timeout=30)


def test_an_export_proves_itself_by_the_checker_of_the_document(
    env: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "trail.jsonl"
    assert command(env, "export", str(file)).returncode == 0
    assert file.stat().st_mode & 0o777 == 0o600
    anchor = command(env, "head").stdout.strip()
    assert check(file).stdout.strip() == f"whole, {anchor}"
    assert command(env, "export", "-").stdout == file.read_text("utf-8")
    again = command(env, "export", str(file))
    assert again.returncode == 2 and "there already" in again.stderr
    lines = file.read_text("utf-8").splitlines()
    assert [json.loads(line).get("seq") for line in lines] == [1, 2, 3, 4, 5, 6, None]
    for number, line in enumerate(lines[:-1]):
        changed = line.replace("綱島東", "綱島西")
        tampered = [*lines[:number], changed, *lines[number + 1 :]]
        file.write_text("\n".join(tampered) + "\n", "utf-8")
        assert check(file).returncode != 0
    file.write_text("\n".join(lines[:5]) + "\n", "utf-8")
    assert check(file).returncode != 0


def test_bytes_that_are_no_text_are_found_and_exported(env: dict[str, str], tmp_path: Path) -> None:
    """In a copy of the ward, with the triggers taken away as its owner could."""
    file = Path(env["HANAMIZUKI_DATA"]) / "ward.sqlite3"
    copy = tmp_path / "copy.sqlite3"
    with closing(sqlite3.connect(file)) as live, closing(sqlite3.connect(copy)) as made:
        live.backup(made)
        made.execute("DROP TRIGGER audit_entry_no_update")
        made.execute("UPDATE audit_entry SET reason = CAST(x'ff00fe' AS TEXT) WHERE seq = 4")
        made.commit()
    other = {**env, "DATABASE_URL": f"sqlite://{copy}"}
    report = json.loads(command(other, "verify", "--json").stdout)
    assert (report["ok"], report["first_bad"], report["problem"]) == (False, 4, "changed")
    assert r"\\xff\u0000\\xfe" in command(other, "export", "-").stdout
