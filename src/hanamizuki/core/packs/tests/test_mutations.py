"""Every generated fault of a valid pack is found, at its place, in words, without a database."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hanamizuki.core.packs import check
from hanamizuki.core.packs.tests.mutations import Mutation, mutations
from hanamizuki.core.packs.tests.sample import sample_registry, write_sample

ALL = mutations()
EVERY_THIRD, REST = ALL[::3], [one for index, one in enumerate(ALL) if index % 3]
LINE = re.compile(r"^(far|near)/\S+:\d+: \S.*; \S.*$")


def assert_reported(mutation: Mutation, root: Path) -> None:
    near = write_sample(root, {mutation.path: mutation.content})
    problems = check(root, near, registry=sample_registry())
    at = [one for one in problems if one.origin.file == mutation.file]
    if mutation.lines:
        at = [one for one in at if one.origin.line in mutation.lines]
    assert at, f"not reported there: {[str(one) for one in problems]}"
    for one in problems:
        for language in ("ja", "en"):
            text = one.text(language)
            assert LINE.match(text), text
            assert "Traceback" not in text and "pydantic" not in text
        assert re.search("[ぁ-ん]", one.text("ja"))


def test_there_are_enough_of_them_and_of_every_kind() -> None:
    names = " ".join(one.name for one in EVERY_THIRD)
    assert len(EVERY_THIRD) >= 200
    for kind in ("no ", "unknown key", "dangling", "2026-02-30", "swapped", "twice", "cp932"):
        assert kind in names


@pytest.mark.parametrize("mutation", EVERY_THIRD, ids=lambda one: one.name)
def test_fault_is_reported(mutation: Mutation, tmp_path: Path) -> None:
    assert_reported(mutation, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("mutation", REST, ids=lambda one: one.name)
def test_other_fault_is_reported(mutation: Mutation, tmp_path: Path) -> None:
    assert_reported(mutation, tmp_path)


def test_several_faults_are_all_reported_at_once(tmp_path: Path) -> None:
    """One broken file does not hide another's faults."""
    chosen = {one.name: one for one in ALL}
    names = (
        "near/areas.yaml:16 2026-02-30",
        "near/rules.yaml:1 seatsx",
        "near/fares.csv:2 cell 2 三百円",
        "near/identity.yaml:9 swapped",
        "far/areas.yaml tab",
    )
    faults = [chosen[name] for name in names]
    near = write_sample(tmp_path, {one.path: one.content for one in faults})
    found = {one.origin.file for one in check(tmp_path, near, registry=sample_registry())}
    assert found == {one.file for one in faults}
