"""Levels of headings inside a part, inferred from how this document's marks nest and restart."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cmp_to_key

from hanamizuki.policy.logic.entries import Entry
from hanamizuki.policy.logic.markers import enclosed

_RANKS = {
    "dai": 10,
    "roman": 20,
    "word": 30,
    "br": 35,
    "wave": 40,
    "plain": 40,
    "num": 40,
    "sign": 40,
    "upper": 40,
    "num2": 45,
    "num3": 48,
    "upper2": 45,
    "paren": 50,
    "circled": 60,
    "black": 60,
    "kana": 70,
    "kanaparen": 75,
    "kanji": 40,
    "alpha": 80,
}
_SMALL = "・•‣▪▫-*+"


@dataclass(slots=True)
class Node:
    """A heading or item with what stands under it: body entries and deeper nodes."""

    entry: Entry
    style: str
    depth: int
    body: list[Entry] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)


def style_of(entry: Entry) -> str:
    """The style of an entry as a heading; "" for prose."""
    if entry.style:
        return entry.style
    return enclosed(entry.text).style


def rank(style: str) -> float:
    """The usual level of a style in papers of this kind; smaller is higher."""
    mark, _, inset = style.partition("/")
    name, _, sign = mark.partition(":")
    if name == "md":
        return 11 + int(sign) * 0.1
    base: float = _RANKS.get(name, 85)
    if name == "b":
        base = 110 if sign in _SMALL else 120 if sign == "※" else 90
    return base + min(int(inset or 0), 40) * 0.1


def order(entries: list[Entry], styles: dict[int, str]) -> list[list[str]]:
    """Styles of a part from the highest level down; those on one level stand together."""
    sequence = [(styles[id(e)], e.marker.number) for e in entries if styles[id(e)]]
    found = list(dict.fromkeys(style for style, _ in sequence))
    evidence = {(a, b): _above(a, b, sequence) for a in found for b in found if a != b}

    def compare(a: str, b: str) -> int:
        proof = evidence[b, a] - evidence[a, b]
        if proof:
            return proof
        return round(10 * (rank(a) - rank(b))) or found.index(a) - found.index(b)

    marked = [style for style in found if style != "wave"]
    ordered = sorted(marked, key=cmp_to_key(compare))
    levels = [[style] for style in ordered]
    if "wave" in found:
        # A pillar without a number, written ～…～, stands beside the numbered ones.
        levels = [["wave", *(levels[0] if levels else ())], *levels[1:]]
    return levels


def _above(upper: str, lower: str, sequence: list[tuple[str, int | None]]) -> int:
    """How often `lower` starts again at 1 after an `upper`, less how often it counts on across."""
    again, on, last, crossed = 0, 0, None, False
    for style, number in sequence:
        if style == upper:
            crossed = True
        elif style == lower and number is not None:
            if crossed and last is not None:
                again += number == 1
                on += number == last + 1
            last, crossed = number, False
    # Counting on across it proves it lower; a restart may be due to something higher still.
    return -on if on else again


def build(entries: list[Entry], styles: dict[int, str]) -> tuple[list[Node], list[Entry]]:
    """The tree of a part, and the entries that stand before its first heading."""
    levels = order(entries, styles)
    depth_of = {style: depth for depth, level in enumerate(levels) for style in level}
    roots: list[Node] = []
    loose: list[Entry] = []
    stack: list[Node] = []
    for entry in entries:
        style = styles[id(entry)]
        if not style:
            (stack[-1].body if stack else loose).append(entry)
            continue
        node = Node(entry, style, depth_of[style])
        while stack and stack[-1].depth >= node.depth:
            stack.pop()
        (stack[-1].children if stack else roots).append(node)
        stack.append(node)
    return roots, loose
