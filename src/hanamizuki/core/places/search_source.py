"""What the public search finds about places: towns, districts, sections, facilities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from hanamizuki.core.places.models import District, Facility, Section, Town
from hanamizuki.core.search import Entry, registry

_TOWN_SUMMARY = {
    "ja": "この町の地区、地域防災拠点、地域ケアプラザ、自治会町内会",
    "en": "District, shelter, care plaza and neighbourhood association of this town",
    "easy": "この 町の ひなん所と、そうだん できる 所です。",
}
_LIFTED = 1.5


def entries() -> Iterator[Entry]:
    """Every town, district, section and facility."""
    yield from _towns()
    yield from _districts()
    yield from _sections()
    yield from _facilities()


def _towns() -> Iterable[Entry]:
    for town in Town.objects.all():
        roman = " ".join(part for part in (town.oaza_cho_roma, _chome_en(town)) if part)
        yield Entry(
            ref=f"town:{town.code}",
            kind="town",
            url=f"/places/towns/{town.code}/",
            title={"ja": town.full_name, "en": roman or town.full_name},
            summary=_TOWN_SUMMARY,
            keywords=_filled(town.oaza_cho, town.oaza_cho_kana, town.oaza_cho_roma, town.post_code),
        )


def _chome_en(town: Town) -> str:
    return f"{town.chome_number}-chome" if town.chome_number else ""


def _districts() -> Iterable[Entry]:
    for district in District.objects.all():
        yield Entry(
            ref=f"district:{district.code}",
            kind="district",
            url=f"/places/districts/{district.code}/",
            title=_suffixed(district.name, ja="地区", en=" district"),
            summary={
                "ja": district.federation,
                "en": "Area of a federation of neighbourhood associations",
                "easy": "自治会・町内会が 集まった 地区です。",
            },
            body=district.facilities_text,
            keywords=_filled(district.kana, district.federation),
        )


def _sections() -> Iterable[Entry]:
    for section in Section.objects.prefetch_related("desks"):
        desks = list(section.desks.all())
        yield Entry(
            ref=f"section:{section.code}",
            kind="section",
            url=f"/places/sections/{section.code}/",
            title=section.name,
            summary=section.handles,
            body="\n".join(text for desk in desks for text in desk.handles.values()),
            keywords=_filled(section.kana, *(desk.name["ja"] for desk in desks if desk.name)),
            weight=_LIFTED,
        )


def _facilities() -> Iterable[Entry]:
    """Whole sites only: the buildings of a school are found with the school."""
    for facility in Facility.objects.exclude(kind="evacuation_space", parent__isnull=False):
        summary = "　".join(_filled(facility.category, facility.address, facility.building))
        yield Entry(
            ref=f"facility:{facility.code}",
            kind="facility",
            url=f"/places/facilities/{facility.code}/",
            title={"ja": facility.name, "en": facility.name_en or facility.name},
            summary={"ja": summary},
            body="\n".join(_filled(facility.hours, facility.note)),
            keywords=_filled(facility.kana, facility.attrs.get("名称_通称", "")),
        )


def _suffixed(name: Mapping[str, str], **suffixes: str) -> dict[str, str]:
    return {
        language: name[language] + end for language, end in suffixes.items() if language in name
    }


def _filled(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


registry.source("places", entries)
