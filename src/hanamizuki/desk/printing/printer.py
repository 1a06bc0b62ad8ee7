"""Sends a job to the printer: over the network (port 9100) or to a device file."""

from __future__ import annotations

import os
import select
import socket
import time
from contextlib import suppress
from typing import Literal

from hanamizuki.desk.printing import escpos

Trouble = Literal["paper", "cover", "offline", "unreachable", "stopped", "slip"]
PORT = 9100
PATIENCE = 4.0  # seconds to connect, and for each piece to be taken
ANSWER = 1.0  # seconds for a word on its state; many printers have none


class PrinterTrouble(Exception):
    """The slip was not printed, or not whole; `code` says why (words.PRINTER)."""

    def __init__(self, code: Trouble) -> None:
        super().__init__(code)
        self.code: Trouble = code


def send(address: str, job: bytes) -> None:
    """Print a job. `address` is tcp://host[:9100], host:port, or the path of a device file.

    Raises PrinterTrouble; after it some of the slip may have come out.
    """
    if address.startswith("/"):
        _to_device(address, job)
    else:
        host, port = place_of(address)
        _over_network(host, port, job)


def place_of(address: str) -> tuple[str, int]:
    """Host and port of a network printer. Raises ValueError, naming what was expected."""
    host, _, port = address.removeprefix("tcp://").partition(":")
    if not host or (port and not (port.isascii() and port.isdecimal())):
        raise ValueError(f"{address!r}: write tcp://host:9100 or the path of a device file")
    return host, int(port or PORT)


def _over_network(host: str, port: int, job: bytes) -> None:
    try:
        wire = socket.create_connection((host, port), timeout=PATIENCE)
    except OSError as error:
        raise PrinterTrouble("unreachable") from error
    with wire:
        before = _state(wire)
        if before:
            raise PrinterTrouble(before)
        wire.settimeout(PATIENCE)
        try:
            wire.sendall(job)
        except OSError as error:
            raise PrinterTrouble("stopped") from error
        after = _state(wire, gone="stopped")
        if after:
            raise PrinterTrouble(after)


def _state(wire: socket.socket, gone: Trouble = "unreachable") -> Trouble | None:
    """What the printer says is wrong; None where all is well or it says nothing."""
    wire.settimeout(ANSWER)
    try:
        for question in (escpos.ASK_PAPER, escpos.ASK_STATE):
            wire.sendall(question)
            answer = wire.recv(1)
            if not answer:
                raise PrinterTrouble(gone)
            if question == escpos.ASK_PAPER:
                if escpos.paper_is_out(answer[0]):
                    return "paper"
            elif escpos.cover_is_open(answer[0]):
                return "cover"
            elif escpos.is_stopped(answer[0]):
                return "offline"
    except TimeoutError:
        return None
    except OSError as error:
        raise PrinterTrouble(gone) from error
    return None


def _to_device(path: str, job: bytes) -> None:
    """Without blocking: a device that is out of paper takes nothing and says nothing."""
    try:
        device = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    except OSError as error:
        raise PrinterTrouble("unreachable") from error
    try:
        left, until = memoryview(job), time.monotonic() + PATIENCE
        while left:
            _read, ready, _wrong = select.select([], [device], [], max(0, until - time.monotonic()))
            if not ready:
                raise PrinterTrouble("paper" if len(left) == len(job) else "stopped")
            with suppress(BlockingIOError):
                left = left[os.write(device, left[:4096]) :]
                until = time.monotonic() + PATIENCE
    except OSError as error:
        raise PrinterTrouble("stopped") from error
    finally:
        os.close(device)
