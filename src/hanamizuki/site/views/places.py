"""わたしの町: from an address, a postal code or a point to all that serves it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from hanamizuki.core.offers import registry as offers
from hanamizuki.core.places import queries
from hanamizuki.core.places.logic.messages import BASES, MESSAGES, Text
from hanamizuki.core.places.logic.types import KINDS, Answer, Candidate, Resolution
from hanamizuki.core.places.models import Association, District, Facility, Section, Town
from hanamizuki.core.search.queries import Hit
from hanamizuki.core.search.queries import search as find
from hanamizuki.site.forms import AddressForm
from hanamizuki.site.ward_map import ward_map

NEAREST = 3
TOPICS_HERE = ("disaster", "care", "community", "event")


@dataclass(frozen=True)
class Found:
    """A candidate: its town's row, what each kind answers, what is near the town's centre.

    `names` are the options' names by (kind, id), as maps {ja, en}.
    """

    candidate: Candidate
    town: Town
    answers: Sequence[tuple[str, Answer, Text]]
    shelters: list[tuple[Facility, float]] = field(default_factory=list)
    floods: list[tuple[Facility, float]] = field(default_factory=list)


def index(request: HttpRequest) -> HttpResponse:
    """The form, the map, and the answer to what was asked; works without JavaScript."""
    form = AddressForm(request.GET or None)
    resolution, me = _resolve(form)
    hits = _codes(resolution.candidates) if resolution else []
    context: dict[str, Any] = {
        "form": form,
        "resolution": resolution,
        "map": ward_map(me, hits),
        "districts": District.objects.all(),
    }
    if resolution:
        context |= {
            "message": MESSAGES[resolution.message_key],
            "found": _found(resolution.candidates),
            "offers": _offers_here(),
            "named": _named(form.cleaned_data["q"]) if resolution.status == "unknown" else [],
        }
    return render(request, "site/places/index.html", context)


def _resolve(form: AddressForm) -> tuple[Resolution | None, tuple[float, float] | None]:
    if not form.is_valid():
        return None, None
    lat, lon = form.cleaned_data["lat"], form.cleaned_data["lon"]
    if lat is not None:
        return queries.gazetteer().resolve_point(lat, lon), (lat, lon)
    text = form.cleaned_data["q"]
    return (queries.gazetteer().resolve(text) if text else None), None


def _found(candidates: Iterable[Candidate]) -> list[Found]:
    """The candidates with what is near; everything is read once, however many towns."""
    shelters = list(queries.facilities("evacuation_shelter"))
    sites = [one for one in queries.facilities("evacuation_space") if "flood" in one.hazards]
    wanted = list(candidates)
    towns = {town.code: town for town in Town.objects.filter(code__in=_codes(wanted))}
    return [_one_found(one, towns[one.town.code], shelters, sites) for one in wanted]


def _codes(candidates: Iterable[Candidate]) -> list[str]:
    return [candidate.town.code for candidate in candidates]


def _one_found(
    candidate: Candidate, town: Town, shelters: list[Facility], sites: list[Facility]
) -> Found:
    near: list[tuple[Facility, float]] = []
    floods: list[tuple[Facility, float]] = []
    if town.lat is not None and town.lon is not None:
        near = queries.nearest_of(shelters, town.lat, town.lon, NEAREST)
        floods = queries.nearest_of(sites, town.lat, town.lon, NEAREST)
    answers = [
        (kind, candidate.answer(kind), BASES[candidate.answer(kind).basis])
        for kind in KINDS
        if kind != "section" or candidate.answer(kind).options
    ]
    return Found(candidate, town, answers, near, floods)


def _named(text: str) -> list[Hit]:
    """Facilities and sections of that name, for somebody who typed one instead of an address."""
    return find(text, limit=5, kinds=["facility", "section"])


def _offers_here() -> list[Any]:
    seen: dict[str, Any] = {}
    for topic in TOPICS_HERE:
        seen |= {offer.id: offer for offer in offers.for_topic(topic) if offer.id != "my-town"}
    return list(seen.values())


def town(request: HttpRequest, code: str) -> HttpResponse:
    """One town or chome: what serves it, and what is near its centre."""
    row = get_object_or_404(Town, code=code)
    resolution = queries.gazetteer().resolve(row.full_name)
    found = _found(one for one in resolution.candidates if one.town.code == code)
    return render(
        request,
        "site/places/town.html",
        {
            "town": row,
            "found": found,
            "facilities": row.facilities.filter(parent=None).order_by("kind", "name"),
        },
    )


def district(request: HttpRequest, code: str) -> HttpResponse:
    """One district: towns, associations, facilities."""
    row = get_object_or_404(District, code=code)
    catchments = queries.catchments_of("district", code)
    return render(
        request,
        "site/places/district.html",
        {
            "district": row,
            "catchments": catchments,
            "associations": Association.objects.filter(district=row),
            "facilities": Facility.objects.filter(
                town__in=[one.town_id for one in catchments], parent__isnull=True
            ).exclude(kind="evacuation_space"),
        },
    )


def facility(request: HttpRequest, code: str) -> HttpResponse:
    """One facility: where, when, which disasters it is designated for; unknown stays unknown."""
    row = get_object_or_404(Facility.objects.select_related("town", "parent"), code=code)
    return render(
        request,
        "site/places/facility.html",
        {
            "facility": row,
            "parts": row.parts.all(),
            "served": queries.catchments_of("shelter", code) or [],
        },
    )


def sections(request: HttpRequest) -> HttpResponse:
    """All sections and partners: what they handle, floor, window, phone."""
    rows = list(Section.objects.prefetch_related("desks"))
    groups = [(kind, [row for row in rows if row.kind == kind]) for kind in Section.Kind.values]
    return render(
        request, "site/places/sections.html", {"groups": [(k, g) for k, g in groups if g]}
    )


def section(request: HttpRequest, code: str) -> HttpResponse:
    """One section with its desks."""
    row = get_object_or_404(Section.objects.prefetch_related("desks"), code=code)
    return render(request, "site/places/section.html", {"section": row})
