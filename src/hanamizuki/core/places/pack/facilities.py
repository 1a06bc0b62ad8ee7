"""Pack sections of facilities: one per national standard dataset, named by the dataset's slug.

A municipality's published file works as it is, as `<slug>.csv` or `<6-digit code>_<slug>.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import Field

from hanamizuki.core.packs import PackData, Problem, Record, Section, registry
from hanamizuki.core.places import services
from hanamizuki.core.places.pack.facility_rows import PREFECTURE, facility_row
from hanamizuki.core.places.pack.facts import Fact, Line
from hanamizuki.core.places.pack.messages import say
from hanamizuki.core.places.pack.towns import town_names

SLUGS = (
    "public_facility",
    "cultural_property",
    "evacuation_space",
    "evacuation_shelter",
    "preschool",
    "public_wireless_lan",
    "aed",
    "care_service",
    "hospital",
    "tourism",
    "public_toilet",
    "fire_hydrant",
    "educational_institution",
    "bicycle_parking",
    "polling_place",
)
"""Datasets whose rows are places, in the order of the standard's numbers where they have one."""

_HEADINGS = {
    "evacuation_space": "指定緊急避難場所（棟・施設ごと）。災害種別の列に 1 を書く",
    "evacuation_shelter": "指定避難所（地域防災拠点）",
    "care_service": "介護サービス事業所。地域ケアプラザもここに書く",
    "preschool": "子育て施設（つどいの広場、地域子育て支援拠点など）",
    "educational_institution": "学校など教育機関",
    "public_facility": "公共施設",
}


_EXAMPLES = {
    "public_facility": {
        "public_facility.csv": (
            "全国地方公共団体コード,ID,名称,名称_カナ,所在地_連結表記,緯度,経度,電話番号,出典,時点\n"
            "489999,A0001,見本センター,ミホンセンター,見本町1-1-1,,,,公表した一覧,2026-10\n"
        )
    }
}


class FacilityRecord(Fact):
    """A facility. Missing coordinates, phone or hours are unknown, not wrong."""

    id: Line
    name: str
    kana: str = ""
    name_en: str = ""
    category: str = ""
    address: str = ""
    town_text: str = ""
    building: str = ""
    lg_code: str = ""
    lat: float | None = None
    lon: float | None = None
    phone: str = ""
    hours: str = ""
    url: str = ""
    hazards: tuple[str, ...] = ()
    parent: str = ""
    attrs: dict[str, str] = Field(default_factory=dict)


def all_facilities(data: PackData) -> Iterator[tuple[str, Record[FacilityRecord]]]:
    """Every facility with its slug, in the order of SLUGS."""
    for slug in SLUGS:
        for record in data.records(slug):
            yield slug, record


@dataclass(frozen=True)
class Home:
    """The municipality of a pack: its code, those of all packs of the stack, and its names."""

    code: str | None
    codes: frozenset[str | None]
    names: tuple[str, ...]

    @classmethod
    def of(cls, data: PackData) -> Home:
        """City and ward as addresses name them; the country and prefecture say nothing here."""
        near = [one for one in data.packs if one.kind not in ("country", "prefecture")]
        return cls(
            data.ward.code,
            frozenset(one.code for one in near),
            tuple(one.name.ja for one in near),
        )

    def is_elsewhere(self, facility: FacilityRecord) -> bool:
        """Whether a facility lies in another municipality, by its code or a full address.

        A designated city's code does not say which ward.
        """
        if facility.lg_code and (self.code is None or facility.lg_code == self.code):
            return False
        if facility.lg_code and facility.lg_code not in self.codes:
            return True
        lead = PREFECTURE.match(facility.address)
        if not lead or not self.names:
            return False
        rest = _without_county(facility.address[lead.end() :])
        return not rest.startswith("".join(self.names))


def _without_county(address: str) -> str:
    return re.sub(r"^[^市区町村]{1,5}郡", "", address)


