"""Dots as ESC/POS, the language of receipt printers: raster only, so any letter prints. Pure."""

from __future__ import annotations

from hanamizuki.desk.printing.raster import Dots

BAND = 128
"""Rows in one piece: printers with little memory take no more at once."""
RESET = b"\x1b@"
CUT = b"\x1dV\x42\x00"  # feed to the cutter, then cut
ASK_PAPER = b"\x10\x04\x04"
ASK_STATE = b"\x10\x04\x02"


def job(dots: Dots) -> bytes:
    """Everything that prints one slip and cuts it off."""
    across = dots.width // 8
    parts = [RESET]
    for start in range(0, len(dots.rows), BAND):
        rows = dots.rows[start : start + BAND]
        head = b"\x1dv0\x00" + across.to_bytes(2, "little") + len(rows).to_bytes(2, "little")
        parts.append(head + b"".join(rows))
    parts.append(CUT)
    return b"".join(parts)


def paper_is_out(answer: int) -> bool:
    """What the byte after ASK_PAPER says."""
    return answer & 0x60 == 0x60


def cover_is_open(answer: int) -> bool:
    """What the byte after ASK_STATE says: the cover."""
    return bool(answer & 0x04)


def is_stopped(answer: int) -> bool:
    """What the byte after ASK_STATE says: stopped for want of paper, or by an error."""
    return bool(answer & 0x60)
