"""The server takes bodies without spending threads on them, and says no in the right way."""

from __future__ import annotations

import hashlib
import http.client
import json
import select
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.support.echo import LIMIT, PATIENCE
from tests.support.ward import ROOT, Ward, environment, free_port

DIGEST = hashlib.sha256


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of the echo application under granian."""
    number = free_port()
    words = ["--interface", "asginl", "--http", "1", "--no-ws", "--port", str(number)]
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", *words, "tests.support.echo:application"],
        cwd=ROOT,
        env=environment(tmp_path_factory.mktemp("echo"), PYTHONPATH=f"{ROOT / 'src'}:{ROOT}"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", number), 1).close()
            break
        except OSError:
            assert process.poll() is None and time.monotonic() < deadline, "granian did not start"
            time.sleep(0.05)
    yield number
    process.terminate()
    process.wait(10)


def ask(port: int, method: str, path: str, body: bytes | Iterator[bytes] | None = None) -> tuple:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, body, encode_chunked=not isinstance(body, bytes | None))
    answer = connection.getresponse()
    found = (answer.status, answer.read(), dict(answer.getheaders()))
    connection.close()
    return found


def stalled(port: int, path: str = "/") -> socket.socket:
    """A connection that announces 1,000 bytes, sends 3 and goes silent."""
    made = socket.create_connection(("127.0.0.1", port), 20)
    made.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc".encode())
    return made


def unanswered(connections: list[socket.socket]) -> int:
    """How many of them have got nothing yet: what was answered meanwhile did not wait for them."""
    return len(connections) - len(select.select(connections, [], [], 0)[0])


def raw(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), 20) as made:
        made.sendall(request)
        return made.makefile("rb").read()


def eventually(true: Callable[[], bool], seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return False


def test_a_page(port: int) -> None:
    status, body, _ = ask(port, "GET", "/?a=1")
    assert (status, body) == (200, f"0 {DIGEST(b'').hexdigest()} a=1 ".encode())


@pytest.mark.parametrize("size", [1, 100_000, LIMIT])
def test_a_body_arrives_whole(port: int, size: int) -> None:
    sent = bytes(i % 251 for i in range(size))
    status, body, _ = ask(port, "POST", "/", sent)
    assert status == 200
    assert body.split()[:2] == [str(size).encode(), DIGEST(sent).hexdigest().encode()]


def test_a_chunked_body_arrives_whole(port: int) -> None:
    status, body, _ = ask(port, "POST", "/", iter([b"abc", b"def" * 1000]))
    assert (status, body.split()[0]) == (200, b"3003")


def test_twenty_stalled_uploads_hold_up_no_page(port: int) -> None:
    with ExitStack() as open_connections:
        waiting = [open_connections.enter_context(stalled(port)) for _ in range(20)]
        time.sleep(0.2)
        assert ask(port, "GET", "/")[0] == 200
        assert unanswered(waiting) == 20


def test_a_stalled_upload_is_told_so(port: int) -> None:
    with stalled(port) as made:
        answer = made.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert "途中で止まりました".encode() in answer


def test_a_drip_of_single_bytes_does_not_go_on_for_ever(port: int) -> None:
    begun = time.monotonic()
    with stalled(port) as made:
        made.settimeout(0.2)
        answer = b""
        while not answer and time.monotonic() - begun < 20:
            try:
                made.sendall(b"x")
                answer = made.recv(100)
            except TimeoutError:
                continue
    assert answer.startswith(b"HTTP/1.1 408 ")


def test_too_large_is_refused_when_announced_and_when_sent(port: int) -> None:
    status, body, headers = ask(port, "POST", "/", b"x" * (LIMIT + 1))
    assert status == 413 and "大きすぎます".encode() in body
    assert headers["cache-control"] == "no-store"
    assert ask(port, "POST", "/", iter([b"x" * 50_000] * 6))[0] == 413


def test_the_api_says_it_as_problem_json(port: int) -> None:
    status, body, headers = ask(port, "POST", "/api/v1/voices", b"x" * (LIMIT + 1))
    assert (status, headers["content-type"]) == (413, "application/problem+json")
    problem = json.loads(body)
    assert problem["status"] == 413 and problem["title"] and problem["title_ja"]


def test_a_client_that_leaves_gives_its_room_back(port: int) -> None:
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", port), 5) as made:
            head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {LIMIT}\r\n\r\n".encode()
            made.sendall(head + b"x" * 90_000)
            assert eventually(lambda: int(ask(port, "GET", "/held")[1]) > 0)
        assert eventually(lambda: ask(port, "GET", "/held")[1] == b"0")


def test_all_bodies_together_have_a_limit(port: int) -> None:
    with ExitStack() as open_connections:
        for _ in range(4):
            made = open_connections.enter_context(socket.create_connection(("127.0.0.1", port), 5))
            head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {LIMIT}\r\n\r\n".encode()
            made.sendall(head + b"x" * 120_000)
        assert eventually(lambda: int(ask(port, "GET", "/held")[1]) > 400_000, PATIENCE)
        status, _, headers = ask(port, "POST", "/", b"x" * 150_000)
        assert status == 503 and int(headers["retry-after"]) > 0
    assert eventually(lambda: ask(port, "GET", "/held")[1] == b"0")


def test_slow_and_leaving_readers_hold_no_thread(port: int) -> None:
    with ExitStack() as open_connections:
        for number in range(12):
            made = open_connections.enter_context(socket.socket())
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            made.connect(("127.0.0.1", port))
            made.sendall(b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n")
            if number % 2:
                made.close()
        time.sleep(0.5)
        assert ask(port, "GET", "/")[0] == 200


def test_four_requests_are_answered_at_a_time(port: int) -> None:
    request = b"GET /four HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with ExitStack() as open_connections:
        made = [
            open_connections.enter_context(socket.create_connection(("127.0.0.1", port), 20))
            for _ in range(4)
        ]
        for connection in made:
            connection.sendall(request)
        answers = [connection.makefile("rb").read() for connection in made]
    assert all(answer.startswith(b"HTTP/1.1 200") for answer in answers)


def test_a_header_with_an_underscore_does_not_pass_for_another(port: int) -> None:
    answer = raw(
        port,
        b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        b"X_Forwarded_Proto: https\r\nX-Real: 1\r\n\r\n",
    )
    assert b"HTTP_X_REAL" in answer and b"FORWARDED" not in answer


def test_an_unquoted_japanese_address_is_quoted_not_an_error(port: int) -> None:
    answer = raw(port, "GET /?q=犬 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 200") and b"q=%E7%8A%AC" in answer


def test_the_ward_itself_answers_while_uploads_stall(live_ward: Ward) -> None:
    number = int(live_ward.url.rpartition(":")[2])
    with ExitStack() as open_connections:
        waiting = [
            open_connections.enter_context(stalled(number, "/api/v1/search")) for _ in range(20)
        ]
        time.sleep(0.2)
        assert live_ward.get("/healthz")[0] == 200
        assert unanswered(waiting) == 20


def test_the_ward_refuses_a_file_over_25_megabytes(live_ward: Ward) -> None:
    number = int(live_ward.url.rpartition(":")[2])
    assert ask(number, "POST", "/", b"\0" * 25_000_001)[0] == 413
