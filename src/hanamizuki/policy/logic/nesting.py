"""Entries of one mark told apart by how far they are set in, or by bold, where they nest."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from hanamizuki.policy.logic.entries import Entry

# Narrower steps than this (in half-width letters) are a wobble of the setting, not a level.
_STEP = 2


def tell_tiers(entries: list[Entry]) -> None:
    """Set `tier` of entries whose mark is used on more than one level; level indents first."""
    _even_out(entries)
    _share_level(entries)
    groups: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.marker.number is not None and not entry.marker.style.startswith("b:"):
            groups[entry.style].append(entry)
    for group in groups.values():
        inner = _starts_inside(group)
        bold = _starts_under_bold(group)
        for entry in group:
            entry.tier = (entry.indent if inner else 0) + (1 if bold and not entry.strong else 0)


def _even_out(entries: list[Entry]) -> None:
    """Indents of one kind of bullet that differ by a single space become one."""
    used: defaultdict[str, set[int]] = defaultdict(set)
    bullets = [e for e in entries if e.marker.style.startswith("b:")]
    for entry in bullets:
        used[entry.marker.style].add(entry.indent)
    level: dict[tuple[str, int], int] = {}
    for style, indents in used.items():
        base = -_STEP
        for indent in sorted(indents):
            base = indent if indent - base >= _STEP else base
            level[style, indent] = base
    for entry in bullets:
        entry.indent = level[entry.marker.style, entry.indent]


def _share_level(entries: list[Entry]) -> None:
    """「**視点2 …**」 beside 「#### 視点1 …」: one word with its number is one level."""
    levels: defaultdict[str, set[int]] = defaultdict(set)
    words = [e for e in entries if e.marker.style.startswith("word:")]
    for entry in words:
        levels[entry.marker.style].add(entry.level)
    for entry in words:
        known = levels[entry.marker.style] - {0}
        if entry.strong and not entry.level and len(known) == 1:
            entry.level = max(known)


def _starts_inside(group: list[Entry]) -> bool:
    return any(
        below.indent - above.indent >= _STEP and below.marker.number == 1
        for above, below in pairwise(group)
    )


def _starts_under_bold(group: list[Entry]) -> bool:
    return any(
        above.strong and not below.strong and below.marker.number == 1
        for above, below in pairwise(group)
    )
