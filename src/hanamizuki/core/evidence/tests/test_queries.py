"""What stands beside a line: series, splits, freshness, targets, approximations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hanamizuki.core.evidence import queries
from hanamizuki.core.evidence.models import Value
from hanamizuki.core.evidence.queries import Evidence
from hanamizuki.core.evidence.registry import IndicatorRegistry
from hanamizuki.core.evidence.tests.sample import (
    NOON,
    TODAY,
    counting,
    reading,
    statistic,
    value,
)
from hanamizuki.core.packs.models import LoadedDocument, PackLoad

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> IndicatorRegistry:
    mine = IndicatorRegistry()
    monkeypatch.setattr(queries, "registry", mine)
    return mine


def got(id: str = "population") -> Evidence:
    found = queries.get(id, NOON)
    assert found is not None
    return found


def test_a_series_is_in_order_of_time_and_names_the_source_of_its_newest_value() -> None:
    statistic(decimals=1)
    value(date(2026, 4, 1), 3)
    value(date(2024, 4, 1), 1, period="2024年度末")
    value(date(2025, 4, 1), 2)
    found = got()
    assert [point.value for point in found.series] == [1, 2, 3]
    assert found.series[0].period == "2024年度末"
    assert found.latest is not None and found.latest.value == 3
    assert (found.source, found.as_of, found.decimals) == ("2026年の表", date(2026, 4, 1), 1)
    assert not found.live and not found.stale


def test_splits_are_those_of_the_newest_time_and_stay_out_of_the_series() -> None:
    statistic()
    for year in (2025, 2026):
        value(date(year, 4, 1), year)
        value(date(year, 4, 1), year - 1000, split="gender:female")
        value(date(year, 4, 1), year - 1025, split="gender:male")
    found = got()
    assert [point.value for point in found.series] == [2025, 2026]
    assert [(p.split, p.value) for p in found.splits] == [
        ("gender:female", 1026),
        ("gender:male", 1001),
    ]


def test_without_values_there_is_the_declaration_and_nothing_else() -> None:
    statistic()
    found = got()
    assert (found.latest, found.series, found.splits) == (None, (), ())
    assert (found.as_of, found.stale, found.source) == (None, False, "市の統計")
    assert queries.by_line(NOON) == {}


@pytest.mark.parametrize(
    ("every", "at", "since"),
    [
        (12, date(2024, 11, 24), None),
        (12, date(2024, 11, 23), date(2026, 11, 24)),
        (48, date(2020, 4, 1), None),
        (1, date(2026, 4, 1), date(2026, 6, 2)),
    ],
)
def test_a_value_goes_stale_after_twice_its_time(every: int, at: date, since: date | None) -> None:
    statistic(every=every)
    value(at, 1)
    assert (got().stale_since, got().stale) == (since, since is not None)


def test_with_a_schedule_the_due_date_decides() -> None:
    statistic(every=6, due_days=30, since=date(2026, 4, 1), section="soumu", origin="staff")
    value(date(2026, 3, 31), 1)
    assert got().stale_since == date(2026, 10, 30)
    assert (got().due_days, got().every, got().section, got().origin) == (30, 6, "soumu", "staff")
    value(date(2026, 9, 30), 2, interim=True, period="令和8年度上半期")
    assert got().stale
    Value.objects.update(interim=False)
    assert not got().stale


def test_what_is_retired_is_never_stale_and_stands_beside_no_line() -> None:
    statistic(every=1, retired_at=date(2026, 11, 1))
    value(date(2020, 4, 1), 1)
    assert not got().stale and got().retired_at == date(2026, 11, 1)
    assert queries.by_line(NOON) == {}


def test_a_fresh_split_keeps_the_indicator_fresh() -> None:
    statistic()
    value(date(2020, 4, 1), 1)
    value(date(2026, 4, 1), 1, split="gender:female")
    assert not got().stale


def test_target_region_and_approximation_are_passed_on() -> None:
    target = {"value": "80", "due": "2030-03-31", "label": {"ja": "8割"}, "source": "計画"}
    statistic(target=target, region={"ja": "横の市"}, direction="up")
    value(TODAY, 70, approximate=True, note="約")
    found = got()
    assert (found.target, found.region, found.direction) == (target, {"ja": "横の市"}, "up")
    assert found.latest is not None
    assert (found.latest.approximate, found.latest.note) == (True, "約")


def test_a_computed_indicator_is_read_now_and_continues_its_snapshots(
    registry: IndicatorRegistry,
) -> None:
    registry.register(counting("tickets", reading(9), reading(4, split="gender:female")))
    for days, number in ((2, 5), (1, 7), (0, 8)):
        value(TODAY - timedelta(days=days), number, id="tickets", origin=Value.SNAPSHOT)
    found = got("tickets")
    # What was kept of today at noon gives way to what is true now.
    assert [point.value for point in found.series] == [5, 7, 9]
    assert [(p.split, p.value) for p in found.splits] == [("gender:female", 4)]
    assert (found.live, found.stale, found.as_of) == (True, False, NOON)
    assert found.source == {"ja": "この試験"}


def test_by_line_gathers_computed_ones_first_and_each_under_all_its_lines(
    registry: IndicatorRegistry,
) -> None:
    statistic(lines=["1", "2"], order=1)
    statistic("households", lines=["1"], order=0)
    value(TODAY, 1)
    value(TODAY, 2, id="households")
    registry.register(counting("tickets", reading(1), lines=("2",)))
    registry.register(counting("silent", lines=("2",)))
    found = queries.by_line(NOON)
    assert {line: [one.id for one in items] for line, items in found.items()} == {
        "1": ["households", "population"],
        "2": ["tickets", "population"],
    }
    everything = [one.id for one in queries.all_evidence(NOON)]
    assert everything == ["tickets", "silent", "households", "population"]


def test_an_unknown_indicator_is_none() -> None:
    assert queries.get("nothing", NOON) is None


def test_the_number_of_queries_does_not_grow(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    for number in range(12):
        statistic(f"s{number}", order=number)
        value(TODAY, number, id=f"s{number}")
    with django_assert_num_queries(3):
        assert len(queries.all_evidence(NOON)) == 12


def test_what_speaks_of_another_place_or_of_the_books_is_context(
    registry: IndicatorRegistry,
) -> None:
    for id, region in (
        ("plain", None),
        ("own", {"ja": "見本区"}),
        ("station", {"ja": "見本警察署の管内（見本区）"}),
        ("city", {"ja": "見本市（市全体）"}),
        ("next", {"ja": "隣の区"}),
    ):
        statistic(id, region=region)
    registry.register(counting("services"))
    registry.register(replace(counting("rows"), context=True))
    assert [one.id for one in queries.all_evidence(NOON) if one.context] == ["rows"]
    place = {"source": "見本"}
    names = {"city": {"name": "見本市", **place}, "ward": {"name": "見本区", **place}}
    LoadedDocument.objects.create(name="identity", body=names)
    PackLoad.objects.create(name="sample", digest="context", loaded_at=NOON)
    found = {one.id: one.context for one in queries.all_evidence(NOON)}
    assert found == {
        "plain": False, "own": False, "station": False, "city": True, "next": True,
        "services": False, "rows": True,
    }  # fmt: skip
    assert got("city").context and not got("own").context
