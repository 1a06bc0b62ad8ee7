"""What a supervisor sets for the desk. Each change stands in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from hanamizuki.core.audit import record
from hanamizuki.core.people.models import Account
from hanamizuki.desk.models import Setting
from hanamizuki.desk.queries.settings import KIOSK, PLANNED, TARGET


def set_kiosk(actor: Account, text: str) -> None:
    """Close the kiosk with a text, or open it with ""."""
    _set(actor, "desk.kiosk_set", KIOSK, {"text": text})


def set_planned(actor: Account, service: str, hours: Mapping[int, int]) -> None:
    """How many counters of a service are planned, by clock hour; nothing to plan none."""
    with transaction.atomic():
        row, _new = Setting.objects.select_for_update().get_or_create(pk=PLANNED)
        value = {code: many for code, many in row.value.items() if code != service}
        if hours:
            value[service] = {str(hour): many for hour, many in sorted(hours.items())}
        _set(actor, "desk.planned", PLANNED, value)


def set_target(actor: Account, minutes: int) -> None:
    """Within how many minutes somebody is to be called."""
    _set(actor, "desk.planned", TARGET, {"minutes": minutes})


def _set(actor: Account, action: str, name: str, value: dict[str, Any]) -> None:
    with transaction.atomic():
        row, _new = Setting.objects.select_for_update().get_or_create(pk=name)
        before = row.value
        if before == value:
            return
        row.value = value
        row.save(update_fields=["value"])
        record(actor, action, f"desk.setting:{name}", before=before, after=value)
