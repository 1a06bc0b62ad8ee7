"""The ward's own pack: complete, checked, loaded twice to the same effect."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath

import pytest

from hanamizuki.core.packs import PackData
from hanamizuki.core.packs.sections import registry
from hanamizuki.core.places import queries
from hanamizuki.core.places.models import (
    Association,
    Catchment,
    Desk,
    District,
    Facility,
    Section,
    Town,
)
from hanamizuki.core.places.tests.conftest import OWN, store

TABLES = (Association, Catchment, Desk, District, Facility, Section, Town)


def test_no_problem_in_any_file_of_places(kohoku_data: PackData) -> None:
    own = [registry.get(name) for name in OWN]
    found = [
        str(problem)
        for problem in kohoku_data.problems
        if any(
            section.claims(str(PurePosixPath(*PurePosixPath(problem.origin.file).parts[1:])))
            for section in own
        )
    ]
    assert found == []


def test_counts(kohoku: PackData) -> None:
    assert Town.objects.count() == 101
    assert len(set(Town.objects.values_list("post_code", flat=True))) == 34
    assert District.objects.count() == 13
    kinds = Counter(Facility.objects.values_list("kind", flat=True))
    assert kinds["evacuation_space"] == 150
    assert kinds["evacuation_shelter"] == 29
    assert kinds["educational_institution"] == 35
    assert kinds["care_service"] == 9
    assert Facility.objects.filter(kind="evacuation_space", parent=None).count() == 0
    assert {part.parent.kind for part in Facility.objects.exclude(parent=None)} == {
        "evacuation_shelter",
        "care_service",
        "public_facility",
    }


def test_flags_of_the_national_list(kohoku: PackData) -> None:
    spaces = Facility.objects.filter(kind="evacuation_space")
    hazards = Counter(hazard for space in spaces for hazard in space.hazards)
    assert hazards == {
        "flood": 139,
        "landslide": 137,
        "storm_surge": 104,
        "earthquake": 150,
        "fire": 9,
    }
    assert sum("下限階" in space.attrs for space in spaces) == 42


def test_every_town_has_a_district_and_the_known_borders_stay_open(kohoku: PackData) -> None:
    open_borders = set()
    for town in Town.objects.prefetch_related("catchments"):
        rules = [rule for rule in town.catchments.all() if rule.kind == "district"]
        assert rules, town
        if any(rule.part == "part" for rule in rules):
            assert all(rule.part == "part" for rule in rules), town
            open_borders.add(town.oaza_cho)
    assert open_borders == {"新吉田町", "新吉田東", "篠原町", "富士塚", "大豆戸町"}


def test_lot_number_towns(kohoku: PackData) -> None:
    lots = Town.objects.filter(residence_numbered=False).values_list("oaza_cho", flat=True)
    assert set(lots) == {"篠原町", "大豆戸町", "北新横浜", "綱島上町"}
    assert not Town.objects.filter(residence_numbered=True).exists()


def test_loading_again_changes_nothing(kohoku: PackData) -> None:
    before = {model: list(model.objects.order_by("pk").values()) for model in TABLES}
    store(kohoku)
    assert {model: list(model.objects.order_by("pk").values()) for model in TABLES} == before


@pytest.mark.parametrize(
    ("address", "status", "district", "shelter"),
    [
        ("綱島西三丁目11-1", "found", ["綱島"], None),
        ("箕輪町2-7-1", "found", ["日吉"], "横浜市立箕輪小学校"),
        ("箕輪町2-2-1", "found", ["日吉"], None),
        ("横浜市港北区綱島東4-12-3", "found", ["綱島"], "横浜市立箕輪小学校"),
        ("篠原町100", "ambiguous", ["菊名", "篠原"], None),
        ("新吉田東5-3-1", "ambiguous", ["新吉田", "新吉田あすなろ"], None),
    ],
)
def test_addresses(
    kohoku: PackData, address: str, status: str, district: list[str], shelter: str | None
) -> None:
    resolution = queries.gazetteer().resolve(address)
    (candidate,) = resolution.candidates
    assert resolution.status == status
    assert [option.name for option in candidate.district.options] == district
    assert (candidate.shelter.only.name if candidate.shelter.only else None) == shelter


def test_unknown_stays_unknown(kohoku: PackData) -> None:
    desk = Desk.objects.get(section__code="koseki", name__ja="戸籍担当")
    assert (desk.window, desk.floor, desk.phone) == ("", "", "")
    plazas = Facility.objects.filter(kind="care_service")
    assert {(plaza.lat, plaza.lon, plaza.phone) for plaza in plazas} == {(None, None, "")}
    assert Facility.objects.get(name="下田地域ケアプラザ").address == ""


def test_every_fact_has_a_source(kohoku: PackData) -> None:
    for model in TABLES:
        assert not model.objects.filter(source="").exists(), model
