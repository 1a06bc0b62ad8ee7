"""What a supervisor has set for the desk: the kiosk's lock, planned counters, the target."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hanamizuki.desk.logic.staffing import TARGET_MINUTES
from hanamizuki.desk.models import Setting

KIOSK, PLANNED, TARGET = "kiosk_closed", "planned", "target"
HOURS = tuple(range(8, 18))


def _value(name: str) -> Any:
    return Setting.objects.filter(pk=name).values_list("value", flat=True).first() or {}


def kiosk_closed() -> str:
    """The text that the kiosk shows in place of its buttons; "" while it is open."""
    text: str = _value(KIOSK).get("text", "")
    return text


def target_minutes() -> float:
    """Within how many minutes somebody is to be called: what hints aim at."""
    return float(_value(TARGET).get("minutes", TARGET_MINUTES))


def all_planned() -> Mapping[str, Mapping[int, int]]:
    """How many counters are planned, by service and clock hour; what nobody planned is absent."""
    return {
        code: {int(hour): int(many) for hour, many in hours.items()}
        for code, hours in _value(PLANNED).items()
    }


def planned(service: str, moment: datetime) -> int | None:
    """How many counters of a service are planned for the clock hour of a moment, if anybody did.

    A forecast may count these, not only the counters that are open by now.
    """
    return all_planned().get(service, {}).get(moment.hour)
