"""Pack section `associations`: neighbourhood associations (自治会町内会) of the districts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hanamizuki.core.packs import PackData, Problem, Section, registry
from hanamizuki.core.places import services
from hanamizuki.core.places.pack.dates import PartialDate, read_date
from hanamizuki.core.places.pack.facts import Fact, Line, Slug
from hanamizuki.core.places.pack.messages import say

_COLUMNS = {
    "ID": "id",
    "地区": "district",
    "名称": "name",
    "区域": "area",
    "世帯数": "households",
    "世帯数時点": "households_date",
    "出典": "source",
    "備考": "note",
}


class AssociationRecord(Fact):
    """An association; `district` is a district's id or its Japanese name, `area` its own words."""

    id: Slug
    district: str
    name: Line
    area: Line = ""
    households: Line = ""
    households_date: PartialDate = ""


def association_row(row: dict[str, str]) -> dict[str, Any]:
    """One CSV row as an AssociationRecord."""
    cells = {field: (row.get(column) or "").strip() for column, field in _COLUMNS.items()}
    cells["households_date"] = read_date(cells["households_date"], "世帯数時点")
    return {field: cell for field, cell in cells.items() if cell}


def _districts(data: PackData) -> Mapping[str, str]:
    """District id by id and by Japanese name."""
    known: dict[str, str] = {}
    for record in data.records("districts"):
        known[record.value.id] = known[record.value.name.ja] = record.value.id
    return known


def check(data: PackData) -> Iterator[Problem]:
    """Every association is in a district of the pack."""
    known = _districts(data)
    for record in data.records("associations"):
        if record.value.district not in known:
            yield Problem(
                record.origin,
                say(
                    f"地区「{record.value.district}」が districts.yaml にありません",
                    f"district {record.value.district!r} is not in districts.yaml",
                ),
                say(
                    "districts.yaml の id か name（日本語）を書く",
                    "write an id or a Japanese name of districts.yaml",
                ),
            )


def load(data: PackData) -> None:
    """Write the merged associations."""
    known = _districts(data)
    rows = []
    for record in data.records("associations"):
        value = record.value
        rows.append(
            {
                "code": value.id,
                "district": known[value.district],
                "name": value.name,
                "area": value.area,
                "households": value.households,
                "households_date": value.households_date,
                **value.fact(),
            }
        )
    services.store_associations(rows)


registry.register(
    Section(
        name="associations",
        files=("associations.csv",),
        record=AssociationRecord,
        row=association_row,
        columns=tuple(_COLUMNS),
        check=check,
        load=load,
        after=("districts",),
        help="自治会町内会。地区は districts.yaml の id か名前。世帯数は「約3,400」でもよい。",
        example={
            "associations.csv": (
                "ID,地区,名称,区域,世帯数,世帯数時点,出典,備考\n"
                "kita-01,kita,北町内会,見本町一丁目の全域,約400,2024,町内会のページ,\n"
            ),
        },
    )
)
