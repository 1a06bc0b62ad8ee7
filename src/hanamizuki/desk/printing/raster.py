"""A PNG picture as rows of black dots. Pure: reads 8-bit grey, RGB or RGBA without interlace."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

WIDTH = 576
"""Dots across 72 mm, what the paper of 80 mm takes."""
_DARK = 160
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 6: 4}


@dataclass(frozen=True)
class Dots:
    """Black and white: `rows` of bytes, eight dots each, the left one highest; 1 is black."""

    width: int
    rows: tuple[bytes, ...]


def dots(png: bytes, width: int = WIDTH) -> Dots:
    """A picture cut or filled up to a width (a multiple of 8). Raises ValueError for another."""
    wide, channels, lines = _lines(png)
    rows = []
    for line in lines:
        # The first channel is enough: what is printed is black on white.
        levels = line[: wide * channels : channels][:width].ljust(width, b"\xff")
        bits = levels.translate(_TO_BIT)
        rows.append(int(bits, 2).to_bytes(width // 8, "big"))
    return Dots(width, tuple(rows))


_TO_BIT = bytes(ord("1") if level < _DARK else ord("0") for level in range(256))


def _lines(png: bytes) -> tuple[int, int, list[bytes]]:
    if not png.startswith(_SIGNATURE):
        raise ValueError("this is no PNG")
    position, header, packed = len(_SIGNATURE), b"", b""
    while position + 8 <= len(png):
        size, kind = struct.unpack_from(">I4s", png, position)
        body = png[position + 8 : position + 8 + size]
        if kind == b"IHDR":
            header = body
        elif kind == b"IDAT":
            packed += body
        position += size + 12
    if len(header) != 13:
        raise ValueError("the PNG has no header")
    wide, high, depth, colour, _packing, _filter, interlace = struct.unpack(">IIBBBBB", header)
    if depth != 8 or colour not in _CHANNELS or interlace:
        raise ValueError(f"a PNG of depth {depth}, colour {colour}, interlace {interlace}")
    step = _CHANNELS[colour]
    size = wide * step
    try:
        raw = zlib.decompress(packed)
    except zlib.error as error:
        raise ValueError(f"the PNG cannot be unpacked: {error}") from error
    if len(raw) != high * (size + 1):
        raise ValueError("the PNG ends too soon")
    lines, before = [], bytes(size)
    for number in range(high):
        start = number * (size + 1)
        before = _unfiltered(raw[start], raw[start + 1 : start + 1 + size], before, step)
        lines.append(before)
    return wide, step, lines


def _unfiltered(how: int, line: bytes, above: bytes, step: int) -> bytes:
    """One line as it was before the PNG's filter; only the first channel of each dot is kept
    right, since each channel is filtered by itself and no other is looked at."""
    if how == 0 or (how in (1, 2) and not any(line) and not any(above)):
        return line
    made = bytearray(line)
    left = upper_left = 0
    for at in range(0, len(line), step):
        up = above[at]
        match how:
            case 1:
                guess = left
            case 2:
                guess = up
            case 3:
                guess = (left + up) // 2
            case 4:
                guess = _paeth(left, up, upper_left)
            case _:
                raise ValueError(f"PNG filter {how}")
        left = made[at] = (line[at] + guess) & 255
        upper_left = up
    return bytes(made)


def _paeth(left: int, up: int, upper_left: int) -> int:
    near = left + up - upper_left
    by_left, by_up, by_both = abs(near - left), abs(near - up), abs(near - upper_left)
    if by_left <= by_up and by_left <= by_both:
        return left
    return up if by_up <= by_both else upper_left
