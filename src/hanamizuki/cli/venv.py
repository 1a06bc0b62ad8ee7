"""The ward's own Python environment, `.venv` in the checkout. Stdlib only.

Installed from the locks with their hashes; `.venv/ward.json` remembers what was installed, so that
the next start does nothing. An unfinished or outdated environment is made anew.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hanamizuki.cli.errors import Failure
from hanamizuki.cli.progress import Step, Steps

BASE = "requirements.lock"
DEV = "requirements-dev.lock"
BROWSER = "requirements-browser.lock"
MEMORY = "ward.json"
LOCK = "ward.lock"

NO_NETWORK = (
    "Temporary failure in name resolution",
    "Name or service not known",
    "nodename nor servname provided",
    "Network is unreachable",
    "Connection refused",
    "No route to host",
    "NewConnectionError",
    "ConnectTimeoutError",
    "Max retries exceeded",
)


class Venv:
    """The environment below `root`, the checkout."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.python = self.folder / "bin" / "python"

    def steps_for(self, locks: Sequence[str]) -> int:
        """How many steps `ensure` will show; 0 when there is nothing to do."""
        usable, todo = self._plan(locks)
        return len(todo) + (not usable)

    def ensure(self, locks: Sequence[str], steps: Steps) -> None:
        """Make or complete the environment, so that it holds the packages of the locks.

        Raises Failure with one line that says what to install or to set right.
        """
        if not self.steps_for(locks):
            return
        _require_venv_module()
        self._require_own()
        with self._alone():
            usable, todo = self._plan(locks)
            if not usable:
                with steps.step("Making the Python environment"):
                    self._make()
            for lock in todo:
                with steps.step(f"Installing the packages of {lock}") as step:
                    self._install(lock, step)
                    self._remember(lock)
            self._link_project()

    def _require_own(self) -> None:
        if self.folder.is_symlink():
            raise Failure(
                ".venv is a link to another folder, which ./ward would empty; remove the link"
                " (rm .venv) and try again"
            )
        if (self.folder / "pyvenv.cfg").exists() and not (self.folder / LOCK).exists():
            raise Failure(
                "there is a .venv here that ./ward did not make; move it away"
                " (mv .venv .venv.mine) and try again"
            )

    def _plan(self, locks: Sequence[str]) -> tuple[bool, list[str]]:
        """Whether the environment there can be built on, and the locks still to install."""
        memory = self._memory()
        if memory is None:
            return False, list(locks)
        known: dict[str, str] = memory["locks"]
        same = all(digest == self._digest(lock) for lock, digest in known.items())
        if not same or memory["python"] != self._identity():
            kept = [lock for lock in known if (self.root / lock).exists()]
            return False, list(dict.fromkeys([*locks, *kept]))
        return True, [lock for lock in locks if lock not in known]

    def _memory(self) -> dict[str, Any] | None:
        try:
            memory = json.loads((self.folder / MEMORY).read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return memory if self.python.exists() else None

    def _identity(self) -> str:
        base = os.path.realpath(sys.base_prefix)
        return f"{platform.python_version()} {platform.machine()} {base} {self.root}"

    def _digest(self, lock: str) -> str:
        try:
            return hashlib.sha256((self.root / lock).read_bytes()).hexdigest()
        except FileNotFoundError:
            return ""

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.folder.mkdir(exist_ok=True)
        with (self.folder / LOCK).open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print("Another ./ward is making the environment; waiting for it.", flush=True)
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _make(self) -> None:
        for old in self.folder.iterdir():
            if old.name == LOCK:
                continue
            if old.is_dir() and not old.is_symlink():
                shutil.rmtree(old)
            else:
                old.unlink()
        self._run([sys.executable, "-m", "venv", str(self.folder)], None)
        self._write({"python": self._identity(), "locks": {}})

    def _install(self, lock: str, step: Step) -> None:
        step.note = "(0 packages)"
        pip = [str(self.python), "-m", "pip", "install", "--require-hashes"]
        plain = ["--no-input", "--disable-pip-version-check", "--progress-bar", "off"]
        wheels = ["--only-binary", ":all:"]
        self._run([*pip, *plain, *wheels, "-r", str(self.root / lock)], step)
        step.note = ""

    def _run(self, command: list[str], step: Step | None) -> None:
        lines: list[str] = []
        # Its own group, so that ^C reaches pip through us alone and nothing of it is left behind.
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            start_new_session=True,
            env={k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "PYTHONHOME"}},
        )
        try:
            assert process.stdout is not None  # noqa: S101  Popen was given a pipe
            for line in process.stdout:
                lines.append(line.rstrip())
                if step:
                    step.note = _progress(line, step.note)
            code = process.wait()
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        if code:
            raise Failure(explain(lines))

    def _remember(self, lock: str) -> None:
        memory = self._memory() or {"python": self._identity(), "locks": {}}
        memory["locks"][lock] = self._digest(lock)
        self._write(memory)

    def _write(self, memory: dict[str, Any]) -> None:
        part = self.folder / f"{MEMORY}.part"
        part.write_text(json.dumps(memory, indent=1), "utf-8")
        part.replace(self.folder / MEMORY)

    def _link_project(self) -> None:
        """Put `src` on the path and a `hanamizuki` command in place.

        `pip install -e .` would fetch a build tool that no lock pins.
        """
        packages = next((self.folder / "lib").glob("python3*/site-packages"))
        for older in packages.glob("__editable__.hanamizuki*.pth"):
            older.unlink()
        (packages / "hanamizuki.pth").write_text(f"{self.root / 'src'}\n", "utf-8")
        command = self.folder / "bin" / "hanamizuki"
        command.write_text(
            f"#!{self.python}\nimport sys\nfrom hanamizuki.cli import main\n\nsys.exit(main())\n",
            "utf-8",
        )
        command.chmod(0o755)


