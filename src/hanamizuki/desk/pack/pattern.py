"""Pack section `desk_pattern`: when it is crowded, as published, until the desk knows it itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from hanamizuki.core.packs import PackData, PackModel, Problem, Section, Text, registry, sync
from hanamizuki.desk.logic.congestion import WORDS, When
from hanamizuki.desk.models import Pattern
from hanamizuki.desk.pack.facts import Code, Fact, ids, missing

Word = Literal["ordinary", "slight", "crowded", "very"]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
MonthDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
_NEEDS = {
    "dates": "levels",
    "when": "when",
    "season": "span",
    "hours": "hours",
    "table": "rows",
    "waits": "minutes",
}


class Stretch(PackModel):
    """Hours of a day and how crowded they are."""

    start: Clock
    end: Clock
    level: Word = "slight"

    @model_validator(mode="after")
    def in_order(self) -> Stretch:
        """It ends after it starts."""
        if time.fromisoformat(self.end) <= time.fromisoformat(self.start):
            raise ValueError("end は start より後にする / end must be after start")
        return self


class Row(PackModel):
    """With up to so many people waiting (one's own place counted) it takes so many minutes."""

    people: Annotated[int, Field(ge=1, le=1000)]
    least: Annotated[int, Field(ge=0, le=600)]
    most: Annotated[int, Field(ge=1, le=600)]


class PatternRecord(Fact):
    """One thing known of crowding. `kind` says which of the fields it has (see docs)."""

    id: Code
    kind: Literal["dates", "when", "season", "hours", "table", "waits"]
    name: Text
    services: tuple[Code, ...] = ()
    level: Word = "slight"
    levels: dict[Word, tuple[date, ...]] | None = None
    when: When | None = None
    span: tuple[MonthDay, MonthDay] | None = None
    hours: tuple[Stretch, ...] = ()
    saturday: bool = False
    rows: tuple[Row, ...] = ()
    minutes: tuple[Annotated[int, Field(ge=1, le=600)], ...] = Field(default=(), max_length=3)

    @model_validator(mode="after")
    def has_what_it_needs(self) -> PatternRecord:
        """Its kind's own field is there."""
        needed = _NEEDS[self.kind]
        if not getattr(self, needed):
            raise ValueError(f"{self.kind} には {needed} が要る / {self.kind} needs {needed}")
        if self.kind == "waits" and (
            len(self.minutes) != 3 or sorted(self.minutes) != list(self.minutes)
        ):
            raise ValueError("minutes は小さい順に3つ / minutes are three, rising")
        return self


def check(data: PackData) -> Iterator[Problem]:
    """The services exist."""
    services = ids(data, "desk_services")
    for record in data.records("desk_pattern"):
        yield from missing(
            record.at("services"), "service", record.value.services, services, "desk/services.yaml"
        )


def load(data: PackData) -> None:
    """Write the patterns; one gone from the pack is removed."""
    sync(
        Pattern,
        "code",
        [
            {
                "code": one.id,
                "order": order,
                "kind": one.kind,
                "services": list(one.services),
                "name": one.name.as_dict(),
                "data": _data(one),
                "source": one.source,
                "as_of": one.as_of,
            }
            for order, one in enumerate(record.value for record in data.records("desk_pattern"))
        ],
    )


def _data(one: PatternRecord) -> dict[str, Any]:
    """What `logic.congestion.rule_of` and the forecast read."""
    stored: dict[str, Any] = {"level": WORDS.index(one.level)}
    if one.levels:
        stored["levels"] = {
            day.isoformat(): WORDS.index(word) for word, days in one.levels.items() for day in days
        }
    if one.when:
        stored["when"] = one.when
    if one.span:
        stored["span"] = list(one.span)
    if one.hours:
        stored["hours"] = [[each.start, each.end, WORDS.index(each.level)] for each in one.hours]
    if one.saturday:
        stored["saturday"] = True
    if one.rows:
        stored["rows"] = [[row.people, row.least, row.most] for row in one.rows]
    if one.minutes:
        stored["minutes"] = list(one.minutes)
    return stored


registry.register(
    Section(
        name="desk_pattern",
        files=("desk/pattern.yaml",),
        record=PatternRecord,
        check=check,
        load=load,
        after=("desk_services",),
        help="混みぐあいの、公開されている型。役所の記録がたまるまでの混雑カレンダーに使う。",
        example={
            "desk/pattern.yaml": (
                "- id: monday\n"
                "  kind: when\n"
                "  when: monday\n"
                "  name: {ja: 月曜日, en: Mondays, easy: 月曜日}\n"
                "  level: slight\n"
                "  source: 役所のホームページ\n"
            )
        },
    )
)
