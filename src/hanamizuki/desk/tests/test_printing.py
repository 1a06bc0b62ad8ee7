"""The slip: its picture in dots, what goes over the wire, and a printer that does not behave."""

from __future__ import annotations

import os
import re
import socket
import struct
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.core.receipts import new_token
from hanamizuki.desk.models import SlipPrinter, Ticket
from hanamizuki.desk.printing import escpos, printer, raster
from hanamizuki.desk.printing.printer import PrinterTrouble, place_of, send
from hanamizuki.desk.printing.status import status
from hanamizuki.desk.tests.conftest import Office

WELL = {escpos.ASK_PAPER: 0x12, escpos.ASK_STATE: 0x12}


# ---- dots


def png(rows: list[bytes], how: int, colour: int = 6) -> bytes:
    """A PNG of grey levels, each line filtered in one way."""
    step = {0: 1, 2: 3, 6: 4}[colour]
    wide = len(rows[0])
    packed, above = b"", bytes(wide * step)
    for row in rows:
        line = b"".join(bytes([level] * min(step, 3)) + b"\xff" * (step == 4) for level in row)
        made = bytearray()
        for at, value in enumerate(line):
            left = line[at - step] if at >= step else 0
            corner = above[at - step] if at >= step else 0
            guess = (0, left, above[at], (left + above[at]) // 2, 0)[how]
            if how == 4:
                near = left + above[at] - corner
                guess = min((left, above[at], corner), key=lambda one: abs(near - one))
            made.append((value - guess) & 255)
        packed += bytes([how]) + made
        above = line
    header = struct.pack(">IIBBBBB", wide, len(rows), 8, colour, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(packed)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


@given(
    st.lists(st.binary(min_size=16, max_size=16), min_size=1, max_size=4),
    st.integers(0, 4),
    st.sampled_from([0, 2, 6]),
)
def test_dark_dots_are_black_whatever_the_filter(rows: list[bytes], how: int, colour: int) -> None:
    made = raster.dots(png(rows, how, colour), width=24)
    assert len(made.rows) == len(rows)
    for row, packed in zip(rows, made.rows, strict=True):
        bits = f"{int.from_bytes(packed, 'big'):024b}"
        assert bits[:16] == "".join("1" if level < 160 else "0" for level in row)
        assert bits[16:] == "0" * 8


@pytest.mark.parametrize("wrong", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", png([b"\0" * 8], 0)[:-40]])
def test_what_is_no_picture_is_refused(wrong: bytes) -> None:
    with pytest.raises(ValueError):
        raster.dots(wrong)


def test_a_job_is_bands_of_raster_and_a_cut() -> None:
    dots = raster.Dots(576, tuple(bytes([number % 256]) * 72 for number in range(300)))
    job = escpos.job(dots)
    rest, rows = job.removeprefix(escpos.RESET), []
    while rest.startswith(b"\x1dv0\x00"):
        across, many = struct.unpack_from("<HH", rest, 4)
        assert across == 72 and many <= escpos.BAND
        rows.append(rest[8 : 8 + across * many])
        rest = rest[8 + across * many :]
    assert rest == escpos.CUT and b"".join(rows) == b"".join(dots.rows)


# ---- printers


class FakePrinter(threading.Thread):
    """Takes one job after another; answers on its state as it is told to."""

    def __init__(self, answers: dict[bytes, int] | None, stop_after: int | None = None) -> None:
        super().__init__(daemon=True)
        self.answers, self.stop_after, self.taken = answers, stop_after, b""
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp://127.0.0.1:{self.server.getsockname()[1]}"

    def run(self) -> None:
        while True:
            try:
                wire, _who = self.server.accept()
            except OSError:
                return
            with wire:
                self._one(wire)

    def _one(self, wire: socket.socket) -> None:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        while data := wire.recv(4096):
            for question in (escpos.ASK_PAPER, escpos.ASK_STATE):
                if data.endswith(question):
                    data = data.removesuffix(question)
                    if self.answers is not None:
                        wire.sendall(bytes([self.answers[question]]))
            self.taken += data
            if self.stop_after is not None and len(self.taken) > self.stop_after:
                return  # somebody pulls the plug


@pytest.fixture
def fake() -> Iterator[Any]:
    made: list[FakePrinter] = []

    def start(*given: Any, **more: Any) -> FakePrinter:
        made.append(FakePrinter(*given, **more))
        made[-1].start()
        return made[-1]

    yield start
    for one in made:
        one.server.close()


JOB = escpos.job(raster.Dots(576, tuple(bytes(72) for _ in range(20_000))))


def test_a_printer_takes_the_job(fake: Any) -> None:
    one = fake(WELL)
    send(one.address, JOB)
    assert one.taken == JOB


def test_one_that_says_nothing_of_itself_prints_too(
    fake: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printer, "ANSWER", 0.1)
    one = fake(None)
    send(one.address, JOB)
    assert JOB in one.taken.replace(escpos.ASK_PAPER, b"")


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({**WELL, escpos.ASK_PAPER: 0x72}, "paper"),
        ({**WELL, escpos.ASK_STATE: 0x16}, "cover"),
        ({**WELL, escpos.ASK_STATE: 0x52}, "offline"),
    ],
)
def test_it_says_what_is_wrong_before_anything_is_sent(
    fake: Any, answers: dict[bytes, int], code: str
) -> None:
    one = fake(answers)
    with pytest.raises(PrinterTrouble) as trouble:
        send(one.address, JOB)
    assert trouble.value.code == code and one.taken == b""


def test_one_that_stops_in_the_middle(fake: Any) -> None:
    one = fake(WELL, stop_after=10_000)
    with pytest.raises(PrinterTrouble) as trouble:
        send(one.address, JOB)
    assert trouble.value.code == "stopped" and 0 < len(one.taken) < len(JOB)


def test_nobody_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
    with pytest.raises(PrinterTrouble) as trouble:
        send(address, JOB)
    assert trouble.value.code == "unreachable"


def test_a_device_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printer, "PATIENCE", 0.2)
    with pytest.raises(PrinterTrouble) as trouble:
        send(str(tmp_path / "lp0"), JOB)
    assert trouble.value.code == "unreachable"
    plain = tmp_path / "lp1"
    plain.touch()
    send(str(plain), JOB)
    assert plain.read_bytes() == JOB
    pipe = tmp_path / "lp2"  # takes a while, then nothing: nobody reads on
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(PrinterTrouble) as trouble:
        send(str(pipe), JOB)
    assert trouble.value.code == "stopped"
    with pytest.raises(PrinterTrouble) as trouble:
        send(str(pipe), JOB)
    assert trouble.value.code == "paper"
    os.close(reader)


