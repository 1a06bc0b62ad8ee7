"""The address resolver over the tables: built once for each load of a pack, then shared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import cast

from hanamizuki.core.packs.identity import Identity, PlaceName
from hanamizuki.core.packs.models import PackLoad
from hanamizuki.core.packs.queries import current_identity, current_manifest
from hanamizuki.core.places import models
from hanamizuki.core.places.logic.gazetteer import Gazetteer
from hanamizuki.core.places.logic.types import (
    Bounds,
    Catchment,
    Confidence,
    Kind,
    Municipality,
    Town,
)
from hanamizuki.core.places.pack.town_names import read_blocks
from hanamizuki.core.places.postal import PosutoLookup


def gazetteer() -> Gazetteer:
    """The resolver of the loaded pack. Before the first load it knows no town."""
    latest = PackLoad.objects.values_list("id", "digest").first()
    return _gazetteer(*latest) if latest else _gazetteer(0, "")


@lru_cache(maxsize=2)
def _gazetteer(load: int, digest: str) -> Gazetteer:
    towns = [_town(town) for town in models.Town.objects.all()]
    return Gazetteer(_municipality(), towns, _rules(), _postal())


def warm() -> None:
    """Build what the first address elsewhere in Japan needs; touches no database."""
    _postal().warm()


@lru_cache(maxsize=1)
def _postal() -> PosutoLookup:
    return PosutoLookup()


def _town(town: models.Town) -> Town:
    return Town(
        code=town.code,
        name=town.oaza_cho,
        chome=town.chome_number,
        full_name=town.full_name,
        kana=town.oaza_cho_kana,
        postal_code=town.post_code,
        lat=town.lat,
        lon=town.lon,
        block_system=town.residence_numbered,
    )


def _rules() -> Iterator[Catchment]:
    names = _target_names()
    for rule in models.Catchment.objects.select_related("town"):
        yield Catchment(
            kind=cast(Kind, rule.kind),
            target=rule.target,
            target_name=names[rule.kind].get(rule.target, rule.target),
            town_code=rule.town.code,
            part="whole" if rule.part == models.Catchment.Part.WHOLE else "part",
            blocks=read_blocks(rule.blocks),
            area=rule.area,
            confidence=cast(Confidence, rule.confidence),
            note=rule.note,
            source=rule.source,
        )


def _target_names() -> Mapping[str, dict[str, str]]:
    """The Japanese name of every target, by kind and id."""
    names = {
        "district": {one.code: str(one) for one in models.District.objects.all()},
        "section": {one.code: str(one) for one in models.Section.objects.all()},
        "association": {one.code: one.name for one in models.Association.objects.all()},
    }
    for kind, dataset in models.TARGET_DATASETS.items():
        facilities = models.Facility.objects.filter(kind=dataset)
        names[kind] = dict(facilities.values_list("code", "name"))
    return names


def _municipality() -> Municipality:
    identity = current_identity() or Identity()
    manifest = current_manifest()
    box = manifest.bounds if manifest else None
    prefecture, city, ward = (
        _name(one) for one in (identity.prefecture, identity.city, identity.ward)
    )
    return Municipality(
        prefecture=prefecture[0],
        city=city[0],
        ward=ward[0],
        prefecture_kana=prefecture[1],
        city_kana=city[1],
        ward_kana=ward[1],
        bounds=Bounds(**box.model_dump()) if box else None,
    )


def _name(place: PlaceName | None) -> tuple[str, str]:
    return (place.name, place.kana or "") if place else ("", "")
