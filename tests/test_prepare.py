"""Preparing does what has changed and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hanamizuki.cli.errors import Failure
from hanamizuki.cli.prepare import translations
from hanamizuki.cli.progress import Steps
from hanamizuki.cli.stamps import Stamps, digest, traces
from tests.support.ward import ROOT, environment
from tests.test_lifecycle import one_line, run

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "ごみ"
msgstr "Waste"
"""


def test_only_newer_translations_are_compiled(tmp_path: Path) -> None:
    source = tmp_path / "site" / "locale" / "en" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO, "utf-8")
    assert translations(tmp_path) == "1 compiled"
    import gettext

    with source.with_suffix(".mo").open("rb") as made:
        assert gettext.GNUTranslations(made).gettext("ごみ") == "Waste"
    assert translations(tmp_path) == "as before"
    later = source.with_suffix(".mo").stat().st_mtime_ns + 10**9
    import os

    os.utime(source, ns=(later, later))
    assert translations(tmp_path) == "1 compiled"


def test_several_starts_may_compile_at_once(tmp_path: Path) -> None:
    source = tmp_path / "locale" / "en" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO + "".join(f'\nmsgid "{n}"\nmsgstr "x"\n' for n in range(3000)), "utf-8")
    code = (
        "import sys, pathlib; from hanamizuki.cli.prepare import translations;"
        "translations(pathlib.Path(sys.argv[1]))"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], env=environment(tmp_path))
        for _ in range(4)
    ]
    assert [process.wait(60) for process in running] == [0] * 4
    assert sorted(f.name for f in source.parent.iterdir()) == ["django.mo", "django.po"]


def test_a_second_time_everything_is_as_before(prepared: Path, tmp_path: Path) -> None:
    data = shutil.copytree(prepared, tmp_path / "data")
    done = run(data, "prepare")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 5 and all("(as before)" in line for line in lines), done.stdout


def test_a_new_database_gets_everything_though_stamps_are_there(
    prepared: Path, tmp_path: Path
) -> None:
    data = shutil.copytree(prepared, tmp_path / "data")
    for file in data.glob("ward.sqlite3*"):
        file.unlink()
    again = run(data, "prepare").stdout
    assert "migrations" in again and "records" in again and "entries" in again


@pytest.mark.slow
def test_a_changed_pack_is_loaded_and_a_broken_one_is_not(prepared: Path, tmp_path: Path) -> None:
    data = shutil.copytree(prepared, tmp_path / "data")
    packs = shutil.copytree(ROOT / "packs", tmp_path / "packs")
    more = {"HANAMIZUKI_PACKS": str(packs)}
    assert run(data, "prepare", **more).returncode == 0
    (packs / "kohoku" / "pack.yaml").write_text("nonsense: [")
    broken = run(data, "prepare", **more)
    assert broken.returncode == 2
    assert "Traceback" not in broken.stderr
    assert "was not loaded" in broken.stderr.splitlines()[-1]
    assert "pack.yaml" in broken.stderr


def test_an_unknown_pack_is_one_line(tmp_path: Path) -> None:
    assert "atlantis" in one_line(run(tmp_path / "d", "prepare", "--pack", "atlantis"))


def test_stamps_survive_damage(tmp_path: Path) -> None:
    stamps = Stamps(tmp_path)
    stamps.set("pack", digest(["a"]))
    assert Stamps(tmp_path).same("pack", digest(["a"]))
    assert not Stamps(tmp_path).same("pack", digest(["b"]))
    (tmp_path / "stamps.json").write_text("{")
    assert not Stamps(tmp_path).same("pack", digest(["a"]))
    assert digest(["ab", "c"]) != digest(["a", "bc"])


def test_a_changed_file_leaves_another_trace(tmp_path: Path) -> None:
    file = tmp_path / "x.css"
    file.write_text("a")
    before = traces([file])
    file.write_text("ab")
    assert traces([file]) != before


def test_a_failed_step_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Failure), Steps(1).step("Database"):
        raise Failure("no")
    assert capsys.readouterr().out.startswith("[1/1] Database: not finished")
