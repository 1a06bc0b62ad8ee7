"""The only writers of indicators and values; one use case, one transaction each."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hanamizuki.core.evidence.definitions import define_indicator, retire
from hanamizuki.core.evidence.entering import enter_value, withdraw_value
from hanamizuki.core.evidence.errors import AskBack, Conflict
from hanamizuki.core.evidence.models import Value
from hanamizuki.core.evidence.registry import registry

__all__ = [
    "AskBack",
    "Conflict",
    "define_indicator",
    "enter_value",
    "retire",
    "snapshot",
    "withdraw_value",
]


@transaction.atomic
def snapshot(moment: datetime) -> int:
    """Keep today's reading of every computed indicator; once a day, a second run corrects it.

    Returns how many values were kept.
    """
    kept = 0
    for indicator in registry:
        for reading in indicator.read(moment):
            Value.objects.update_or_create(
                indicator_id=indicator.id,
                at=reading.at,
                period="",
                split=reading.split,
                region="",
                defaults={
                    "value": reading.value,
                    "origin": Value.SNAPSHOT,
                    "source": indicator.source["ja"],
                    "recorded_at": moment,
                },
            )
            kept += 1
    return kept
