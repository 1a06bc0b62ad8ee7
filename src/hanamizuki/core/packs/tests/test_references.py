"""Sections' checks: what is dangling is said, what only follows from another fault is not."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from hanamizuki.core.packs import PackData, Problem, Section, SectionRegistry, check
from hanamizuki.core.packs.tests.sample import (
    AREAS,
    STOPS,
    Area,
    Fare,
    sample_registry,
    write_sample,
)


def found(root: Path, changed: dict[str, bytes | str | None]) -> list[str]:
    problems = check(root, write_sample(root, changed), registry=sample_registry())
    return [f"{one.origin} {one.code}" for one in problems]


def test_a_lost_record_is_not_blamed_on_those_who_name_it(tmp_path: Path) -> None:
    broken = AREAS.replace("people: 800", "people: eight hundred")
    assert found(tmp_path, {"near/areas.yaml": broken}) == ["near/areas.yaml:13 whole_number"]


def test_other_dangling_references_are_said_beside_a_lost_record(tmp_path: Path) -> None:
    changed: dict[str, bytes | str | None] = {
        "near/areas.yaml": AREAS.replace("people: 800", "people: eight hundred"),
        "near/stops.csv": STOPS.replace("北の駅,kita", "北の駅,nowhere"),
    }
    assert found(tmp_path, changed) == [
        "near/areas.yaml:13 whole_number",
        "near/stops.csv:2 section",
    ]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"- [", b"words"])
def test_an_unreadable_file_is_the_only_thing_blamed(content: bytes, tmp_path: Path) -> None:
    assert len(found(tmp_path, {"near/areas.yaml": content})) == 1


def test_a_broken_manifest_is_the_only_thing_blamed(tmp_path: Path) -> None:
    """Parents and sources are unknown then; what they would give is not called missing."""
    assert found(tmp_path, {"near/pack.yaml": b"id: ["}) == ["near/pack.yaml:1 yaml"]


def test_a_missing_file_leaves_references_dangling(tmp_path: Path) -> None:
    gone = {"near/areas.yaml": None, "far/areas.yaml": None}
    files = {one.partition(":")[0] for one in found(tmp_path, gone)}
    assert files == {"near/stops.csv", "near/plans/2025.yaml"}


def test_a_misspelt_key_is_not_also_called_missing(tmp_path: Path) -> None:
    broken = AREAS.replace("since: 2001-04-01", "sinse: 2001-04-01")
    assert found(tmp_path, {"near/areas.yaml": broken}) == ["near/areas.yaml:7 unknown_key_near"]


def test_what_every_row_lacks_is_said_once_at_the_header(tmp_path: Path) -> None:
    registry = SectionRegistry()
    registry.register(
        Section(name="fares", files=("fares.csv",), record=Fare, row=lambda row: dict(row))
    )
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "pack.yaml").write_text("{id: one, name: 一, kind: country, source: x}")
    (tmp_path / "one" / "fares.csv").write_text("id,source\na,x\nb,x\n")
    problems = check(tmp_path, "one", registry=registry)
    assert [(str(one.origin), one.code) for one in problems] == [("one/fares.csv:1", "in_no_row")]
    assert "yen" in str(problems[0])


def test_a_column_asked_for_in_vain_is_said_once(tmp_path: Path) -> None:
    rows = STOPS.replace("定員", "定員数")
    assert found(tmp_path, {"near/stops.csv": rows}) == [
        "near/stops.csv:1 missing_column_near",
        "near/stops.csv:1 unknown_column_near",
    ]


def test_a_check_that_stumbles_is_a_problem_not_a_traceback(tmp_path: Path) -> None:
    def stumble(data: PackData) -> Iterable[Problem]:
        raise IndexError("list index out of range")

    registry = sample_registry()
    registry.register(Section(name="odd", files=("odd.yaml",), record=Area, check=stumble))
    problems = check(tmp_path, write_sample(tmp_path), registry=registry)
    assert [(one.code, str(one.origin)) for one in problems] == [
        ("check_failed", "near/pack.yaml:1")
    ]
    broken = write_sample(tmp_path, {"near/rules.yaml": b"- x"})
    problems = check(tmp_path, broken, registry=registry)
    assert [one.code for one in problems] == ["not_map"]
