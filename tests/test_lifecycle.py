"""A ward starts, says plainly when it cannot, and ends with everything that belongs to it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.support.ward import ROOT, Ward, environment, free_port, start


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    """A prepared data folder of the test's own."""
    return shutil.copytree(prepared, tmp_path / "data")


def children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True)
    rows = [line.split() for line in listed.stdout.splitlines()]
    return [int(own) for own, parent in rows if int(parent) == pid]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return not state.stdout.startswith("Z")


def gone(pids: list[int], seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while any(map(alive, pids)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def run(data: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command that is to end by itself."""
    return subprocess.run(
        [sys.executable, "-m", "hanamizuki.cli", *words],
        env=environment(data, **more),
        capture_output=True,
        text=True,
        timeout=120,
    )


def timeless(answer: tuple[int, bytes]) -> Any:
    """An API answer without the moments at which its figures were computed."""
    status, body = answer
    assert status == 200

    def drop(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: drop(v) for k, v in value.items() if k not in {"as_of", "generated_at"}}
        return [drop(item) for item in value] if isinstance(value, list) else value

    return drop(json.loads(body))


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """The single line of a refusal, which has exit code 2 and no traceback."""
    assert done.returncode == 2, done.stdout + done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_all_of_it_with_code_0(data: Path, sig: signal.Signals) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)  # nohup, which CI may run under
    try:
        ward = start(data)
    finally:
        signal.signal(signal.SIGHUP, before)
    workers = children(ward.process.pid)
    assert workers
    assert ward.stop(sig) == 0
    assert gone(workers)
    log = ward.log.read_text()
    assert "Traceback" not in log and "ERROR" not in log, log
    assert log.rstrip().endswith("Stopped.")


def test_control_c_in_a_terminal_reaches_the_whole_group_and_ends_well(data: Path) -> None:
    # A terminal sends SIGINT to every process of the foreground group, workers included.
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "hanamizuki.cli", "up", "--port", str(port)],
        env=environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    ward = Ward(f"http://127.0.0.1:{port}", data, process, data)  # type: ignore[arg-type]
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if ward.get("/healthz")[0] == 200:
                break
        except OSError:
            time.sleep(0.05)
    workers = children(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    printed = process.communicate(timeout=15)[0]
    assert process.returncode == 0, printed
    assert "Traceback" not in printed and "Unexpected exit" not in printed, printed
    assert workers and gone(workers)


def test_under_nohup_a_closed_terminal_does_not_end_it(data: Path) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        ward = start(data)
    finally:
        signal.signal(signal.SIGHUP, before)
    ward.process.send_signal(signal.SIGHUP)
    time.sleep(1)
    assert ward.get("/healthz")[0] == 200
    assert ward.stop() == 0


def test_it_can_be_stopped_where_a_shell_ignores_sigint(data: Path) -> None:
    # `./ward up &` in a script starts it with SIGINT ignored.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        ward = start(data)
    finally:
        signal.signal(signal.SIGINT, before)
    assert ward.stop(signal.SIGINT) == 0


def test_a_signal_during_the_preparation_ends_it(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "hanamizuki.cli", "up", "--port", str(free_port())],
        env=environment(tmp_path / "data"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    while "Database" not in first and first:
        first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    printed = process.communicate(timeout=30)[0]
    assert process.returncode == 0, printed
    assert "Traceback" not in printed and "Open" not in printed


def test_a_first_start_goes_on_in_a_fresh_process(tmp_path: Path) -> None:
    """Loading the pack takes memory that no process gives back; a second start needs none of it."""
    for turn in (1, 2):
        ward = start(tmp_path / "data")
        listed = ["ps", "-ww", "-o", "args=", "-p", str(ward.process.pid)]
        told = subprocess.run(listed, capture_output=True, text=True).stdout
        assert ("--prepared" in told) == (turn == 1)
        assert ward.get("/policy/")[0] == 200
        assert ward.stop() == 0
        log = ward.log.read_text()  # of both starts
        assert log.count("Search index: done") == log.count("  Open  ") == turn, log
        assert "Traceback" not in log, log


@pytest.mark.slow
def test_kill_9_of_the_main_process_leaves_no_orphan(data: Path) -> None:
    ward = start(data, "--workers", "2")
    workers = children(ward.process.pid)
    assert len(workers) >= 2
    ward.process.kill()
    ward.process.wait()
    assert gone(workers, seconds=3)
    again = start(data)  # and the data folder is free again
    assert again.stop() == 0


@pytest.mark.slow
def test_a_killed_worker_is_replaced(data: Path) -> None:
    ward = start(data, "--no-worker")
    (worker,) = children(ward.process.pid)
    os.kill(worker, signal.SIGKILL)
    deadline = time.monotonic() + 15
    answered = False
    while not answered and time.monotonic() < deadline:
        try:
            answered = children(ward.process.pid) not in ([], [worker]) and (
                ward.get("/healthz")[0] == 200
            )
        except OSError:
            time.sleep(0.1)
    assert answered
    assert ward.stop() == 0
    assert gone([worker])


def test_a_taken_port_is_one_line_with_another_port(data: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        line = one_line(run(data, "up", "--port", str(port)))
    assert f"port {port}" in line and "--port" in line


def test_a_data_folder_in_use_is_one_line(data: Path) -> None:
    ward = start(data)
    try:
        line = one_line(run(data, "up", "--port", str(free_port())))
        assert str(data) in line and "in use" in line and str(ward.process.pid) in line
        line = one_line(run(data, "restore", __file__, "--force"))
        assert "in use" in line
    finally:
        ward.stop()


def test_a_backup_of_a_running_ward_starts_elsewhere(data: Path, tmp_path: Path) -> None:
    archive, elsewhere = tmp_path / "b.tar.gz", tmp_path / "elsewhere"
    # Without its worker, whose jobs add numbers between two looks.
    ward = start(data, "--no-worker")
    try:
        made = run(data, "backup", str(archive))
        assert made.returncode == 0, made.stderr
        assert "keep it as safe" in made.stderr
        policy = ward.get("/api/v1/policy")
    finally:
        ward.stop()
    assert run(elsewhere, "restore", str(archive)).returncode == 0
    second = start(elsewhere, "--no-worker")
    try:
        assert timeless(second.get("/api/v1/policy")) == timeless(policy)
    finally:
        assert second.stop() == 0


@pytest.mark.parametrize(
    ("words", "more", "what"),
    [
        (["--clock", "2026-03-30T10:00"], {}, "--clock"),
        ([], {"HANAMIZUKI_CLOCK": "2026-03-30T10:00"}, "--clock"),
        ([], {"HANAMIZUKI_RATE_LIMIT": "off"}, "RATE_LIMIT"),
    ],
)
@pytest.mark.parametrize("command", ["up", "serve"])
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_nothing_of_a_rehearsal_is_served_to_others(
    words: list[str], more: dict[str, str], what: str, command: str, host: str, tmp_path: Path
) -> None:
    port = str(free_port())
    line = one_line(run(tmp_path / "d", command, "--host", host, "--port", port, *words, **more))
    assert what in line
    assert not (tmp_path / "d").exists()


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["up", "--clock", "tomorrow"], "2026-03-30T10:00"),
        (["up", "--port", "99999"], "99999"),
        (["up", "--host", "no.such.host.invalid", "--port", "8199"], "no.such.host.invalid"),
        (["serve", "--workers", "0"], "--workers"),
        (["restore", "nowhere.tar.gz"], "nowhere.tar.gz"),
    ],
)
def test_what_cannot_work_is_one_line(words: list[str], what: str, tmp_path: Path) -> None:
    assert what in one_line(run(tmp_path / "d", *words))


def test_a_ward_that_was_not_prepared_is_not_served(tmp_path: Path) -> None:
    line = one_line(run(tmp_path / "d", "serve", "--port", str(free_port())))
    assert "hanamizuki prepare" in line


def test_serve_serves_what_prepare_made(data: Path) -> None:
    ward = start(data, command="serve")
    assert ward.get("/")[0] == 200
    assert ward.stop() == 0


def test_an_interrupted_command_is_not_taken_for_a_finished_one(data: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "hanamizuki.cli", "prepare"],
        env=environment(data / "new"),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 128 + signal.SIGTERM


def test_a_terminal_without_japanese_shows_what_it_can(tmp_path: Path) -> None:
    done = run(tmp_path / "d", "doctor", PYTHONIOENCODING="ascii")
    assert "FAIL  tables" in done.stdout and "UnicodeEncodeError" not in done.stderr


def test_a_wrong_database_address_is_one_line(tmp_path: Path) -> None:
    more = {"DATABASE_URL": "mysql://x/y"}
    assert "postgresql://" in one_line(run(tmp_path / "d", "prepare", **more))


def test_every_command_explains_itself() -> None:
    overview = run(ROOT, "--help")
    assert overview.returncode == 0
    commands = ("up", "serve", "prepare", "backup", "restore", "doctor", "search", "worker")
    for command in commands:
        assert command in overview.stdout
        assert run(ROOT, command, "--help").returncode == 0
