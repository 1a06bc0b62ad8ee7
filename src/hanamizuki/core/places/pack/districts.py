"""Pack section `districts`: the districts of the federations of neighbourhood associations."""

from __future__ import annotations

from hanamizuki.core.packs import PackData, Section, Text, registry
from hanamizuki.core.places import services
from hanamizuki.core.places.pack.dates import PartialDate
from hanamizuki.core.places.pack.facts import Count, Fact, Line, Slug


class DistrictRecord(Fact):
    """A district. Population and households are text: sources round them (約43,800)."""

    id: Slug
    name: Text
    kana: Line = ""
    federation: Line = ""
    population: Line = ""
    households: Line = ""
    population_date: PartialDate = ""
    associations_count: Count | None = None
    associations_date: PartialDate = ""
    facilities: str = ""


def load(data: PackData) -> None:
    """Write the merged districts in the pack's order."""
    services.store_districts(
        [
            {
                "code": district.id,
                "name": district.name.as_dict(),
                "kana": district.kana,
                "federation": district.federation,
                "population": district.population,
                "households": district.households,
                "population_date": district.population_date,
                "associations_count": district.associations_count,
                "associations_date": district.associations_date,
                "facilities_text": district.facilities,
                "position": position,
                **district.fact(),
            }
            for position, district in enumerate(
                record.value for record in data.records("districts")
            )
        ]
    )


registry.register(
    Section(
        name="districts",
        files=("districts.yaml",),
        record=DistrictRecord,
        load=load,
        help="地区（地区連合町内会などの区域）。人の名前は書かない。",
        example={
            "districts.yaml": (
                "- id: kita\n"
                "  name: {ja: 北, en: Kita}\n"
                "  kana: きた\n"
                "  federation: 北地区連合町内会\n"
                "  source: 役所のホームページ\n"
            )
        },
    )
)
