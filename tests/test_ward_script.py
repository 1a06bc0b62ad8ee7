"""`./ward` before there is an environment: what it needs, what it says, what it remembers."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hanamizuki.cli import venv
from hanamizuki.cli.errors import Failure
from hanamizuki.cli.progress import Steps
from tests.support.ward import ROOT, environment, free_port

UBUNTU = 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n'


def ward(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run `./ward` with nothing but the standard library in reach."""
    env = {k: v for k, v in environment(folder / "data", **more).items() if k != "PYTHONPATH"}
    base = Path(sys.base_prefix) / "bin" / Path(sys.executable).name
    python = str(base if base.exists() else sys.executable)
    return subprocess.run(
        [python, "-S", str(folder / "ward"), *words],
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout without an environment: the script, the program, the locks."""
    folder = tmp_path / "checkout"
    shutil.copytree(
        ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__", "tests")
    )
    for file in [ROOT / "ward", *ROOT.glob("requirements*.lock")]:
        shutil.copy2(file, folder)
    return folder


def test_it_explains_itself_without_any_package() -> None:
    for words in ([], ["help"]):
        done = ward(ROOT, *words)
        assert done.returncode == 0, done.stderr
        assert "./ward up" in done.stdout and "./ward test" in done.stdout
    assert "--no-demo" in ward(ROOT, "up", "--help").stdout


def test_an_old_python_is_told_which_to_install(tmp_path: Path) -> None:
    code = (
        "import sys, runpy; sys.version_info = (3, 9, 2, 'final', 0);"
        f"sys.argv = ['ward', 'up']; runpy.run_path({str(ROOT / 'ward')!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PATH": str(tmp_path)}, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.strip().splitlines() == [
        "ward: Python 3.11 or newer is needed, this is 3.9; install it"
        " (Debian, Ubuntu: apt install python3.11 python3.11-venv) and try again."
    ]


def test_a_newer_python_on_the_path_is_used(tmp_path: Path) -> None:
    (tmp_path / "python3.12").symlink_to(sys.executable)
    code = (
        "import sys, runpy; sys.version_info = (3, 9, 2, 'final', 0);"
        f"sys.argv = ['ward', 'help']; runpy.run_path({str(ROOT / 'ward')!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PATH": str(tmp_path)}, capture_output=True, text=True
    )
    assert done.returncode == 0 and "./ward up" in done.stdout, done.stderr


@pytest.mark.parametrize(
    ("release", "hint"),
    [
        ("ID=debian\n", "apt install python3.12-venv"),
        (UBUNTU, "apt install python3.12-venv"),
        ('ID="linuxmint"\nID_LIKE="ubuntu debian"\n', "apt install python3.12-venv"),
        ("ID=fedora\n", "dnf install python3-pip"),
        ('ID="rocky"\nID_LIKE="rhel centos fedora"\n', "dnf install python3-pip"),
        ("ID=alpine\n", "apk add python3 py3-pip"),
        ("", "your system's package"),
    ],
)
def test_a_missing_venv_module_names_the_package(release: str, hint: str) -> None:
    assert hint in venv.install_hint(release, (3, 12))


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "its hash"),
        ("WARNING: Retrying: [Errno -3] Temporary failure in name resolution", "no network"),
        ("ERROR: Could not install: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: No matching distribution found for typst==0.15.2", "no ready-made typst==0.15.2"),
        ("ERROR: something else\nmore", "something else"),
        ("", "no output"),
    ],
)
def test_what_pip_prints_becomes_one_line(printed: str, said: str) -> None:
    line = venv.explain(printed.splitlines())
    assert said in line and "\n" not in line


def test_an_environment_that_ward_did_not_make_is_left_alone(checkout: Path) -> None:
    (checkout / ".venv").mkdir()
    (checkout / ".venv" / "pyvenv.cfg").write_text("mine")
    done = ward(checkout, "version")
    assert done.returncode == 2
    assert "move it away" in done.stderr
    assert (checkout / ".venv" / "pyvenv.cfg").read_text() == "mine"


def test_an_environment_behind_a_link_is_left_alone(checkout: Path, tmp_path: Path) -> None:
    """Making an environment empties its folder: through a link that is somebody else's."""
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "kept").write_text("x")
    (checkout / ".venv").symlink_to(theirs)
    done = ward(checkout, "version")
    assert done.returncode == 2 and "is a link" in done.stderr
    assert (theirs / "kept").exists()


