"""`hanamizuki pack`: exit codes, what is printed, and that a check needs no database."""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hanamizuki.cli import build_parser
from hanamizuki.cli.errors import Failure
from hanamizuki.cli.packs import report_check, run_load
from hanamizuki.core.packs.models import PackLoad
from hanamizuki.core.packs.tests.mutations import Mutation, mutations
from hanamizuki.core.packs.tests.sample import sample_registry, write_sample

CHOSEN = mutations()[::4]
PRINTED = re.compile(r"^(far|near)/\S+:\d+: .+; .+$")


def parsed(*words: str) -> argparse.Namespace:
    return build_parser(["pack"]).parse_args(["pack", *words])


def run_pack(*words: str, data: Path, packs: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hanamizuki.cli", "pack", *words],
        capture_output=True,
        text=True,
        timeout=120,
        env={
            **{key: value for key, value in os.environ.items() if key != "DATABASE_URL"},
            "HANAMIZUKI_DATA": str(data),
            "HANAMIZUKI_PACKS": str(packs),
            "DJANGO_SETTINGS_MODULE": "hanamizuki.site.settings",
        },
    )


def test_at_least_two_hundred_are_shown() -> None:
    assert len(CHOSEN) >= 200


@pytest.mark.parametrize("mutation", CHOSEN, ids=lambda one: one.name)
def test_a_fault_is_printed_and_refused(
    mutation: Mutation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No database mark: pytest-django lets none of these touch the database."""
    near = write_sample(tmp_path, {mutation.path: mutation.content})
    code = report_check(tmp_path, near, parsed("check", str(near)), sample_registry())
    printed = capsys.readouterr()
    lines = printed.out.splitlines()
    assert code == 1 and not printed.err and "Traceback" not in printed.out
    assert all(PRINTED.match(line) for line in lines[:-1]), lines
    assert lines[-1].startswith("near: ")
    assert any(line.startswith(f"{mutation.file}:") for line in lines)


def test_a_sound_pack_is_said_to_be_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    near = write_sample(tmp_path)
    assert report_check(tmp_path, near, parsed("check", str(near)), sample_registry()) == 0
    assert "far ← near" in capsys.readouterr().out
    arguments = parsed("check", str(near), "--json")
    assert report_check(tmp_path, near, arguments, sample_registry()) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["ok"], answer["packs"], answer["records"]["stops"]) == (True, ["far", "near"], 3)


def test_json_holds_the_same_as_the_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    near = write_sample(tmp_path, {"near/fares.csv": "id,yen\nadult,free\n"})
    arguments = parsed("check", str(near), "--json", "--lang", "en")
    assert report_check(tmp_path, near, arguments, sample_registry()) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is False
    assert answer["problems"] == [
        {
            "file": "near/fares.csv",
            "line": 2,
            "code": "whole_number",
            "what": "yen is not a whole number: 「free」",
            "instead": "write a whole number",
        }
    ]


def test_a_check_in_a_process_of_its_own_makes_no_database(tmp_path: Path) -> None:
    """The house's own sections know no stops and no fares: that is said, with exit code 1."""
    write_sample(tmp_path / "packs")
    done = run_pack("check", "near", data=tmp_path / "data", packs=tmp_path / "packs")
    assert (done.returncode, done.stderr) == (1, "")
    assert "near/stops.csv:1: " in done.stdout and "Traceback" not in done.stdout
    assert not list((tmp_path / "data").rglob("*sqlite*"))
    gone = run_pack("check", "gone", data=tmp_path / "data", packs=tmp_path / "packs")
    assert gone.returncode == 2 and len(gone.stderr.splitlines()) == 1


def test_a_folder_that_is_no_pack_is_one_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "letters"
    (folder / "more").mkdir(parents=True)
    for name in ("towns.csv", "a.doc", "more/b.yaml"):
        (folder / name).write_text("no: pack\n")
    arguments = parsed("check", str(folder), "--lang", "en")
    assert report_check(tmp_path, folder, arguments, sample_registry()) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("letters/pack.yaml:1: pack.yaml is missing, so this is no pack; ")
    assert len(lines) == 2 and lines[1].startswith("letters: 1 ")


def test_usage_errors(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as raised:
        parsed("check")
    assert raised.value.code == 2
    for words in (["new", str(tmp_path / "UPPER")], ["new", str(tmp_path / "a"), "--code", "1"]):
        arguments = parsed(*words)
        with pytest.raises(Failure):
            arguments.func(arguments)


@pytest.mark.django_db
def test_loading_a_pack_with_faults_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    near = write_sample(tmp_path, {"near/identity.yaml": "- x\n"})
    assert run_load(parsed("load", str(near), "--json")) == 1
    assert json.loads(capsys.readouterr().out)["ok"] is False
    assert not PackLoad.objects.exists()


@pytest.mark.parametrize("name", ["japan", "yokohama", "kohoku"])
def test_the_houses_own_packs_have_no_fault(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = parsed("check", name)
    assert arguments.func(arguments) == 0, capsys.readouterr().out


def test_a_new_pack_of_the_house_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every section's example is valid beside all the others."""
    arguments = parsed("new", str(tmp_path / "midori"), "--name", "緑区", "--code", "141135")
    assert arguments.func(arguments) == 0, capsys.readouterr().out
    assert (tmp_path / "midori" / "pack.yaml").is_file()
