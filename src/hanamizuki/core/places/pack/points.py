"""Coordinates as published files hold them, and what is typically wrong with them."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass

from hanamizuki.core.packs.text import Localised
from hanamizuki.core.places.pack.messages import say

JAPAN_LAT = (20.0, 46.0)
JAPAN_LON = (122.0, 154.5)
_NO_POINT = 1000.0


@dataclass(frozen=True)
class PointError(Exception):
    """What is wrong with a pair of coordinates; `field` is lat or lon."""

    field: str
    what: Localised
    instead: Localised


def _degrees(text: str, field: str) -> float | None:
    plain = unicodedata.normalize("NFKC", text).strip().rstrip("°度")
    if not plain:
        return None
    try:
        value = float(plain)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise PointError(
            field,
            say(f"「{text}」は度の数ではありません", f"{text!r} is not a number of degrees"),
            say("35.518889 のような十進の度で書く", "write decimal degrees such as 35.518889"),
        )
    return value


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


def read_point(lat_text: str, lon_text: str) -> tuple[float, float] | None:
    """(lat, lon) in decimal degrees, None when neither is given (0, 0 is a way of not giving).

    Raises PointError when only one is given, they are swapped, a decimal point is lost, or the
    point is not in Japan.
    """
    lat, lon = _degrees(lat_text, "lat"), _degrees(lon_text, "lon")
    if (lat, lon) in ((None, None), (0.0, 0.0)):
        return None
    if lat is None or lon is None:
        raise PointError(
            "lat" if lat is None else "lon",
            say("緯度と経度の一方だけがあります", "only one of latitude and longitude is given"),
            say("両方を書くか、両方を空にする", "write both, or leave both empty"),
        )
    if _within(lat, JAPAN_LON) and _within(lon, JAPAN_LAT):
        raise PointError(
            "lat",
            say("緯度と経度が入れ替わっています", "latitude and longitude are swapped"),
            say(f"緯度に {lon}、経度に {lat} を書く", f"write latitude {lon}, longitude {lat}"),
        )
    for field, value, limits in (("lat", lat, JAPAN_LAT), ("lon", lon, JAPAN_LON)):
        if not _within(value, limits):
            raise _not_in_japan(field, value, limits)
    return lat, lon


def _not_in_japan(field: str, value: float, limits: tuple[float, float]) -> PointError:
    if abs(value) > _NO_POINT:
        what = say(f"{value:.0f} には小数点がありません", f"{value:.0f} has lost its decimal point")
    else:
        what = say(f"{value:g} は日本の範囲にありません", f"{value:g} is not in Japan")
    low, high = limits
    return PointError(
        field,
        what,
        say(f"{low:g}～{high:g} の十進の度で書く", f"write decimal degrees, {low:g} to {high:g}"),
    )
