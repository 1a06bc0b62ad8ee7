"""Pack section `desk_counters`: windows, the numbers that are known, and what each takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from hanamizuki.core.packs import PackData, Problem, Section, registry, sync
from hanamizuki.desk.models import Counter
from hanamizuki.desk.pack.facts import Code, Fact, ids, missing, problem

Floor = Annotated[str, StringConstraints(pattern=r"^B?[1-9][0-9]?F$")]
Label = Annotated[str, StringConstraints(min_length=1, max_length=20)]


class CounterRecord(Fact):
    """A window with so many seats. Without `label` its number is not known, nor without `floor`
    its floor: that its section has one says nothing of this window.

    `seats_source` is where their number is from; without one it is assumed, and staff read so.
    """

    id: Code
    label: Label | None = None
    floor: Floor | None = None
    section: str
    services: tuple[Code, ...] = Field(min_length=1)
    seats: Annotated[int, Field(ge=1, le=30)] = 1
    seats_source: Annotated[str, StringConstraints(min_length=1)] | None = None


def check(data: PackData) -> Iterator[Problem]:
    """Sections and services exist; no two windows have one number; seats' codes do not meet."""
    sections, services = ids(data, "sections"), ids(data, "desk_services")
    labels: dict[str, str] = {}
    codes: dict[str, str] = {}
    for record in data.records("desk_counters"):
        one: CounterRecord = record.value
        yield from missing(record.at("section"), "課", [one.section], sections, "sections.yaml")
        yield from missing(
            record.at("services"), "service", one.services, services, "desk/services.yaml"
        )
        if one.label in labels:
            yield problem(
                record.at("label"),
                f"窓口 {one.label} は {labels[one.label]} と {one.id} の二つあります",
                f"window {one.label} is both {labels[one.label]} and {one.id}",
                "同じ窓口の席なら seats に数を書く",
                "if they are seats of one window, write how many as seats",
            )
        for code in _codes(one):
            if code in codes:
                yield problem(
                    record.origin,
                    f"{one.id} の席 {code} は {codes[code]} と同じ id です",
                    f"seat {code} of {one.id} has the id of {codes[code]}",
                    "id を変える",
                    "change the id",
                )
            codes[code] = one.id
        if one.label:
            labels[one.label] = one.id


def _codes(one: CounterRecord) -> list[str]:
    """The code of each seat: w21, w21-2, w21-3."""
    return [one.id, *(f"{one.id}-{seat}" for seat in range(2, one.seats + 1))]


def load(data: PackData) -> None:
    """Write the windows, a row a seat; who sits there and since when stays."""
    rows: list[dict[str, Any]] = []
    for one in (record.value for record in data.records("desk_counters")):
        for code in _codes(one):
            rows.append(
                {
                    "code": code,
                    "order": len(rows),
                    "label": one.label or "",
                    "floor": one.floor or "",
                    "section": one.section,
                    "services": list(one.services),
                    "seats_known": one.seats_source is not None,
                    "source": one.source,
                    "as_of": one.as_of,
                }
            )
    sync(Counter, "code", rows, withdrawn="withdrawn")


registry.register(
    Section(
        name="desk_counters",
        files=("desk/counters.yaml",),
        record=CounterRecord,
        check=check,
        load=load,
        after=("sections", "desk_services"),
        help="窓口。番号がわからないものは label を書かない。services は扱う列。",
        example={
            "desk/counters.yaml": (
                "- id: w1\n"
                '  label: "1"\n'
                "  floor: 1F\n"
                "  section: koseki\n"
                "  services: [registration]\n"
                "  source: 役所のホームページ\n"
            )
        },
    )
)
