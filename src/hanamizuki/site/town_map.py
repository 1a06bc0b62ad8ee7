"""A map to tap, made of nothing but the towns' centres: the cell of points nearest to each.

No boundary data is used or claimed: the cells only say which centre is nearest, and the page says
so. Positions are projected locally (equirectangular), in map units of about 10 m.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 700
REACH = 90.0  # map units a cell may extend from its centre, so that nothing far is claimed
MARGIN = 60.0
Point = tuple[float, float]


@dataclass(frozen=True)
class Projection:
    """Degrees to map units and back; y grows downwards as in SVG."""

    west: float
    north: float
    scale: float
    squeeze: float
    height: int

    def xy(self, lat: float, lon: float) -> Point:
        """Map units of a point in degrees."""
        return (
            (lon - self.west) * self.squeeze * self.scale + MARGIN,
            (self.north - lat) * self.scale + MARGIN,
        )

    def degrees(self, x: float, y: float) -> tuple[float, float]:
        """(lat, lon) of a point of the map."""
        return (
            self.north - (y - MARGIN) / self.scale,
            (x - MARGIN) / self.scale / self.squeeze + self.west,
        )


def projection(places: Sequence[tuple[float, float]]) -> Projection:
    """The projection that fits (lat, lon) places into `WIDTH`. Raises ValueError for none."""
    lats, lons = [lat for lat, _ in places], [lon for _, lon in places]
    squeeze = math.cos(math.radians((min(lats) + max(lats)) / 2))
    spread = (max(lons) - min(lons)) * squeeze or 1e-3
    scale = (WIDTH - 2 * MARGIN) / spread
    height = round((max(lats) - min(lats)) * scale + 2 * MARGIN)
    return Projection(min(lons), max(lats), scale, squeeze, height)


def cells(centres: Sequence[Point]) -> list[list[Point]]:
    """For each centre the polygon of points nearer to it than to any other, within `REACH`."""
    return [_cell(centre, [other for other in centres if other != centre]) for centre in centres]


def _cell(centre: Point, others: list[Point]) -> list[Point]:
    x, y = centre
    polygon = [
        (x + REACH * math.cos(math.tau * k / 24), y + REACH * math.sin(math.tau * k / 24))
        for k in range(24)
    ]
    for other in others:
        if math.dist(centre, other) < 2 * REACH:
            polygon = _nearer(polygon, centre, other)
    return polygon


def _nearer(polygon: list[Point], centre: Point, other: Point) -> list[Point]:
    """The part of a convex polygon on the centre's side of the bisector with another centre."""
    ax, ay = other[0] - centre[0], other[1] - centre[1]
    limit = (other[0] ** 2 + other[1] ** 2 - centre[0] ** 2 - centre[1] ** 2) / 2

    def side(point: Point) -> float:
        return ax * point[0] + ay * point[1] - limit

    kept: list[Point] = []
    for start, end in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        a, b = side(start), side(end)
        if a <= 0:
            kept.append(start)
        if a * b < 0:
            share = a / (a - b)
            kept.append(
                (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
            )
    return kept


def path(polygon: Sequence[Point]) -> str:
    """An SVG path of a polygon, to a tenth of a unit."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in polygon) + "Z" if polygon else ""
