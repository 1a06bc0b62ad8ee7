"""Physical lines to pieces: columns and items that share a line stand one after another."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from hanamizuki.policy.logic.cleaning import Line
from hanamizuki.policy.logic.columns import side_by_side
from hanamizuki.policy.logic.markers import find_marker

_BLANKS = re.compile(r"(?<![ 　])[ 　]+(?=[(（⑴-⒇])")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(frozen=True, slots=True)
class Piece:
    """A physical line (or a part of one between <br>) with what came before it."""

    line: Line
    text: str
    gap: bool
    bridged: bool


def pieces_of(lines: list[Line], ornaments: dict[int, str]) -> Iterator[Piece]:
    """Ornaments are left out; prose may cross them (`bridged`), titles may not."""
    bridged = False
    gapped = {line.number for line in lines if line.gap}
    kept = [line for line in lines if line.number not in ornaments]
    dropped = sorted(ornaments)
    last = 0
    for line, text in side_by_side(kept):
        bridged = bridged or _any_between(dropped, last, line.number)
        last = line.number
        parts = [text] if line.cells else _items_on_one_line(text)
        for at, part in enumerate(part for part in parts if part.strip()):
            gap = line.number in gapped and at == 0
            yield Piece(line, part.strip(), gap, bridged)
            bridged = False


def _any_between(numbers: list[int], after: int, before: int) -> bool:
    return bisect_left(numbers, before) > bisect_right(numbers, after)


def _items_on_one_line(text: str) -> list[str]:
    """Items printed on one line: 「○A ○B ○C」, 「① A　② B」, or divided by <br>."""
    found: list[str] = []
    for part in text.split("\u2028"):
        sign = part.strip()[:1]
        if sign in _CIRCLED:
            found.extend(re.split(rf"[ 　]+(?=[{_CIRCLED}])", part))
        elif find_marker(part).style.startswith("b:") and sign not in "-*+":
            items = re.split(rf"[ 　]+(?={re.escape(sign)})", part)
            found.extend(items if all(len(item) > 1 for item in items) else [part])
        else:
            found.extend(_counted_on(part))
    return found


def _counted_on(text: str) -> list[str]:
    """「(1)防災 (2)防犯」: numbers in brackets that count on along one line."""
    marker = find_marker(text)
    found, number = [text], marker.number
    while marker.style == "paren" and number is not None:
        number += 1
        rest = found[-1]
        cut = next((m for m in _BLANKS.finditer(rest) if _is_number(rest[m.end() :], number)), None)
        if cut is None:
            break
        found[-1:] = [rest[: cut.start()], rest[cut.end() :]]
    return found


def _is_number(text: str, number: int) -> bool:
    marker = find_marker(text)
    return marker.style == "paren" and marker.number == number
