"""The registry: order, duplicates, circles; globs."""

from __future__ import annotations

import pytest

from hanamizuki.core.packs import Section, SectionRegistry
from hanamizuki.core.packs.tests.sample import Area, Fare, sample_registry


def section(name: str, *after: str) -> Section:
    return Section(name=name, files=(f"{name}.yaml",), record=Area, after=after)


def test_sections_load_behind_those_they_wait_for() -> None:
    names = [one.name for one in sample_registry().all()]
    assert names == ["identity", "areas", "stops", "rules", "fares", "plans"]


def test_a_name_is_registered_once() -> None:
    registry = SectionRegistry()
    registry.register(section("a"))
    with pytest.raises(ValueError, match="twice"):
        registry.register(section("a"))


def test_a_key_must_be_a_field() -> None:
    with pytest.raises(ValueError, match="no field 'code'"):
        SectionRegistry().register(Section(name="x", files=(), record=Fare, key="code"))


@pytest.mark.parametrize("after", ["b", "nothing"])
def test_circles_and_unknown_names_are_refused(after: str) -> None:
    registry = SectionRegistry()
    registry.register(section("a", after))
    registry.register(section("b", "a"))
    with pytest.raises(ValueError, match=r"waits? for"):
        registry.all()


@pytest.mark.parametrize(
    ("path", "claimed"),
    [
        ("stops.csv", True),
        ("141097_stops.csv", True),
        ("old/stops.csv", False),
        ("old/141097_stops.csv", False),
        ("stops.csv.bak", False),
    ],
)
def test_globs_stay_within_a_folder(path: str, claimed: bool) -> None:
    assert sample_registry().get("stops").claims(path) is claimed
