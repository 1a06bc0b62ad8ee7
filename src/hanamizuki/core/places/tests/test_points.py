"""Coordinates: read as written, swapped and impossible ones named."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanamizuki.core.places.pack.points import JAPAN_LAT, JAPAN_LON, PointError, read_point

LAT, LON = st.floats(*JAPAN_LAT), st.floats(*JAPAN_LON)


@settings(max_examples=50)
@given(LAT, LON)
def test_a_point_in_japan_is_read_as_written(lat: float, lon: float) -> None:
    assert read_point(str(lat), f" {lon}") == (lat, lon)


@settings(max_examples=50)
@given(LAT, LON)
def test_swapped_coordinates_are_called_swapped(lat: float, lon: float) -> None:
    with pytest.raises(PointError) as error:
        read_point(str(lon), str(lat))
    assert "入れ替わって" in error.value.what.ja
    assert error.value.instead.ja == f"緯度に {lat}、経度に {lon} を書く"


@pytest.mark.parametrize(("lat", "lon"), [("", ""), ("0", "0.0"), (" ", "")])
def test_not_given(lat: str, lon: str) -> None:
    assert read_point(lat, lon) is None


def test_full_width_and_degree_sign() -> None:
    assert read_point("３５．５", "139.6°") == (35.5, 139.6)


@pytest.mark.parametrize(
    ("lat", "lon", "field", "what"),
    [
        ("35.5", "", "lon", "一方だけ"),
        ("", "139.6", "lat", "一方だけ"),
        ("35.5", "139631250", "lon", "小数点"),
        ("北緯35度", "139.6", "lat", "度の数では"),
        ("35.5", "nan", "lon", "度の数では"),
        ("51.5", "139.6", "lat", "日本の範囲"),
        ("35.5", "-0.1", "lon", "日本の範囲"),
    ],
)
def test_what_is_wrong(lat: str, lon: str, field: str, what: str) -> None:
    with pytest.raises(PointError) as error:
        read_point(lat, lon)
    assert error.value.field == field
    assert what in error.value.what.ja
    assert error.value.what.en
