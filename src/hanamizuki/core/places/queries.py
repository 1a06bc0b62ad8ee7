"""Reads about places: the resolver, facilities by kind, the nearest ones, GeoJSON, sections."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from django.db.models import QuerySet

from hanamizuki.core.places.gazetteer import gazetteer
from hanamizuki.core.places.logic.nearest import distance_m, valid_point
from hanamizuki.core.places.models import Catchment, Facility, Section
from hanamizuki.core.places.pack.facilities import SLUGS

__all__ = [
    "catchments_of",
    "facilities",
    "gazetteer",
    "geojson",
    "near",
    "nearest_of",
    "sections_for",
]


class _Pointed(Protocol):
    lat: float | None
    lon: float | None


def facilities(kind: str) -> QuerySet[Facility]:
    """Facilities of one dataset slug (evacuation_shelter, care_service, …), towns included."""
    return Facility.objects.filter(kind=kind).select_related("town", "parent")


def near(lat: float, lon: float, kind: str, n: int = 3) -> list[tuple[Facility, float]]:
    """The n nearest facilities of a kind with metres as the crow flies, nearest first.

    Facilities whose coordinates are not known cannot be listed; an impossible point gives none.
    """
    return nearest_of(facilities(kind), lat, lon, n)


def nearest_of(
    known: Iterable[Facility], lat: float, lon: float, n: int = 3
) -> list[tuple[Facility, float]]:
    """The same out of facilities at hand, for callers that ask for many points."""
    if not valid_point(lat, lon):
        return []
    found = [
        (facility, distance_m(lat, lon, facility.lat, facility.lon))
        for facility in known
        if facility.lat is not None and facility.lon is not None
    ]
    found.sort(key=lambda pair: (pair[1], pair[0].code))
    return found[: max(n, 0)]


def geojson(kind: str) -> dict[str, Any]:
    """A FeatureCollection (RFC 7946) of a kind; a facility without coordinates has no geometry.

    Raises LookupError where there is no such dataset; one that the ward has none of is empty.
    """
    if kind not in SLUGS:
        raise LookupError(f"there is no dataset {kind!r}")
    return {"type": "FeatureCollection", "features": [_feature(item) for item in facilities(kind)]}


def _feature(facility: Facility) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": facility.code,
        "geometry": _geometry(facility),
        "properties": {
            "name": facility.name,
            "kana": facility.kana,
            "name_en": facility.name_en,
            "category": facility.category,
            "address": facility.address,
            "building": facility.building,
            "town": facility.town.full_name if facility.town else None,
            "phone": facility.phone or None,
            "hours": facility.hours or None,
            "hazards": facility.hazards,
            "parent": facility.parent.code if facility.parent else None,
            "source": facility.source,
            "as_of": facility.as_of or None,
            "note": facility.note or None,
        },
    }


def _geometry(place: _Pointed) -> dict[str, Any] | None:
    if place.lat is None or place.lon is None:
        return None
    return {"type": "Point", "coordinates": [place.lon, place.lat]}


def catchments_of(kind: str, target: str) -> list[Catchment]:
    """The rules that give a target its towns, in the order of the towns' readings."""
    rules = Catchment.objects.filter(kind=kind, target=target).select_related("town")
    return list(rules.order_by("town__oaza_cho_kana", "town__chome_number", "entry"))


def sections_for(topic: str) -> list[Section]:
    """Sections that handle a topic (moving, baby, …): the ward's first, then the city's, partners.

    JSON lists are filtered here, not in the database: SQLite cannot look into them.
    """
    return [section for section in _by_kind() if topic in section.topics]


def _by_kind() -> Iterable[Section]:
    order = {kind: place for place, kind in enumerate(Section.Kind.values)}
    every = Section.objects.prefetch_related("desks")
    return sorted(every, key=lambda section: (order[section.kind], section.position))
