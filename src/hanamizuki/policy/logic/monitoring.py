"""How well a line is looked after: what is there, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Code = Literal[
    "section",
    "indicator",
    "target",
    "value_in_time",
    "open_milestone",
    "touched",
    "reviewed",
    "gender",
]
Grade = Literal["well", "partly", "poorly"]

UNTOUCHED_DAYS = 183
"""A line that nobody touched for more days than this is left alone."""


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What is known of a line; `touched_at` is None where nobody ever worked on it."""

    has_section: bool
    has_indicator: bool
    has_target: bool
    has_value_in_time: bool
    has_open_milestone: bool
    touched_at: date | None
    reviewed_this_half: bool
    gender_checked: bool


@dataclass(frozen=True, slots=True)
class Check:
    """One thing a well kept line has."""

    code: Code
    ok: bool


def checks(facts: LineFacts, today: date) -> list[Check]:
    """Every check, always all of them and in the same order."""
    return [
        Check("section", facts.has_section),
        Check("indicator", facts.has_indicator),
        Check("target", facts.has_target),
        Check("value_in_time", facts.has_value_in_time),
        Check("open_milestone", facts.has_open_milestone),
        Check("touched", not untouched(facts.touched_at, today)),
        Check("reviewed", facts.reviewed_this_half),
        Check("gender", facts.gender_checked),
    ]


def untouched(touched_at: date | None, today: date) -> bool:
    """Nobody worked on it for more than 183 days, or ever."""
    return touched_at is None or (today - touched_at).days > UNTOUCHED_DAYS


def grade(found: Sequence[Check]) -> Grade:
    """ "well" if all is there; "poorly" without a section or with less than half; else "partly"."""
    missing = {check.code for check in found if not check.ok}
    if not missing:
        return "well"
    if "section" in missing or 2 * len(missing) > len(found):
        return "poorly"
    return "partly"
