"""The desk's stream from a served ward: nobody misses a call, whatever happens to their line."""

from __future__ import annotations

import json
import resource
import shutil
import signal
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support.desk import Desk, start_again
from tests.support.stream import Stream
from tests.support.ward import Ward, start


@pytest.fixture(scope="module")
def ward(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    data = shutil.copytree(prepared, tmp_path_factory.mktemp("desk") / "data")
    served = start(data, "--no-worker", command="serve", HANAMIZUKI_RATE_LIMIT="off")
    yield served
    served.stop()


@pytest.fixture(scope="module")
def desk(ward: Ward) -> Iterator[Desk]:
    with Desk(ward.data) as working:
        yield working


def test_a_call_reaches_every_board_and_the_phone(ward: Ward, desk: Desk) -> None:
    secret = desk("issue")["secret"]
    boards = [Stream(ward.url) for _ in range(3)]
    phone = Stream(ward.url, f"?ticket={secret}")
    assert boards[0].headers["content-type"].startswith("text/event-stream")
    assert boards[0].headers["cache-control"] == "no-store"
    assert boards[0].headers["x-accel-buffering"] == "no"
    assert "set-cookie" not in boards[0].headers
    assert boards[0].headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in phone.headers
    for board in boards:
        board.until("snapshot")
    own = phone.until("ticket")
    assert own["state"] == "waiting"
    while (label := desk("next")["label"]) != own["label"]:
        assert label
    for board in boards:
        call = board.until("call", label=own["label"])
        assert (call["window"], call["floor"], call["again"]) == ("91", "9F", False)
    called = phone.until("ticket", state="called")
    assert (called["label"], called["window"]) == (own["label"], "91")
    desk("recall")
    assert boards[0].until("call", label=own["label"])["again"]
    for one in (*boards, phone):
        one.close()


def test_lines_and_counters_are_told(ward: Ward, desk: Desk) -> None:
    board = Stream(ward.url)
    before = next(one for one in board.until("snapshot")["services"] if one["code"] == "t-tax")
    desk("issue", "t-tax", 3)
    while True:
        told = board.until("lines")
        tax = [one for one in told["services"] if one["code"] == "t-tax"]
        if tax and tax[0]["waiting"] == before["waiting"] + 3:
            break
    desk("pause", "t-tax")
    assert board.until("counter", window="92")["state"] == "paused"
    desk("open")
    assert board.until("counter", window="92")["state"] == "open"
    board.close()


def test_places_move_up_on_the_phone(ward: Ward, desk: Desk) -> None:
    desk("issue", "t-tax", 2)
    phone = Stream(ward.url, f"?ticket={desk('issue', 't-tax')['secret']}")
    position = phone.until("ticket")["position"]
    assert position >= 2
    desk("next", "t-tax")
    assert phone.until("ticket", position=position - 1)["state"] == "waiting"
    phone.close()


def test_who_comes_back_misses_no_call_and_gets_none_twice(ward: Ward, desk: Desk) -> None:
    desk("issue", "t-moving", 12)
    seen: list[str] = []
    expected: list[str] = []
    last: int | None = None
    for number in range(6):
        board = Stream(ward.url, last=last)
        if last is None:
            last = board.until("snapshot")["seq"]
        expected.append(desk("next")["label"])
        if number % 2:  # gone before it was read; one more while nobody listens
            board.close()
            expected.append(desk("next")["label"])
            continue
        for event, message, last_now in board:
            last = last_now
            if event == "call":
                seen.append(message["label"])
                if message["label"] == expected[-1]:
                    break
        board.close()
    with Stream(ward.url, last=last) as board:
        for event, message, _last in board:
            if event == "call":
                seen.append(message["label"])
                if message["label"] == expected[-1]:
                    break
    assert seen == expected


def test_an_unknown_number_to_go_on_from_gets_the_present(ward: Ward, desk: Desk) -> None:
    for last in (10**15, 0):
        board = Stream(ward.url, last=last)
        event, message, _ = next(iter(board))
        assert event in ("snapshot", "counter", "call") and message["seq"] > 0
        if last:
            assert event == "snapshot"
        board.close()


def test_forged_secrets_get_nothing(ward: Ward) -> None:
    with Stream(ward.url, "?ticket=forged") as phone:
        assert phone.status == 404
    assert ward.get("/api/v1/desk/tickets/forged")[0] == 404


def asked(url: str, etag: str = "") -> tuple[int, str, bytes]:
    request = urllib.request.Request(url, headers={"If-None-Match": etag} if etag else {})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers["ETag"], answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["ETag"], b""


def test_polling_gives_the_same_and_costs_nothing_when_nothing_happened(
    ward: Ward, desk: Desk
) -> None:
    secret = desk("issue")["secret"]
    for path in ("state", f"tickets/{secret}"):
        url = f"{ward.url}/api/v1/desk/{path}"
        status, etag, body = asked(url)
        assert status == 200 and json.loads(body)["seq"]
        again = [asked(url, etag)[0] for _ in range(2)]  # the minute may turn once
        assert 304 in again
        assert asked(url, '"1"')[0] == 200


def test_what_is_private_is_stored_by_nobody(ward: Ward, desk: Desk) -> None:
    secret = desk("issue")["secret"]
    with urllib.request.urlopen(f"{ward.url}/api/v1/desk/tickets/{secret}", timeout=10) as answer:
        own = answer.headers
    assert own["Cache-Control"] == "no-store, private"
    phone = Stream(ward.url, f"?ticket={secret}")
    for headers in (own, phone.headers):
        assert headers["x-robots-tag"] == "noindex, nofollow"
        assert headers["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in headers
    phone.close()


def test_one_who_does_not_read_holds_up_nobody(ward: Ward, desk: Desk) -> None:
    parts = urlsplit(ward.url)
    sleeper = socket.socket()
    sleeper.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
    sleeper.connect((parts.hostname, parts.port))
    sleeper.sendall(b"GET /api/v1/desk/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    board = Stream(ward.url)
    board.until("snapshot")
    desk("issue", "t-moving", 20)
    for _ in range(20):
        label = desk("next")["label"]
        if label is None:
            break
        board.until("call", label=label)
    assert ward.get("/healthz")[0] == 200
    sleeper.close()
    board.close()


def test_the_limit_of_streams_is_told_politely(prepared: Path, tmp_path: Path) -> None:
    data = shutil.copytree(prepared, tmp_path / "data")
    served = start(data, "--no-worker", command="serve", HANAMIZUKI_LISTENERS="2")
    try:
        open_streams = [Stream(served.url) for _ in range(2)]
        for one in open_streams:
            one.until("snapshot")
        with Stream(served.url) as refused:
            assert refused.status == 503 and int(refused.headers["retry-after"]) > 0
        assert served.get("/healthz")[0] == 200
        open_streams[0].close()
        deadline = time.monotonic() + 15
        while True:
            with Stream(served.url) as late:
                if late.status == 200:
                    break
            assert time.monotonic() < deadline, "a closed stream still counts"
            time.sleep(0.2)
        open_streams[1].close()
    finally:
        served.stop()


@pytest.mark.slow
def test_after_kill_9_boards_resume_and_nothing_is_lost(prepared: Path, tmp_path: Path) -> None:
    data = shutil.copytree(prepared, tmp_path / "data")
    served = start(data, "--no-worker", command="serve")
    try:
        _killed_and_back(served)
    finally:
        served.process.kill()
        served.process.wait()


def _killed_and_back(served: Ward) -> None:
    with Desk(served.data) as desk:
        desk("issue", "t-moving", 5)
        board = Stream(served.url)
        last = board.until("snapshot")["seq"]
        served.process.send_signal(signal.SIGKILL)
        served.process.wait()
        board.close()
        labels = [desk("next")["label"] for _ in range(3)]  # another process went on
        served = start_again(served)
        try:
            with Stream(served.url, last=last) as board:
                got = [board.until("call")["label"] for _ in range(3)]
            assert got == labels
        finally:
            served.stop()


@pytest.mark.postgres
@pytest.mark.slow
def test_two_processes_on_postgres_see_each_others_calls(postgres_url: str, tmp_path: Path) -> None:
    wards = []
    try:
        for name in ("one", "two"):
            data = tmp_path / name
            wards.append(start(data, "--no-demo", "--no-worker", DATABASE_URL=postgres_url))
        with Desk(wards[0].data, DATABASE_URL=postgres_url) as desk:
            secret = desk("issue")["secret"]
            listeners = [Stream(one.url) for one in wards]
            phone = Stream(wards[1].url, f"?ticket={secret}")
            for one in listeners:
                one.until("snapshot")
            label = desk("next")["label"]
            for one in listeners:
                assert one.until("call")["label"] == label
            assert phone.until("ticket", state="called")["window"] == "91"
            for one in (*listeners, phone):
                one.close()
    finally:
        for one in wards:
            one.stop()


def drain(one: Stream) -> None:
    with suppress(OSError, ValueError):
        list(one)


def test_stopping_does_not_wait_for_open_streams(prepared: Path, tmp_path: Path) -> None:
    data = shutil.copytree(prepared, tmp_path / "data")
    served = start(data, "--no-worker", command="serve")
    streams = [Stream(served.url) for _ in range(5)]
    for one in streams:
        one.until("snapshot")
    read = [threading.Thread(target=lambda one=one: drain(one), daemon=True) for one in streams]
    for thread in read:
        thread.start()
    served.stop(signal.SIGTERM)  # it fails where it takes more than its patience
    for thread in read:
        thread.join(timeout=10)
        assert not thread.is_alive()
    for one in streams:
        one.close()


@pytest.mark.slow
def test_pages_are_served_beside_more_streams_than_the_server_queues(ward: Ward) -> None:
    many = 4_300  # the server's own limit of requests at once would be 4,096
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    if before[1] < many + 200:
        pytest.fail(f"the machine allows only {before[1]} open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1], before[1]))
    parts = urlsplit(ward.url)
    streams = []
    try:
        for _ in range(many):
            one = socket.create_connection((parts.hostname, parts.port), timeout=15)
            streams.append(one)
            one.sendall(b"GET /api/v1/desk/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert streams[-1].recv(12) == b"HTTP/1.1 200"
        assert ward.get("/desk/board/")[0] == 200
    finally:
        for one in streams:
            one.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
