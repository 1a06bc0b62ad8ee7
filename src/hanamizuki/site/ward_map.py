"""The ward's map for わたしの町: every town's cell, coloured by district, shared ones in grey."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from hanamizuki.core.places.models import Catchment, District, Town
from hanamizuki.site.town_map import WIDTH, Point, cells, path, projection

COLOURS = 7


@dataclass(frozen=True)
class Cell:
    """One town: the shape to tap, its centre, its classes (district colour or shared; hit)."""

    town: Town
    shape: str
    x: float
    y: float
    kind: str


@dataclass(frozen=True)
class Label:
    """A district's name near the middle of its towns."""

    text: dict[str, str]
    x: float
    y: float


@dataclass(frozen=True)
class WardMap:
    """The map to tap, and the point asked for, if any."""

    width: int
    height: int
    cells: list[Cell]
    labels: list[Label]
    me: Point | None = None


def ward_map(me: tuple[float, float] | None = None, hits: Collection[str] = ()) -> WardMap | None:
    """The map of the loaded towns, `hits` (town codes) marked; None where no centre is known."""
    rows = Town.objects.prefetch_related("catchments")
    points = [(town, town.lat, town.lon) for town in rows]
    known = [(t, lat, lon) for t, lat, lon in points if lat is not None and lon is not None]
    if not known:
        return None
    projected = projection([(lat, lon) for _, lat, lon in known])
    centres = [projected.xy(lat, lon) for _, lat, lon in known]
    homes = [_districts(town) for town, _, _ in known]
    order = {code: n for n, code in enumerate(District.objects.values_list("code", flat=True))}
    return WardMap(
        width=WIDTH,
        height=projected.height,
        cells=[
            Cell(town, path(shape), round(x, 1), round(y, 1), _kind(town, home, order, hits))
            for (town, _, _), shape, (x, y), home in zip(
                known, cells(centres), centres, homes, strict=True
            )
        ],
        labels=_labels(homes, centres),
        me=projected.xy(*me) if me else None,
    )


def _districts(town: Town) -> list[Catchment]:
    return [one for one in town.catchments.all() if one.kind == Catchment.Kind.DISTRICT]


def _kind(town: Town, home: list[Catchment], order: dict[str, int], hits: Collection[str]) -> str:
    whole = len(home) == 1 and home[0].part == Catchment.Part.WHOLE
    colour = f"d{order[home[0].target] % COLOURS}" if whole else "shared"
    return f"{colour} hit" if town.code in hits else colour


def _labels(homes: Sequence[list[Catchment]], centres: Sequence[Point]) -> list[Label]:
    labels: list[Label] = []
    for district in District.objects.all():
        own = [
            point
            for home, point in zip(homes, centres, strict=True)
            if any(one.target == district.code for one in home)
        ]
        if own:
            x, y = (sum(axis) / len(own) for axis in zip(*own, strict=True))
            labels.append(_beside(labels, Label(district.name, round(x, 1), round(y, 1))))
    return labels


def _beside(labels: Sequence[Label], label: Label) -> Label:
    """The label moved down until it covers none of the others (sizes of the style sheet)."""
    y = label.y
    while any(abs(one.x - label.x) < 150 and abs(one.y - y) < 26 for one in labels):
        y = round(y + 13, 1)
    return Label(label.text, label.x, y)