def _progress(line: str, note: str) -> str:
    """The note after one line of pip's: how many packages so far and which; says when it waits."""
    if found := re.match(r"Collecting (\S+?)[=<>~;\[ ]", line):
        count = int(re.sub(r"\D", "", note.split(" ")[0]) or 0) + 1
        return f"({count} packages: {found[1]})"
    if line.startswith("Installing collected packages"):
        return f"{note.split(':')[0].rstrip(')')}: unpacking)"
    if "Retrying (" in line:
        return "(no answer from the package index yet, trying again)"
    return note


def _require_venv_module() -> None:
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return
    raise Failure(f"this Python has no venv module; install it: {install_hint(_os_release())}")


def _os_release() -> str:
    try:
        return Path("/etc/os-release").read_text("utf-8")
    except OSError:
        return ""


def install_hint(os_release: str, version: tuple[int, int] = sys.version_info[:2]) -> str:
    """The command that installs what is missing, for the system that os-release(5) describes."""
    names = set(
        re.findall(r"[a-z]+", " ".join(re.findall(r"^ID(?:_LIKE)?=(.*)$", os_release, re.M)))
    )
    if names & {"debian", "ubuntu"}:
        return f"sudo apt install python{version[0]}.{version[1]}-venv"
    if names & {"fedora", "rhel", "centos"}:
        return "sudo dnf install python3-pip python3-libs"
    if names & {"alpine"}:
        return "apk add python3 py3-pip"
    if names & {"suse", "opensuse"}:
        return f"sudo zypper install python{version[0]}{version[1]}-pip"
    return "your system's package with Python's venv and ensurepip"


def explain(lines: Sequence[str]) -> str:
    """One line on why pip or venv failed, from what it printed."""
    text = "\n".join(lines)
    if "ensurepip" in text and "pip" not in text.replace("ensurepip", ""):
        return f"the environment could not be made; install: {install_hint(_os_release())}"
    if "DO NOT MATCH THE HASHES" in text:
        return (
            "a downloaded package is not the one that the lock names (its hash differs);"
            " nothing was installed. Try again; if it stays so, do not trust the package index."
        )
    if "No space left on device" in text:
        return "the disk is full; about 700 MB are needed for the environment."
    if any(sign in text for sign in NO_NETWORK):
        return (
            "no network: pip could not reach a package index. The first start needs one for about"
            " 160 MB; later starts need none."
        )
    if "No matching distribution found" in text or "Could not find a version" in text:
        name = re.search(r"(?:distribution found for|satisfies the requirement) (\S+)", text)
        return (
            f"the package index has no ready-made {name[1] if name else 'package'} for Python"
            f" {platform.python_version()} on {platform.machine()}."
        )
    errors = [line for line in lines if line.startswith(("ERROR", "Error"))]
    return "installing failed: " + (errors or list(lines) or ["no output"])[-1]
