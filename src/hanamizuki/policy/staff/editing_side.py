"""What stands beside a form: the values of a target's indicator, what a pack's record allows."""

from __future__ import annotations

from dataclasses import dataclass

from hanamizuki.core.clock import now
from hanamizuki.core.evidence import queries as evidence
from hanamizuki.core.evidence.models import Value
from hanamizuki.core.evidence.queries import Evidence
from hanamizuki.core.evidence.splits import split_label
from hanamizuki.core.text.localised import localise
from hanamizuki.policy.services.editing import Copy

LAST = 6


@dataclass(frozen=True)
class Side:
    """An indicator with its last values (words for when, number), newest first."""

    item: Evidence
    split: str
    values: list[tuple[str, str]]


def beside(copy: Copy) -> Side | None:
    """For a target the indicator; nothing for other kinds."""
    if copy.kind != "target":
        return None
    _line, indicator, split = copy.key.split("/", 2)
    item = evidence.get(indicator, now())
    if item is None:
        return None
    values = [(one.period or one.at.isoformat(), one.value) for one in item.series]
    if split:
        kept = Value.objects.filter(indicator_id=indicator, split=split).order_by("at")
        values = [(one.period or one.at.isoformat(), one.value) for one in kept]
    shown = [(when, f"{value:,.{item.decimals}f}") for when, value in values[-LAST:][::-1]]
    return Side(item, localise(split_label(split)), shown)
