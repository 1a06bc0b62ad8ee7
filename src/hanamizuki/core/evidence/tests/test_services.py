"""The daily snapshot of what is computed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from hanamizuki.core.evidence import Reading, services
from hanamizuki.core.evidence.models import Value
from hanamizuki.core.evidence.registry import Computed, IndicatorRegistry
from hanamizuki.core.evidence.tests.sample import NOON, TODAY, counting, reading, value

pytestmark = pytest.mark.django_db


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> IndicatorRegistry:
    mine = IndicatorRegistry()
    monkeypatch.setattr(services, "registry", mine)
    return mine


def test_a_snapshot_keeps_every_reading_with_source_and_moment(registry: IndicatorRegistry) -> None:
    registry.register(counting("tickets", reading(12), reading(5, split="女性")))
    registry.register(counting("nothing-yet"))
    assert services.snapshot(NOON) == 2
    everyone, women = Value.objects.order_by("split")
    assert (everyone.value, everyone.at, everyone.split) == (12, TODAY, "")
    assert (women.value, women.split) == (5, "女性")
    assert {v.source for v in (everyone, women)} == {"この試験"}
    assert {v.recorded_at for v in (everyone, women)} == {NOON}
    assert {v.origin for v in (everyone, women)} == {Value.SNAPSHOT}


def test_a_second_run_on_the_same_day_corrects_and_the_next_day_adds(
    registry: IndicatorRegistry,
) -> None:
    count = [3]

    def read(moment: datetime) -> list[Reading]:
        return [Reading(Decimal(count[0]), moment.date())]

    fields = {k: getattr(counting("x"), k) for k in ("lines", "title", "unit", "method", "source")}
    registry.register(Computed(id="tickets", read=read, **fields))
    services.snapshot(NOON)
    first = Value.objects.get()
    count[0] = 8
    evening = NOON + timedelta(hours=6)
    services.snapshot(evening)
    corrected = Value.objects.get()
    assert (corrected.pk, corrected.value, corrected.recorded_at) == (first.pk, 8, evening)
    count[0] = 9
    services.snapshot(NOON + timedelta(days=1))
    assert list(Value.objects.order_by("at").values_list("value", flat=True)) == [8, 9]


def test_a_snapshot_is_whole_or_not_at_all(registry: IndicatorRegistry) -> None:
    def fail(moment: datetime) -> list[Reading]:
        raise RuntimeError("the room's table is gone")

    registry.register(counting("good", reading(1)))
    fields = {k: getattr(counting("x"), k) for k in ("lines", "title", "unit", "method", "source")}
    registry.register(Computed(id="bad", read=fail, **fields))
    with pytest.raises(RuntimeError):
        services.snapshot(NOON)
    assert not Value.objects.exists()


def test_a_snapshot_leaves_the_packs_values_alone(registry: IndicatorRegistry) -> None:
    kept = value(TODAY, 358_000)
    registry.register(counting("tickets", reading(1)))
    services.snapshot(NOON)
    kept.refresh_from_db()
    assert (kept.value, kept.origin) == (358_000, Value.PACK)


def test_the_database_holds_a_value_once() -> None:
    value(date(2025, 4, 1), 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        value(date(2025, 4, 1), 2)
    value(date(2025, 4, 1), 2, split="女性")
    assert Value.objects.count() == 2
