"""`hanamizuki staff`, and the first administrator's link that `up` prints."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.ward import environment, start

LINK = re.compile(r"http://\S+(/staff/join/\S+/)")


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    return shutil.copytree(prepared, tmp_path / "data")


def staff(data: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hanamizuki.cli", "staff", *words]
    given = environment(data, **more)
    return subprocess.run(command, env=given, capture_output=True, text=True, timeout=60)


def test_invite_list_and_remove(data: Path) -> None:
    address = "one@example.lg.jp"
    words = ("invite", address, "--role", "section_staff", "--section", "soumu")
    made = staff(data, *words, HANAMIZUKI_URL="https://ward.example.lg.jp/")
    assert made.returncode == 0, made.stderr
    assert re.fullmatch(r"https://ward\.example\.lg\.jp/staff/join/\S{40,}/\n", made.stdout)
    again = staff(data, "invite", address)
    assert LINK.search(again.stdout) and again.stdout != made.stdout
    assert staff(data, "invite", address, "--mail").stdout == "mailed\n"
    assert len(list((data / "mail").glob("*.eml"))) == 1
    (row,) = json.loads(staff(data, "list", "--json").stdout)
    assert row["state"] == "invited"
    assert row["roles"] == [{"role": "section_staff", "section": "soumu"}]
    assert staff(data, "remove", address, "--reason", "退職").stdout == "removed\n"
    assert staff(data, "list").stdout == f"{address}  left  -\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("invite", "a@example.lg.jp", "--role", "mayor"), "there is no role 'mayor'"),
        (("invite", "a@example.lg.jp"), "Choose at least one role"),
        (("invite", "a@example.lg.jp", "--role", "counter"), "Choose a section"),
        (("invite", "a@example.lg.jp", "--role", "counter", "--section", "x"), "no such section"),
        (("invite", "nothing", "--role", "viewer"), "valid email"),
        (("remove", "nobody@example.lg.jp"), "there is no account"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    prepared: Path, words: tuple[str, ...], said: str
) -> None:
    done = staff(prepared, *words)
    assert done.returncode == 2 and said.lower() in done.stderr.lower(), done.stderr
    assert len(done.stderr.splitlines()) == 1 and done.stdout == ""


def test_up_prints_a_link_until_somebody_has_joined(data: Path) -> None:
    found = []
    for _ in range(2):
        ward = start(data)
        try:
            found.append(LINK.findall(ward.log.read_text())[-1])
            assert ward.get(found[-1])[0] == 200
            assert [ward.get(old)[0] for old in found[:-1]] == [410] * (len(found) - 1)
        finally:
            ward.stop()
    assert len(set(found)) == 2
