"""Points: nearest towns by distance, ambiguous between towns, outside beyond the ward."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanamizuki.core.places.logic.gazetteer import CLEAR_DISTANCE_M, CLEAR_FACTOR, Gazetteer
from hanamizuki.core.places.logic.nearest import distance_m

from .data import HOME, gazetteer, town, towns


def test_distance_agrees_with_a_degree_of_latitude() -> None:
    assert distance_m(35, 139, 36, 139) == pytest.approx(111_195, abs=1)
    assert distance_m(35.5, 139.6, 35.5, 139.6) == 0


def test_a_town_point_belongs_to_its_town() -> None:
    for item in towns():
        assert item.lat is not None and item.lon is not None
        result = gazetteer().resolve_point(item.lat, item.lon)
        assert [c.town for c in result.candidates] == [item]
        assert result.message_key in {"point_nearest", "district_ambiguous"}


def test_a_point_between_two_towns_shows_both() -> None:
    one, other = town("日吉一丁目"), town("日吉二丁目")
    assert one.lat and one.lon and other.lat and other.lon
    result = gazetteer().resolve_point((one.lat + other.lat) / 2, (one.lon + other.lon) / 2)
    assert (result.status, result.message_key) == ("ambiguous", "point_between")
    assert {one, other} <= {candidate.town for candidate in result.candidates}
    assert all(candidate.basis == "nearest_point" for candidate in result.candidates)


def test_a_point_far_from_all_town_points_is_left_open() -> None:
    """Some 480 m north of the point of 新羽町, a large town: nearest, but not given to it."""
    nippa = town("新羽町")
    assert nippa.lat and nippa.lon
    result = gazetteer().resolve_point(nippa.lat + 0.0043, nippa.lon)
    assert (result.status, result.message_key) == ("ambiguous", "point_far")
    assert len(result.candidates) >= 3


@pytest.mark.parametrize(
    ("lat", "lon"), [(35.6896, 139.6917), (35.5308, 139.7030), (35.4437, 139.6380), (0, 0)]
)
def test_points_elsewhere_are_outside(lat: float, lon: float) -> None:
    assert gazetteer().resolve_point(lat, lon).status == "outside"


@pytest.mark.parametrize("lat", [math.nan, math.inf, -math.inf, 91.0])
def test_impossible_points_are_unknown(lat: float) -> None:
    assert gazetteer().resolve_point(lat, 139.6).message_key == "bad_point"
    assert gazetteer().nearest(lat, 139.6) == []


def test_no_towns_no_answer() -> None:
    assert Gazetteer(HOME, ()).resolve_point(35.5, 139.6).status == "unknown"
    assert Gazetteer(HOME, ()).resolve("日吉3-1").status == "unknown"


@settings(max_examples=60, deadline=None)
@given(st.floats(35.48, 35.58), st.floats(139.58, 139.67))
def test_nearest_is_sorted_and_a_clear_answer_is_clear(lat: float, lon: float) -> None:
    near = gazetteer().nearest(lat, lon, 101)
    far = [metres for _, metres in near]
    assert len(near) == 101 and far == sorted(far)
    result = gazetteer().resolve_point(lat, lon)
    if result.message_key == "point_nearest":
        assert result.candidates[0].town == near[0][0]
        assert far[0] <= CLEAR_DISTANCE_M
        assert far[1] > far[0] * CLEAR_FACTOR
