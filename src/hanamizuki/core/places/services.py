"""The only writers of places: what a pack says becomes the tables' content, and nothing else.

Called by the loader inside its one transaction. Rows that a pack no longer has go; the others keep
their primary keys, so that whatever refers to them stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hanamizuki.core.packs import sync
from hanamizuki.core.places.models import (
    TARGET_DATASETS,
    Association,
    Catchment,
    Desk,
    District,
    Facility,
    Section,
    Town,
)

Rows = Sequence[Mapping[str, Any]]


def store_sections(rows: Rows, desks: Mapping[str, Rows]) -> None:
    """Sections by code, and each one's desks in order (`desks`: section code → desks)."""
    sync(Section, "code", [dict(row) for row in rows])
    ids = dict(Section.objects.values_list("code", "id"))
    sync(
        Desk,
        "key",
        [
            {**desk, "key": f"{code}/{position}", "section_id": ids[code], "position": position}
            for code, own in desks.items()
            for position, desk in enumerate(own)
        ],
    )


def store_districts(rows: Rows) -> None:
    """Districts by code."""
    sync(District, "code", [dict(row) for row in rows])


def store_towns(rows: Rows) -> None:
    """Towns by code."""
    sync(Town, "code", [dict(row) for row in rows])


def store_associations(rows: Rows) -> None:
    """Associations by code; `district` is a district's code."""
    ids = dict(District.objects.values_list("code", "id"))
    sync(
        Association,
        "code",
        [{**_without(row, "district"), "district_id": ids[row["district"]]} for row in rows],
    )


def store_catchments(rows: Rows) -> None:
    """Catchments by entry and town; `town` is a town's full name.

    A shelter or plaza is named by its id in the published file and kept by its code here.
    """
    towns = {town.full_name: town for town in Town.objects.all()}
    codes = {
        kind: dict(Facility.objects.filter(kind=dataset).values_list("local_id", "code"))
        for kind, dataset in TARGET_DATASETS.items()
    }
    sync(Catchment, "key", [_catchment(row, towns[row["town"]], codes) for row in rows])


def _catchment(
    row: Mapping[str, Any], town: Town, codes: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    target = codes.get(row["kind"], {}).get(row["target"], row["target"])
    key = f"{row['entry']}/{town.code}"
    return {**_without(row, "town"), "target": target, "key": key, "town_id": town.pk}


def store_facilities(rows: Rows) -> None:
    """Facilities by code; `town` is a full name or None, `parent` another row's local id or ""."""
    towns = dict(Town.objects.values_list("full_name", "id"))
    sync(
        Facility,
        "code",
        [{**_without(row, "town", "parent"), "town_id": towns.get(row["town"])} for row in rows],
    )
    _store_parents(rows)


def _store_parents(rows: Rows) -> None:
    """Set the parents once all facilities are there; only changed ones are written.

    Where two datasets use the same id, the one of the earlier row is the parent.
    """
    every = {facility.code: facility for facility in Facility.objects.all()}
    by_local = {row["local_id"]: every[row["code"]].pk for row in reversed(rows)}
    changed = []
    for row in rows:
        facility = every[row["code"]]
        parent_id = by_local.get(row["parent"]) if row["parent"] else None
        if facility.parent_id != parent_id:
            facility.parent_id = parent_id
            changed.append(facility)
    Facility.objects.bulk_update(changed, ["parent"], batch_size=200)


def _without(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}
