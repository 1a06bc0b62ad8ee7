"""Nearest towns to a point. Distances are to a town's point in metres, never to a boundary."""

from __future__ import annotations

import math
from collections.abc import Iterable

from .types import Bounds, Town

_EARTH_RADIUS_M = 6_371_008.8


def distance_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in metres (haversine) between two points in degrees."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half_lat = math.sin((phi2 - phi1) / 2)
    half_lon = math.sin(math.radians(lon2 - lon1) / 2)
    root = half_lat**2 + math.cos(phi1) * math.cos(phi2) * half_lon**2
    return 2 * _EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, root)))


def valid_point(lat: float, lon: float) -> bool:
    return math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180


class TownPoints:
    """The towns that have a point."""

    def __init__(self, towns: Iterable[Town]) -> None:
        self._points = tuple(
            (town.lat, town.lon, town)
            for town in towns
            if town.lat is not None and town.lon is not None
        )

    def nearest(self, lat: float, lon: float, n: int) -> list[tuple[Town, float]]:
        """At most n towns with their distances, nearest first; none for an impossible point."""
        if not valid_point(lat, lon):
            return []
        found = [(town, distance_m(lat, lon, *point)) for *point, town in self._points]
        return sorted(found, key=lambda pair: pair[1])[: max(n, 0)]

    def box(self, margin: float) -> Bounds | None:
        """The box around all points, widened by a margin in degrees."""
        if not self._points:
            return None
        lats = [point[0] for point in self._points]
        lons = [point[1] for point in self._points]
        return Bounds(
            min(lats) - margin, min(lons) - margin, max(lats) + margin, max(lons) + margin
        )
