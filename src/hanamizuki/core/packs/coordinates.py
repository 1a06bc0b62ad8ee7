"""Coordinates of records: inside the bounds of the pack that holds them, and not swapped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from hanamizuki.core.packs.data import PackData
from hanamizuki.core.packs.manifest import JAPAN, Bounds, Manifest
from hanamizuki.core.packs.messages import problem
from hanamizuki.core.packs.schema import Origin, Problem
from hanamizuki.core.packs.sections import SectionRegistry

PAIRS = (("lat", "lon"), ("latitude", "longitude"), ("rep_lat", "rep_lon"))
_COUNTRY = Bounds(south=JAPAN[0], west=JAPAN[1], north=JAPAN[2], east=JAPAN[3])


def coordinate_problems(data: PackData, registry: SectionRegistry) -> Iterator[Problem]:
    """Points outside the bounds, or with latitude and longitude swapped, in every record."""
    packs = {manifest.id: manifest for manifest in data.packs}
    for section in registry.all():
        content = data.sections[section.name]
        for record in content.records.values():
            manifest = packs.get(record.pack)
            if manifest:
                yield from _judged(record.value, record.origin, manifest, section.inside)
        if content.mapping is not None and data.packs:
            yield from _mapping(content.mapping, content.where, packs, section.inside)


def points(value: Any) -> Iterator[tuple[float, float]]:
    """Every (latitude, longitude) in a record, however deep."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        for lat, lon in PAIRS:
            if lat in fields and lon in fields:
                pair = (getattr(value, lat), getattr(value, lon))
                if all(isinstance(one, (int, float)) for one in pair):
                    yield pair
        for name in fields:
            yield from points(getattr(value, name))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from points(item)
    elif isinstance(value, dict):
        yield from points(list(value.values()))


def _mapping(
    value: BaseModel, where: dict[str, Origin], packs: dict[str, Manifest], inside: bool
) -> Iterator[Problem]:
    for key, origin in where.items():
        manifest = packs.get(origin.file.partition("/")[0])
        if manifest:
            yield from _judged(getattr(value, key, None), origin, manifest, inside)


def _judged(value: Any, origin: Origin, manifest: Manifest, inside: bool) -> Iterator[Problem]:
    bounds = manifest.bounds if inside and manifest.bounds else _COUNTRY
    for lat, lon in points(value):
        if bounds.holds(lat, lon):
            continue
        values: dict[str, Any] = {"lat": lat, "lon": lon}
        if bounds.holds(lon, lat) or (lat > 90 and _COUNTRY.holds(lon, lat)):
            yield problem(origin, "swapped", **values)
        else:
            values |= bounds.model_dump()
            yield problem(origin, "outside", pack=manifest.id, **values)
