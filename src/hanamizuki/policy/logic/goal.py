"""The goal, its ～subtitle～ and what is said about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hanamizuki.policy.logic.entries import Entry
from hanamizuki.policy.logic.ledger import Ledger
from hanamizuki.policy.logic.markers import enclosed
from hanamizuki.policy.logic.parts import Part
from hanamizuki.policy.logic.widths import key, narrow

_LONGEST = 80
_QUOTED = re.compile(r'^[「『"“](?P<inner>[^「」『』"“”]*(?:「[^」]*」[^「」]*)*)[」』"”]$')
_DASHED = re.compile(r"^[-~]{1,2}\s*(?P<sub>[^-~]{4,}?)\s*[-~]{1,2}$")
_SUBTITLE = re.compile(r"^(?P<goal>.+?)\s*~(?P<sub>[^~]+)~$")


@dataclass(slots=True)
class Goal:
    """The goal as read so far."""

    goal: str = ""
    subtitle: str = ""
    text: list[str] = field(default_factory=list)
    ward: str = ""


def read_goal(parts: list[Part], ledger: Ledger, ward: str) -> Goal:
    """The first goal the goal parts name; later repetitions only confirm it."""
    found = Goal(ward=ward)
    for part in parts:
        if part.head is not None:
            ledger.use(part.head)
        if part.goal:
            _take(found, part.goal, part.entries[0] if part.entries else None)
        for entry in part.entries:
            ledger.use(entry)
            _read(found, entry)
    return found


def _read(found: Goal, entry: Entry) -> None:
    wrapped = enclosed(entry.text)
    dashed = _DASHED.match(narrow(entry.text))
    if (dashed or entry.boxed) and found.goal and not found.subtitle:
        start, end = dashed.span("sub") if dashed else (0, len(entry.text))
        found.subtitle = entry.text[start:end]
        return
    if wrapped.style == "wave":
        if found.goal and not found.subtitle:
            found.subtitle = wrapped.label
        elif not found.goal:
            _take(found, wrapped.label, None)
        return
    if not found.goal and entry.text and len(entry.text) <= _LONGEST and not entry.cells:
        _take(found, entry.text, entry)
    elif not found.text and _is_ward_below(found, entry):
        found.goal += entry.text
    elif key(entry.text) not in (key(found.goal), key(found.goal + found.subtitle)):
        found.text.append(entry.text)


def _is_ward_below(found: Goal, entry: Entry) -> bool:
    """The ward's name on a line of its own right below the goal, whose last word it is."""
    names = (found.ward, found.ward.removesuffix("区"))
    return bool(found.ward) and not entry.gap and not entry.style and entry.text in names


def _take(found: Goal, text: str, entry: Entry | None) -> None:
    if found.goal:
        return
    text = text.strip().rstrip("。")
    plain = narrow(text)
    if match := _SUBTITLE.match(plain):
        found.subtitle = text[match.start("sub") : match.end("sub")].strip()
        text = text[: match.end("goal")].strip()
    quoted = _QUOTED.match(text)
    found.goal = quoted["inner"].strip() if quoted else text
