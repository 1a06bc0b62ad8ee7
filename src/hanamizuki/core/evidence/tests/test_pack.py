"""The pack sections `indicators` and `statistics`: what is read, what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hanamizuki.core.evidence.models import Indicator, Value
from hanamizuki.core.evidence.tests.sample import TODAY, statistic, value
from hanamizuki.core.packs import PackData, registry
from hanamizuki.core.packs.stack import checked

MANIFEST = "id: toy\nname: 見本市\nkind: city\nsource: x\n"
IDENTITY = "city: {name: 見本市, source: x}\n"
HEAD = "指標ID,時点,期間,値,区分,地域,出典,備考\n"
INDICATORS = """\
- id: population
  title: 人口
  unit: 人
  method: 数える。
  source: 市の統計
  target: {value: 100, due: 2030-03-31, label: 百人, source: 計画}
"""


def read(tmp_path: Path, statistics: str) -> PackData:
    folder = tmp_path / "toy"
    folder.mkdir()
    for name, text in (
        ("pack.yaml", MANIFEST),
        ("identity.yaml", IDENTITY),
        ("indicators.yaml", INDICATORS),
        ("statistics.csv", HEAD + statistics),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return checked(tmp_path, "toy")


def store(data: PackData) -> None:
    for name in ("indicators", "statistics"):
        registry.get(name).load(data)


@pytest.mark.django_db
def test_dates_of_every_precision_keep_the_sources_words(tmp_path: Path) -> None:
    data = read(
        tmp_path,
        "population,2023,,90,,,表,\n"
        "population,2024-04,2024-04末,95,,,表,約95人\n"
        "population,2025-04-01,,97.5,女性,見本市,表,\n",
    )
    assert data.problems == []
    store(data)
    rows = Value.objects.order_by("at").values_list("at", "period", "value", "approximate", "split")
    assert list(rows) == [
        (date(2023, 1, 1), "2023", 90, False, ""),
        (date(2024, 4, 1), "2024-04末", 95, True, ""),
        (date(2025, 4, 1), "", 97.5, False, "gender:female"),
    ]
    assert Indicator.objects.get().target == {
        "value": "100",
        "due": "2030-03-31",
        "label": {"ja": "百人"},
        "source": "計画",
    }


@pytest.mark.django_db
def test_loading_again_replaces_the_series_and_keeps_snapshots(tmp_path: Path) -> None:
    kept = value(TODAY, 5, id="tickets", origin=Value.SNAPSHOT)
    value(TODAY, 5, id="gone")
    store(read(tmp_path, "population,2023,,90,,,表,\n"))
    assert set(Value.objects.values_list("indicator_id", flat=True)) == {"population", "tickets"}
    assert Value.objects.get(indicator_id="tickets").pk == kept.pk


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("population,令和5年,,90,,,表,\n", "令和5年"),
        ("population,2023-13,,90,,,表,\n", "2023-13"),
        ("population,2023-02-30,,90,,,表,\n", "2023-02-30"),
        ("population,2023,,約90,,,表,\n", "約90"),
        ("population,2023,,90,,,,\n", "出典"),
        ("households,2023,,90,,,表,\n", "households"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(tmp_path: Path, row: str, word: str) -> None:
    data = read(tmp_path, "population,2022,,90,,,表,\n" + row)
    (problem,) = data.problems
    assert str(problem).startswith("toy/statistics.csv:3: ")
    assert word in str(problem) or "source" in str(problem)


@pytest.mark.parametrize("given", ["NaN", "Infinity"])
def test_a_value_that_is_no_number_is_refused(tmp_path: Path, given: str) -> None:
    assert len(read(tmp_path, f"population,2023,,{given},,,表,\n").problems) == 1


SECTIONS = "- {id: soumu, kind: ward, name: 総務課, handles: 総務, source: x}\n"
SCHEDULE = (
    "  every: 6\n  due_days: 60\n  since: 2025-04-01\n  section: soumu\n  splits: [gender, age]\n"
)


def read_with(tmp_path: Path, indicators: str, statistics: str = "") -> PackData:
    folder = tmp_path / "toy"
    folder.mkdir(exist_ok=True)
    for name, text in (
        ("pack.yaml", MANIFEST),
        ("identity.yaml", IDENTITY),
        ("sections.yaml", SECTIONS),
        ("indicators.yaml", indicators),
        ("statistics.csv", HEAD + (statistics or "population,2020,,1,,,表,\n")),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return checked(tmp_path, "toy")


def test_the_schedule_of_an_indicator_is_read(tmp_path: Path) -> None:
    data = read_with(tmp_path, INDICATORS + SCHEDULE)
    assert data.problems == []
    (record,) = data.records("indicators")
    one = record.value
    assert (one.every, one.due_days, one.since, one.section, one.splits) == (
        6,
        60,
        date(2025, 4, 1),
        "soumu",
        ("gender", "age"),
    )


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("  every: 5\n", "12か月の何倍か"),
        ("  every: 0\n", "every"),
        ("  section: nowhere\n", "nowhere"),
        ("  splits: [colour]\n", "splits"),
        ("  due_days: 30\n", "since"),
        ("  since: いつか\n  due_days: 1\n", "since"),
    ],
)
def test_a_schedule_that_cannot_be_kept_is_named(tmp_path: Path, line: str, word: str) -> None:
    problems = read_with(tmp_path, INDICATORS + line).problems
    assert problems and all(word in str(one) for one in problems)


def test_women_and_men_become_keys_and_stand_once(tmp_path: Path) -> None:
    rows = (
        "population,2025,,1,女性,,表,\npopulation,2025,,2,男,,表,\npopulation,2025,,3,子ども,,表,\n"
    )
    data = read_with(tmp_path, INDICATORS, rows)
    found = {record.value.split: record.value.value for record in data.records("statistics")}
    assert found == {"gender:female": 1, "gender:male": 2, "子ども": 3}
    doubled = read_with(tmp_path, INDICATORS, rows + "population,2025,,4,女,,表,\n")
    assert len(doubled.problems) == 1


@pytest.mark.django_db
def test_loading_keeps_what_staff_made_edited_and_entered(tmp_path: Path) -> None:
    statistic("calls", origin=Indicator.STAFF, order=100_000)
    statistic("gone")
    statistic("used")
    statistic("population", title={"ja": "古い"}, every=1, edited=["every"], retired_at=TODAY)
    kept = value(date(2025, 4, 1), 7, id="population", period="", origin=Value.ENTERED)
    value(TODAY, 8, id="used", origin=Value.ENTERED, period="令和8年度")
    indicators = INDICATORS + SCHEDULE + INDICATORS.replace("population", "calls")
    rows = "population,2025-04-01,,9,,,表,\npopulation,2026-04-01,,10,,,表,\n"
    data = read_with(tmp_path, indicators, rows)
    assert data.problems == []
    for _again in range(2):
        store(data)
        by_id = {one.indicator_id: one for one in Indicator.objects.all()}
        assert set(by_id) == {"calls", "used", "population"}
        one = by_id["population"]
        assert (one.title, one.every, one.due_days, one.retired_at) == (
            {"ja": "人口"},
            1,
            60,
            TODAY,
        )
        assert (by_id["calls"].origin, by_id["calls"].source) == (Indicator.STAFF, "市の統計")
        kept.refresh_from_db()
        assert (kept.value, kept.origin) == (7, Value.ENTERED)
        found = Value.objects.filter(indicator_id="population").order_by("at")
        assert [one.value for one in found] == [7, 10]
