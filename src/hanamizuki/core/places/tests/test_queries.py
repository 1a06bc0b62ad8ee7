"""Reads about places: nearest, GeoJSON, sections, catchments, and what the database refuses."""

from __future__ import annotations

import math

import pytest
from django.db import IntegrityError, transaction

from hanamizuki.core.packs import PackData
from hanamizuki.core.places import queries
from hanamizuki.core.places.models import Catchment, District, Facility, Section, Town
from hanamizuki.core.places.search_source import entries
from hanamizuki.core.places.tests.conftest import store


def test_near_is_sorted_in_metres(kohoku: PackData) -> None:
    school = Facility.objects.get(name="横浜市立綱島小学校", kind="evacuation_shelter")
    assert school.lat is not None and school.lon is not None
    found = queries.near(school.lat, school.lon, "evacuation_shelter", 29)
    assert found[0] == (school, 0.0)
    distances = [metres for _, metres in found]
    assert distances == sorted(distances)
    assert len(found) == 29
    assert 500 < distances[1] < 800


def test_near_without_coordinates_or_a_possible_point(kohoku: PackData) -> None:
    assert queries.near(35.5, 139.6, "care_service") == []
    assert queries.near(math.nan, 139.6, "evacuation_shelter") == []
    assert queries.near(35.5, 139.6, "evacuation_shelter", 0) == []


def test_geojson(kohoku: PackData) -> None:
    shelters = queries.geojson("evacuation_shelter")
    assert shelters["type"] == "FeatureCollection"
    assert len(shelters["features"]) == 29
    one = next(item for item in shelters["features"] if item["id"] == "E1410000252111")
    assert one["geometry"] == {"type": "Point", "coordinates": [139.645309, 35.544933]}
    assert one["properties"]["town"] == "箕輪町二丁目"
    plazas = queries.geojson("care_service")["features"]
    assert {item["geometry"] for item in plazas} == {None}
    assert queries.geojson("tourism")["features"] == []
    with pytest.raises(LookupError, match="no_such_kind"):
        queries.geojson("no_such_kind")


@pytest.mark.parametrize("kind", ["evacuation_space", "public_facility"])
def test_geojson_asks_the_database_once(
    kohoku: PackData, kind: str, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        queries.geojson(kind)


def test_sections_for_a_topic_the_ward_first(kohoku: PackData) -> None:
    kinds = [section.kind for section in queries.sections_for("moving")]
    assert kinds == sorted(kinds, key=["ward", "city", "partner"].index)
    assert "koseki" in {section.code for section in queries.sections_for("baby")}
    assert queries.sections_for("no-such-topic") == []


def test_catchments_of_a_district(kohoku: PackData) -> None:
    towns = [rule.town.full_name for rule in queries.catchments_of("district", "shirosato")]
    assert towns == ["岸根町", "小机町", "鳥山町"]


def test_gazetteer_is_built_once_for_a_load(kohoku: PackData) -> None:
    first = queries.gazetteer()
    assert queries.gazetteer() is first
    assert len(first.towns) == 101
    store(kohoku)
    assert queries.gazetteer() is not first


def test_gazetteer_before_the_first_load_knows_nothing(db: None) -> None:
    assert queries.gazetteer().resolve("綱島西3-1").status in ("unknown", "outside")


def test_search_entries(kohoku: PackData) -> None:
    found = {entry.ref: entry for entry in entries()}
    assert len(found) == len(list(entries()))
    town = found["town:tsunashimanishi-3"]
    assert town.url == "/places/towns/tsunashimanishi-3/"
    assert {"ツナシマニシ", "2230053"} < set(town.keywords)
    assert town.title == {"ja": "綱島西三丁目", "en": "Tsunashimanishi 3-chome"}
    assert found["district:nippa"].keywords == ("にっぱ", "新羽町連合町内会")
    assert found["section:koseki"].url == "/places/sections/koseki/"
    assert "facility:E1410000252111" in found
    assert "facility:E1410000189203" not in found
    for entry in found.values():
        assert entry.title["ja"]
        assert all(entry.keywords)


def _town(**fields: object) -> Town:
    given = {"code": "x", "lg_code": "141097", "full_name": "x町", "oaza_cho": "x町", "source": "x"}
    return Town(**(given | fields))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "row",
    [
        _town(lat=35.5),
        _town(lon=139.6),
        _town(lat=135.5, lon=35.5),
        Facility(code="x", kind="aed", local_id="x", name="", source="x"),
        Facility(code="x", kind="aed", local_id="x", name="x", lat=35.5, source="x"),
        Section(code="x", kind="other", name={}, handles={}, source="x"),
    ],
)
def test_the_database_refuses(row: Town | Facility | Section) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.django_db
def test_the_database_refuses_unknown_kinds_of_catchment() -> None:
    town = _town()
    town.save()
    for wrong in ({"kind": "school"}, {"part": "half"}, {"confidence": "sure"}):
        given = {"kind": "district", "part": "whole", "confidence": "stated"} | wrong
        row = Catchment(key="x", entry="x", target="x", town=town, source="x", **given)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
    assert not District.objects.exists()
