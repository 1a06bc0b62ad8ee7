"""How alike two wordings are: exact, normalised, contained, similar, with a score from 0 to 1."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from hanamizuki.policy.logic.widths import key

How = Literal["exact", "normalised", "contained", "similar", "summary", "none"]
# Below this, two wordings are not taken for the same thing.
THRESHOLD = 0.5
_SEGMENT = re.compile(r"[・／/、（）()「」]|及び|と(?=[^のし])")
_SHORTEST = 3


def likeness(one: str, other: str) -> tuple[How, float]:
    """How two wordings match and how well."""
    if one == other:
        return "exact", 1.0
    a, b = key(one), key(other)
    if not a or not b:
        return "none", 0.0
    if a == b:
        return "normalised", 0.98
    short, long = sorted((a, b), key=len)
    if len(short) >= _SHORTEST and short in long:
        return "contained", 0.8 + 0.15 * len(short) / len(long)
    score = _overlap(a, b)
    return ("similar", score) if score >= THRESHOLD else ("none", score)


@lru_cache(maxsize=65536)
def _bigrams(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(max(1, len(text) - 1)))


def _overlap(a: str, b: str) -> float:
    """Mostly how much of the shorter is in the longer, a little how much they are the same."""
    one, two = _bigrams(a), _bigrams(b)
    shared = len(one & two)
    return 0.6 * shared / min(len(one), len(two)) + 0.19 * 2 * shared / (len(one) + len(two))


def best(one: Sequence[str], other: Sequence[str]) -> tuple[How, float]:
    """The best match between any wording of one and any of the other."""
    return max((likeness(a, b) for a in one for b in other), key=lambda found: found[1])


def part_likeness(item: str, wordings: Sequence[str]) -> tuple[How, float]:
    """How well an item is part of a line naming several things (障害理解の啓発・支援者研修)."""
    found = [likeness(item, wording) for wording in wordings]
    for wording in wordings:
        segments = [part for part in _SEGMENT.split(wording) if len(key(part)) >= _SHORTEST]
        segments += [part for part in wording.split("の") if len(key(part)) > _SHORTEST]
        found += [likeness(item, part) for part in segments if part != wording]
    return max(found, key=lambda one: one[1])
