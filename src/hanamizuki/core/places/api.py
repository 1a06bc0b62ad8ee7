"""GET /api/v1/places: from an address to everything that depends on it; places as GeoJSON."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from hanamizuki.core.places import queries
from hanamizuki.core.places.presentation import resolution_document
from hanamizuki.core.text.api import CleanText

router = Router(tags=["places"])


class OptionOut(Schema):
    """One possible answer and where it is from; `confidence` is stated or inferred."""

    id: str
    name: str
    confidence: str
    note: str
    source: str


class AnswerOut(Schema):
    """What is known of one kind: known (one option), ambiguous (several), unknown (none)."""

    status: Literal["known", "ambiguous", "unknown"]
    options: list[OptionOut]
    basis: str


class CandidateOut(Schema):
    """One town the text may mean. The plain names are null where not known for certain."""

    town: str
    postal_code: str
    lat: float | None
    lon: float | None
    district: str | None
    shelter: str | None
    care_plaza: str | None
    association: str | None
    section: str | None
    basis: str
    answers: dict[str, AnswerOut]


class ResolutionOut(Schema):
    """`elsewhere` names the municipality where the text means a place outside the ward."""

    status: Literal["found", "ambiguous", "outside", "unknown"]
    message: dict[str, str]
    elsewhere: str | None
    candidates: list[CandidateOut]


class ResolveIn(Schema):
    """An address, part of one, or a postal code, however it is written."""

    q: CleanText(200)  # type: ignore[valid-type]


class PointIn(Schema):
    """A point in degrees (JGD2011/WGS84)."""

    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class GeometryOut(Schema):
    """A GeoJSON point: longitude, latitude."""

    type: Literal["Point"]
    coordinates: list[float]


class FeatureOut(Schema):
    """A GeoJSON feature."""

    type: Literal["Feature"]
    id: str
    geometry: GeometryOut | None
    properties: dict[str, Any]


class CollectionOut(Schema):
    """A GeoJSON feature collection."""

    type: Literal["FeatureCollection"]
    features: list[FeatureOut]


@router.get("/resolve", response=ResolutionOut, summary="Address to town, district, shelter …")
def resolve(request: HttpRequest, query: Query[ResolveIn]) -> dict[str, Any]:
    """Never guesses: an address that may mean several places answers `ambiguous` with all."""
    return resolution_document(queries.gazetteer().resolve(query.q))


@router.get("/at", response=ResolutionOut, summary="Point to the nearest towns")
def at(request: HttpRequest, point: Query[PointIn]) -> dict[str, Any]:
    """The towns whose centre is nearest; town boundaries are not known here."""
    return resolution_document(queries.gazetteer().resolve_point(point.lat, point.lon))


@router.get("/{kind}.geojson", response={200: CollectionOut}, summary="Places of one kind")
def geojson(request: HttpRequest, kind: str) -> dict[str, Any]:
    """Facilities of one kind as GeoJSON; 404 for an unknown kind, empty where there are none."""
    try:
        return queries.geojson(kind)
    except LookupError as error:
        raise Http404(str(error)) from error
