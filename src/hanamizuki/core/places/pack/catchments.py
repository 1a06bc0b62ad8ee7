"""Pack section `catchments`: which towns belong to which district, shelter, care plaza, section.

A town that is divided and whose border is not known is named, `part: part`, by every candidate.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from hanamizuki.core.packs import PackData, Problem, Record, Section, registry
from hanamizuki.core.places import services
from hanamizuki.core.places.pack.facts import Fact, Line, Slug
from hanamizuki.core.places.pack.messages import say
from hanamizuki.core.places.pack.town_names import TownNames, UnknownTown, read_blocks
from hanamizuki.core.places.pack.towns import town_names

TARGETS = {
    "district": "districts",
    "shelter": "evacuation_shelter",
    "care_plaza": "care_service",
    "section": "sections",
    "association": "associations",
}
"""Kind of catchment → the pack section whose ids it may name."""


class CatchmentRecord(Fact):
    """One rule. `blocks` are 街区 or lot numbers, `area` the source's words for a part."""

    id: Slug
    kind: Literal["district", "shelter", "care_plaza", "section", "association"]
    target: Line
    towns: Annotated[tuple[str, ...], Field(min_length=1)]
    part: Literal["whole", "part"]
    area: Line = ""
    blocks: tuple[str, ...] = ()
    confidence: Literal["stated", "inferred"]

    @field_validator("blocks")
    @classmethod
    def blocks_are_ranges(cls, blocks: tuple[str, ...]) -> tuple[str, ...]:
        """Each block is a number or a range of numbers."""
        try:
            read_blocks(blocks)
        except ValueError as error:
            raise ValueError(
                f'blocks の {error} は番号の範囲ではありません（"5" や "6-20" と書く）'
            ) from None
        return blocks

    @model_validator(mode="after")
    def whole_has_no_parts(self) -> CatchmentRecord:
        """A rule by block or area is about a part of the town."""
        if self.part == "whole" and (self.blocks or self.area):
            raise ValueError("blocks や area があるときは part: part と書く")
        return self


def check(data: PackData) -> Iterator[Problem]:
    """Towns and targets exist, and no town is wholly in two places of one kind."""
    names = town_names(data)
    whole: dict[tuple[str, str], Record[CatchmentRecord]] = {}
    for record in data.records("catchments"):
        yield from _check_target(data, record)
        for text in record.value.towns:
            try:
                towns = names.expand(text)
            except UnknownTown as error:
                yield _unknown_town(record, error)
                continue
            if record.value.part == "whole":
                for town in towns:
                    yield from _check_whole(whole, town, record)


def _check_target(data: PackData, record: Record[CatchmentRecord]) -> Iterator[Problem]:
    kind, target = record.value.kind, record.value.target
    if data.get(TARGETS[kind], target) is None:
        yield Problem(
            record.origin,
            say(
                f"target「{target}」が {TARGETS[kind]} にありません",
                f"target {target!r} is not in {TARGETS[kind]}",
            ),
            say(f"{TARGETS[kind]} の id を書く", f"write an id of {TARGETS[kind]}"),
        )


def _unknown_town(record: Record[CatchmentRecord], error: UnknownTown) -> Problem:
    near = "、".join(error.near) or "綱島西1-6"
    return Problem(
        record.origin,
        say(
            f"町「{error.text}」が towns.csv にありません",
            f"town {error.text!r} is not in towns.csv",
        ),
        say(f"towns.csv にある町名を書く（{near} など）", f"write a town of towns.csv ({near} …)"),
    )


def _check_whole(
    seen: dict[tuple[str, str], Record[CatchmentRecord]],
    town: str,
    record: Record[CatchmentRecord],
) -> Iterator[Problem]:
    first = seen.setdefault((record.value.kind, town), record)
    if first is not record and first.value.target != record.value.target:
        yield Problem(
            record.origin,
            say(
                f"{town} の全域が {first.value.id} と {record.value.id} の二つに属しています",
                f"{town} belongs wholly to both {first.value.id} and {record.value.id}",
            ),
            say(
                "境がわからないときは、両方を part: part と書く",
                "write part: part in both where the border is not known",
            ),
        )


def load(data: PackData) -> None:
    """Write one row per rule and town."""
    names = town_names(data)
    services.store_catchments(
        [row for record in data.records("catchments") for row in _rows(record.value, names)]
    )


def _rows(rule: CatchmentRecord, names: TownNames) -> Iterator[dict[str, object]]:
    towns = dict.fromkeys(town for text in rule.towns for town in names.expand(text))
    for town in towns:
        yield {
            "entry": rule.id,
            "kind": rule.kind,
            "target": rule.target,
            "town": town,
            "part": rule.part,
            "area": rule.area,
            "blocks": list(rule.blocks),
            "confidence": rule.confidence,
            **rule.fact(),
        }


registry.register(
    Section(
        name="catchments",
        files=("catchments.yaml",),
        record=CatchmentRecord,
        check=check,
        load=load,
        after=("towns", *TARGETS.values()),
        help="町の属する先。境がわからない町は、候補をすべて part: part で書く。",
        example={
            "catchments.yaml": (
                "- id: d-kita\n"
                "  kind: district\n"
                "  target: kita\n"
                "  towns: [見本町1-2]\n"
                "  part: whole\n"
                "  confidence: stated\n"
                "  source: 連合町内会のページ\n"
            )
        },
    )
)