def test_a_mistyped_option_or_taken_port_is_told_before_anything_is_installed(
    checkout: Path,
) -> None:
    import socket

    assert ward(checkout, "up", "--prot", "1").returncode == 2
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        done = ward(checkout, "up", "--port", str(holder.getsockname()[1]))
    assert done.returncode == 2 and "cannot be had" in done.stderr
    assert not (checkout / ".venv").exists()


@pytest.fixture
def installed(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> venv.Venv:
    """An environment for which each step is only written down, not carried out."""
    made = venv.Venv(checkout)

    def run(command: list[str], step: object) -> None:
        if "venv" in command:
            (made.folder / "bin").mkdir(parents=True)
            (made.folder / "bin" / "python").symlink_to(sys.executable)
            (made.folder / "lib" / "python3.11" / "site-packages").mkdir(parents=True)

    monkeypatch.setattr(made, "_run", run)
    made.ensure([venv.BASE], Steps(2))
    return made


def test_a_second_start_installs_nothing(installed: venv.Venv) -> None:
    assert installed.steps_for([venv.BASE]) == 0
    assert installed.steps_for([venv.BASE, venv.DEV]) == 1
    linked = next(installed.folder.rglob("hanamizuki.pth")).read_text()
    assert linked == f"{installed.root / 'src'}\n"
    command = (installed.folder / "bin" / "hanamizuki").read_text()
    assert command.startswith(f"#!{installed.python}\n")


def test_a_changed_lock_python_or_place_makes_it_anew(
    installed: venv.Venv, monkeypatch: pytest.MonkeyPatch
) -> None:
    (installed.folder / "left over").write_text("from an older lock")
    lock = installed.root / venv.BASE
    text = lock.read_text()
    lock.write_text(text + "\n")
    assert installed.steps_for([venv.BASE]) == 2
    installed.ensure([venv.BASE], Steps(2))
    assert not (installed.folder / "left over").exists()
    assert installed.steps_for([venv.BASE]) == 0
    monkeypatch.setattr(venv.platform, "python_version", lambda: "3.99.1")
    assert installed.steps_for([venv.BASE]) == 2
    monkeypatch.undo()
    moved = installed.root.rename(installed.root.with_name("moved"))
    assert venv.Venv(moved).steps_for([venv.BASE]) == 2


def test_an_interrupted_installation_is_taken_up_again(
    installed: venv.Venv, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(command: list[str], step: object) -> None:
        raise Failure("no network")

    monkeypatch.setattr(installed, "_run", broken)
    with pytest.raises(Failure):
        installed.ensure([venv.BASE, venv.DEV], Steps(1))
    assert installed.steps_for([venv.BASE, venv.DEV]) == 1
    memory = installed.folder / venv.MEMORY
    memory.write_text(memory.read_text()[:20])
    assert installed.steps_for([venv.BASE]) == 2
    assert json.loads(json.dumps(installed._plan([venv.BASE]))) == [False, [venv.BASE]]


@pytest.mark.slow
def test_without_a_network_it_says_so(checkout: Path) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}/simple"
    done = ward(
        checkout,
        "up",
        "--port",
        str(free_port()),
        PIP_INDEX_URL=nowhere,
        PIP_RETRIES="1",
        PIP_CONFIG_FILE="/dev/null",
        PIP_NO_CACHE_DIR="1",
    )
    assert done.returncode == 2, done.stdout
    assert "no network" in done.stderr and len(done.stderr.strip().splitlines()) == 1