def check_points(slug: str, data: PackData) -> Iterator[Problem]:
    """Coordinates are inside the municipality unless the place is said to be elsewhere."""
    home, packs = Home.of(data), {manifest.id: manifest for manifest in data.packs}
    for record in data.records(slug):
        facility, manifest = record.value, packs.get(record.pack)
        if manifest is None or manifest.bounds is None or facility.lat is None:
            continue
        inside = facility.lon is not None and manifest.bounds.holds(facility.lat, facility.lon)
        if not inside and not home.is_elsewhere(facility):
            yield _outside(record)


def check_parents(data: PackData) -> Iterator[Problem]:
    """The facility that a facility names as its parent is there, in whichever dataset."""
    known = {record.value.id for _, record in all_facilities(data)}
    for _, record in all_facilities(data):
        parent = record.value.parent
        if parent and (parent == record.value.id or parent not in known):
            yield _no_parent(record)


def _check_last(data: PackData) -> Iterator[Problem]:
    """Parents may be in any dataset, so they are looked for when the last one is checked."""
    yield from check_points(SLUGS[-1], data)
    yield from check_parents(data)


def _no_parent(record: Record[FacilityRecord]) -> Problem:
    parent = record.value.parent
    return Problem(
        record.origin,
        say(
            f"施設ID「{parent}」の施設がありません",
            f"there is no other facility {parent!r} (施設ID)",
        ),
        say("ほかの施設の ID を書く", "write the ID of another facility"),
    )


def _outside(record: Record[FacilityRecord]) -> Problem:
    facility = record.value
    point = f"{facility.lat}, {facility.lon}"
    return Problem(
        record.origin,
        say(
            f"「{facility.name}」の位置（{point}）が区域の外です",
            f"{facility.name} ({point}) lies outside the municipality's bounds",
        ),
        say(
            "直す。よその施設なら 所在地_全国地方公共団体コード にその団体のコードを書く",
            "correct it, or write the other body's code in 所在地_全国地方公共団体コード",
        ),
    )


def codes(facilities: Sequence[tuple[str, str]]) -> list[str]:
    """A unique code for each (slug, id): the id itself, or `<slug>-<id>`.

    Many published files number their rows 1, 2, 3 in every dataset, so an id without a letter, or
    one that an earlier dataset has used, gets its dataset's name in front.
    """
    taken: set[str] = set()
    found = []
    for slug, local_id in facilities:
        plain = re.search(r"[A-Za-z]", local_id) and re.fullmatch(r"[\w.-]+", local_id)
        code = local_id if plain and local_id not in taken else f"{slug}-{local_id}"
        taken.add(code)
        found.append(re.sub(r"[^\w.-]+", "-", code))
    return found


def load(data: PackData) -> None:
    """Write the facilities of every dataset at once: they name each other and towns."""
    found = list(all_facilities(data))
    names, home = town_names(data), Home.of(data)
    own_codes = codes([(slug, record.value.id) for slug, record in found])
    rows: list[dict[str, Any]] = []
    for own, (slug, record) in zip(own_codes, found, strict=True):
        fields = record.value.model_dump(exclude={"id", "town_text"})
        town = None
        if not home.is_elsewhere(record.value):
            town = names.starting(_plain_address(record.value), home.names)
        rows.append(
            {
                **fields,
                "code": own,
                "kind": slug,
                "local_id": record.value.id,
                "hazards": list(record.value.hazards),
                "town": town,
            }
        )
    services.store_facilities(rows)


def _plain_address(facility: FacilityRecord) -> str:
    address = facility.town_text or facility.address
    lead = PREFECTURE.match(address)
    return _without_county(address[lead.end() :] if lead else address)


def _nothing(data: PackData) -> None:
    """Facilities refer to each other, so all are written with the last dataset."""


def _register() -> None:
    for slug in SLUGS:
        last = slug == SLUGS[-1]
        registry.register(
            Section(
                name=slug,
                files=(f"{slug}.csv", f"*_{slug}.csv"),
                record=FacilityRecord,
                row=facility_row,  # type: ignore[arg-type]  # a row read as None is passed over
                inside=False,
                check=_check_last if last else partial(check_points, slug),
                load=load if last else _nothing,
                after=("towns", *SLUGS[:-1]) if last else (),
                help=_HEADINGS.get(slug, "自治体標準オープンデータセットの CSV をそのまま置く"),
                example=_EXAMPLES.get(slug, {}),
            )
        )


_register()
