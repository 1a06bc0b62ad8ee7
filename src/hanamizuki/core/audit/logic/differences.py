"""An entry's changes field by field, and within a text word by word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

# Numbers and Latin words change as a whole; Japanese is compared character by character.
_FINE = re.compile(r"[A-Za-z0-9]+(?:[.,][0-9]+)*|.", re.DOTALL)
_COARSE = re.compile(r"[^。\n]*[。\n]|[^。\n]+")
_FINE_LIMIT = 1_000_000  # steps; above it texts are compared by sentences
_COARSE_LIMIT = 4_000_000

Part = Literal["same", "removed", "added"]


@dataclass(frozen=True)
class Segment:
    """A stretch of text that stayed, went or came."""

    part: Part
    text: str


@dataclass(frozen=True)
class Difference:
    """One field: `kind` says whether it was added, removed or changed; absent sides are None.

    `segments` compares two texts; it is empty for anything else.
    """

    field: str
    kind: Literal["added", "removed", "changed"]
    before: Any
    after: Any
    segments: tuple[Segment, ...] = ()


def differences(change: Mapping[str, Mapping[str, Any]]) -> list[Difference]:
    """The fields of {field: {"before", "after"}}, in the order of their names."""
    return [_difference(name, change[name]) for name in sorted(change)]


def _difference(name: str, pair: Mapping[str, Any]) -> Difference:
    before, after = pair.get("before"), pair.get("after")
    if "before" not in pair:
        return Difference(name, "added", None, after)
    if "after" not in pair:
        return Difference(name, "removed", before, None)
    both = segments(before, after) if isinstance(before, str) and isinstance(after, str) else ()
    return Difference(name, "changed", before, after, both)


def segments(before: str, after: str) -> tuple[Segment, ...]:
    """What stayed, went and came, in reading order; what went comes before what came.

    >>> [(one.part, one.text) for one in segments("年120件", "年150件")]
    [('same', '年'), ('removed', '120'), ('added', '150'), ('same', '件')]
    """
    for pattern, limit in ((_FINE, _FINE_LIMIT), (_COARSE, _COARSE_LIMIT)):
        old, new = pattern.findall(before), pattern.findall(after)
        if len(old) * len(new) <= limit:
            return _compared(old, new)
    return tuple(Segment(part, text) for part, text in _sides(before, after))


def _sides(before: str, after: str) -> list[tuple[Part, str]]:
    both: list[tuple[Part, str]] = [("removed", before), ("added", after)]
    return [(part, text) for part, text in both if text]


def _compared(old: list[str], new: list[str]) -> tuple[Segment, ...]:
    found: list[Segment] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found.append(Segment("same", "".join(old[a:b])))
        else:
            sides = _sides("".join(old[a:b]), "".join(new[c:d]))
            found += [Segment(part, text) for part, text in sides]
    return tuple(found)