@pytest.mark.parametrize("wrong", ["", "tcp://", ":9100", "tcp://printer:lpd"])
def test_an_address_that_cannot_be(wrong: str) -> None:
    with pytest.raises(ValueError, match="9100"):
        place_of(wrong)


# ---- the kiosk with it


@pytest.fixture
def kiosk(office: Office) -> Client:
    return Client(REMOTE_ADDR="127.0.0.1")


def take(kiosk: Client) -> str:
    answer = kiosk.post("/desk/kiosk/take/moved-in/", {"stop": "insurance"})
    assert answer.status_code == 302
    return str(answer.url)


def test_a_slip_is_printed_with_number_and_way(kiosk: Client, fake: Any, settings: Any) -> None:
    one = fake(WELL)
    settings.SLIP_PRINTER = one.address
    path = take(kiosk)
    answer = kiosk.post(f"{path}print/", headers={"Accept": "application/json"})
    assert answer.json() == {"printed": True, "trouble": "", "words": ""}
    across, many = struct.unpack_from("<HH", one.taken, 6)
    assert across == 72 and many == escpos.BAND and one.taken.endswith(escpos.CUT)
    black = sum(byte.bit_count() for byte in one.taken)
    assert 20_000 < black < 200_000  # something stands on it, and it is no black sheet
    assert status().trouble == "" and status().seen is not None


def test_without_paper_the_number_stands_and_staff_see_it(
    kiosk: Client, fake: Any, settings: Any
) -> None:
    settings.SLIP_PRINTER = fake({**WELL, escpos.ASK_PAPER: 0x72}).address
    path = take(kiosk)
    answer = kiosk.post(f"{path}print/", headers={"Accept": "application/json"}).json()
    assert answer == {"printed": False, "trouble": "paper", "words": "紙がありません"}
    page = kiosk.get(path).content.decode()
    assert "A001" in page and "<svg" in page and "番号はそのまま使えます" in page
    assert Ticket.objects.get().state == "waiting"
    state = status()
    assert state.trouble == "paper" and state.words and state.since
    settings.SLIP_PRINTER = fake(WELL).address
    assert status().trouble == ""


def test_trouble_keeps_its_beginning_and_goes_when_it_is_over(
    kiosk: Client, fake: Any, settings: Any, office: Office
) -> None:
    one = fake({**WELL, escpos.ASK_STATE: 0x16})
    settings.SLIP_PRINTER = one.address
    path = take(kiosk)
    kiosk.post(f"{path}print/")
    begun = status().since
    office.clock.shift(60)
    kiosk.post(f"{path}print/")
    assert status().since == begun and status().seen != begun
    one.answers = WELL
    kiosk.post(f"{path}print/")
    assert status().trouble == "" and SlipPrinter.objects.count() == 1


def test_without_a_printer_there_is_a_preview(kiosk: Client) -> None:
    path = take(kiosk)
    answer = kiosk.post(f"{path}print/", headers={"Accept": "application/json"}).json()
    assert answer["trouble"] == "none" and not SlipPrinter.objects.exists()
    page = kiosk.get(f"{path}slip/").content.decode()
    assert re.search(r'alt="A001 [^"]+"', page)
    picture = kiosk.get(f"{path}slip/?png")
    assert picture.headers["Content-Type"] == "image/png"
    assert raster.dots(picture.content).width == 576


def test_nobody_prints_from_outside_or_without_the_link(kiosk: Client) -> None:
    path = take(kiosk)
    assert Client(REMOTE_ADDR="192.0.2.7").post(f"{path}print/").status_code == 403
    assert kiosk.get(f"{path}print/").status_code == 405
    forged = f"/desk/kiosk/number/{new_token()}/print/"
    assert kiosk.post(forged).status_code == 404
