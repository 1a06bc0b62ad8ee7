"""What is asked back before a value is kept: it may be right, but looks like a slip."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

Doubt = Literal["jump", "fraction", "gender_sum", "gender_range", "too_much"]

# Values in these units do not add up: the whole of two shares lies between them.
_SHARE = re.compile(r"[%％‰/／]|パーセント|割|あたり|当たり|ポイント|平均|点|歳")
_FACTOR = 10


def is_share(unit: str) -> bool:
    """True where a unit (in Japanese) is a share, a rate or a mean, so that parts do not add up."""
    return bool(_SHARE.search(unit))


def jumps(value: Decimal, last: Decimal | None) -> bool:
    """True where a value is more than ten times the last one, or less than a tenth of it."""
    if not last:
        return False
    return abs(value) > _FACTOR * abs(last) or abs(value) * _FACTOR < abs(last)


def looks_like_fraction(value: Decimal, last: Decimal | None, unit: str) -> bool:
    """True where 83.2 % may have been meant and 0.832 was given (a spreadsheet's % format)."""
    return last is None and unit.strip() in ("%", "％") and 0 < abs(value) < 1


def doubts_of_parts(values: Mapping[str, Decimal], unit: str) -> list[Doubt]:
    """What contradicts in the values of one period, by split key ("" = everyone).

    Counts: women, men and others must make the whole once women and men are both there; parts of
    one kind may not exceed it. Shares: the whole lies between the parts.
    """
    whole = values.get("")
    if whole is None:
        return []
    kinds: dict[str, dict[str, Decimal]] = {}
    for split, value in values.items():
        kind, _, part = split.partition(":")
        if part:
            kinds.setdefault(kind, {})[part] = value
    found: list[Doubt] = []
    gender = kinds.get("gender", {})
    both = {"female", "male"} <= gender.keys()
    if is_share(unit):
        if both and not min(gender.values()) <= whole <= max(gender.values()):
            found.append("gender_range")
        return found
    if any(value < 0 for value in values.values()):
        return found
    if both and sum(gender.values()) != whole:
        found.append("gender_sum")
    if any(
        sum(parts.values()) > whole
        for kind, parts in kinds.items()
        if not (kind == "gender" and both)
    ):
        found.append("too_much")
    return found
