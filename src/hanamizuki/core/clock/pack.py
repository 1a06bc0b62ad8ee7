"""The pack section `hours`: when the office, its Saturday service and other places are open."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from hanamizuki.core.clock.models import OpeningHours
from hanamizuki.core.packs import PackData, Section, Sourced, Text, registry, sync

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
MonthDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


def _span(value: object) -> object:
    return value.split("..") if isinstance(value, str) else value


Span = Annotated[tuple[MonthDay, MonthDay], BeforeValidator(_span)]


class Hours(Sourced):
    """One stretch of opening; `nth` counts the weekday within its month (2 = second)."""

    id: str
    title: Text
    place: str
    weekdays: tuple[Weekday, ...] = Field(min_length=1)
    nth: tuple[Annotated[int, Field(ge=1, le=5)], ...] = ()
    open: time
    close: time
    on_holidays: bool = False
    closed: tuple[Span, ...] = ()
    note: Text | None = None

    @model_validator(mode="after")
    def opens_before_it_closes(self) -> Hours:
        """An opening that ends before it starts is a typing mistake."""
        if self.open >= self.close:
            raise ValueError("open must be earlier than close")
        return self


def load(data: PackData) -> None:
    """Write the merged rules; rules gone from the pack go."""
    sync(
        OpeningHours,
        "rule_id",
        [
            {
                "rule_id": rule.id,
                "place": rule.place,
                "title": rule.title.as_dict(),
                "weekdays": list(rule.weekdays),
                "nth": list(rule.nth),
                "open": rule.open,
                "close": rule.close,
                "on_holidays": rule.on_holidays,
                "closed": [list(span) for span in rule.closed],
                "note": rule.note.as_dict() if rule.note else None,
                "source": rule.source,
                "as_of": rule.as_of,
            }
            for rule in (record.value for record in data.records("hours"))
        ],
    )


registry.register(
    Section(
        name="hours",
        files=("hours.yaml",),
        record=Hours,
        load=load,
        help="Opening hours: weekdays, which Saturdays, closures at the year's end.",
        example={
            "hours.yaml": (
                "- id: office-weekdays\n"
                "  title: {ja: 役所（平日）, en: Office (weekdays), easy: やくしょ（へいじつ）}\n"
                "  place: office\n"
                "  weekdays: [mon, tue, wed, thu, fri]\n"
                '  open: "08:45"\n'
                '  close: "17:00"\n'
                '  closed: ["12-29..01-03"]\n'
                "  source: 役所のホームページ\n"
            )
        },
    )
)
