"""Two things said side by side in a line: columns of a page, tables without rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from hanamizuki.policy.logic.cleaning import Line
from hanamizuki.policy.logic.markers import find_marker

# Blanks this wide (in half-width letters) divide columns.
_BLANKS = re.compile(r"(?<![ 　])[ 　]+(?=[^ 　])")
_GUTTER = 4
_CELLS = re.compile(r"[ 　]{2,}")


def _width(text: str) -> int:
    return sum(1 if char.isascii() else 2 for char in text)


def _gutters(text: str) -> list[re.Match[str]]:
    return [blank for blank in _BLANKS.finditer(text) if _width(blank[0]) >= _GUTTER]


def side_by_side(lines: list[Line]) -> Iterator[tuple[Line, str]]:
    """Lines with their texts; where two numbered headings share a line, each column by itself."""
    at = 0
    while at < len(lines):
        start = _second_column(lines[at])
        if not start:
            yield lines[at], lines[at].text
            at += 1
            continue
        end = at + 1
        while end < len(lines) and not _closes(lines[end]):
            end += 1
        cut = [(line, _divided(line, start)) for line in lines[at:end]]
        for side in (0, 1):
            yield from ((line, parts[side]) for line, parts in cut if parts[side])
        at = end


def _second_column(line: Line) -> int:
    """Where the second column begins (in half-width letters), when two headings stand there."""
    if line.cells or len(gutters := _gutters(line.text)) != 1:
        return 0
    parts = line.text[: gutters[0].start()], line.text[gutters[0].end() :]
    one, two = find_marker(parts[0]), find_marker(parts[1])
    if one.number is None or two.style != one.style or two.number != one.number + 1:
        return 0
    return line.indent + _width(line.text[: len(line.text) - len(parts[1])])


def _closes(line: Line) -> bool:
    divided = bool(_gutters(line.text))
    return bool(line.cells or line.level) or (not divided and (line.gap or not line.indent))


def _divided(line: Line, start: int) -> tuple[str, str]:
    """The text left and right of the gutter nearest to where the second column begins."""
    gutters = _gutters(line.text)
    if not gutters:
        return ("", line.text) if line.indent > start * 2 // 3 else (line.text, "")
    best = min(gutters, key=lambda m: abs(line.indent + _width(line.text[: m.end()]) - start))
    return line.text[: best.start()].strip(" 　"), line.text[best.end() :].strip(" 　")


def with_tables(lines: list[Line], is_head: Callable[[tuple[str, ...]], bool]) -> list[Line]:
    """Lines below a line of column names, divided by blanks as it is, become rows of a table."""
    found: list[Line] = []
    count = 0
    for line in lines:
        cells = tuple(one for one in _CELLS.split(line.text) if one)
        if not line.cells and not line.level and len(cells) > 1 and is_head(cells):
            count = len(cells)
        elif not count or line.gap or line.cells or len(cells) != count:
            count = 0
        found.append(replace(line, cells=cells) if count else line)
    return found
