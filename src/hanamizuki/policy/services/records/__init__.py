"""The kinds of records that people edit, by name."""

from __future__ import annotations

from hanamizuki.policy.services.records.base import AskBack, Fields, Place, Record, RecordKind
from hanamizuki.policy.services.records.lines import (
    GenderKind,
    LineKind,
    OverrideKind,
    ReviewKind,
    TargetKind,
)
from hanamizuki.policy.services.records.money import BudgetKind, BudgetYearKind, MilestoneKind

KINDS: dict[str, RecordKind] = {
    one.name: one
    for one in (
        LineKind(),
        TargetKind(),
        ReviewKind(),
        GenderKind(),
        OverrideKind(),
        MilestoneKind(),
        BudgetKind(),
        BudgetYearKind(),
    )
}

__all__ = ["KINDS", "AskBack", "Fields", "Place", "Record", "RecordKind"]
