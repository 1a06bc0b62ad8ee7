"""Pack section `desk_appointments`: what one comes to by appointment, at which hours, until when.

A kind without `slots` is not booked here: its page says where it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from hanamizuki.core.packs import PackData, PackModel, Problem, Section, Text, registry, sync
from hanamizuki.desk.appointments.models import AppointmentKind
from hanamizuki.desk.logic.slots import AHEAD_DAYS, GRACE_MINUTES
from hanamizuki.desk.pack.errands import Bring, Elsewhere
from hanamizuki.desk.pack.facts import Code, Fact, ids, missing, problem

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Phone = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,4}-[0-9]{2,4}-[0-9]{3,4}$")]
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


def _as_time(value: Any) -> Any:
    if isinstance(value, str) and _CLOCK.fullmatch(value):
        return time.fromisoformat(value)
    raise ValueError('時刻は引用符をつけて "09:00" の形で書きます')


Clock = Annotated[time, BeforeValidator(_as_time)]


class TimesRecord(PackModel):
    """On these weekdays slots begin at these times; `nth` for the 2nd and 4th of a month."""

    weekdays: tuple[Day, ...] = Field(min_length=1)
    starts: tuple[Clock, ...] = Field(min_length=1, max_length=60)
    nth: tuple[Annotated[int, Field(ge=1, le=5)], ...] = ()


class Until(PackModel):
    """The last moment: so many business days before, at a time (without one, the slot's own)."""

    business_days: Annotated[int, Field(ge=0, le=60)] = 0
    time: Clock | None = None


class Slots(Fact):
    """The hours, how many are taken at once at `desks` desks, and the `ways` to choose from."""

    minutes: Annotated[int, Field(ge=5, le=480)]
    desks: Annotated[int, Field(ge=1, le=50)] = 1
    times: tuple[TimesRecord, ...] = Field(min_length=1)
    until: Until = Until()
    ahead_days: Annotated[int, Field(ge=1, le=366)] = AHEAD_DAYS
    first_day: date | None = None
    last_day: date | None = None
    grace_minutes: Annotated[int, Field(ge=0, le=240)] = GRACE_MINUTES
    limit_per_contact: Annotated[int, Field(ge=1, le=20)] = 1
    limit_per_device: Annotated[int, Field(ge=1, le=20)] = 2
    ways: tuple[Literal["counter", "phone", "video"], ...] = Field(("counter",), min_length=1)

    @model_validator(mode="after")
    def none_overlaps(self) -> Slots:
        """No two slots of a weekday overlap; the last day is not before the first."""
        for weekday in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"):
            starts = sorted({s for it in self.times if weekday in it.weekdays for s in it.starts})
            for one, after in pairwise(starts):
                if (after.hour - one.hour) * 60 + after.minute - one.minute < self.minutes:
                    raise ValueError(
                        f"{weekday} の {one:%H:%M} と {after:%H:%M} の枠が重なります"
                        f"（1枠 {self.minutes} 分）。同時に受けるなら desks に数を書きます"
                    )
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValueError("last_day が first_day より前です")
        return self


class Note(Fact):
    """Whose rules these are, or what is not known."""

    text: Text


class Way(Elsewhere):
    """Where it is booked instead."""

    phone: Phone | None = None


class AppointmentRecord(Fact):
    """One kind. Of a `confidential` one, mails and calendars do not say what it is."""

    id: Code
    service: Code
    title: Text
    about: Text | None = None
    who: Text | None = None
    slots: Slots | None = None
    bring: tuple[Bring, ...] = ()
    elsewhere: tuple[Way, ...] = ()
    notes: tuple[Note, ...] = ()
    confidential: bool = False

    @model_validator(mode="after")
    def can_be_booked(self) -> AppointmentRecord:
        """It has slots, or says where it is booked."""
        if self.slots is None and not self.elsewhere:
            raise ValueError("slots か elsewhere（どこで予約するか）が要ります")
        return self


def check(data: PackData) -> Iterator[Problem]:
    """The service exists and takes appointments; sections and places named exist."""
    services = {one.value.id: one.value for one in data.records("desk_services")}
    sections = ids(data, "sections")
    places = {one.value.place for one in data.records("hours")}
    for record in data.records("desk_appointments"):
        one: AppointmentRecord = record.value
        at = record.at("service")
        yield from missing(at, "service", [one.service], set(services), "desk/services.yaml")
        if one.service in services and services[one.service].appointment == "none":
            yield problem(
                at,
                f"{one.service} は予約を受けない列です（appointment: none）",
                f"{one.service} takes no appointments (appointment: none)",
                "desk/services.yaml で appointment を also か only にする",
                "write appointment: also or only in desk/services.yaml",
            )
        for number, way in enumerate(one.elsewhere):
            at = record.at("elsewhere", number)
            if way.section:
                yield from missing(at, "課", [way.section], sections, "sections.yaml")
            if way.place:
                yield from missing(at, "place", [way.place], places, "hours.yaml")


def load(data: PackData) -> None:
    """Write the kinds; one gone from the pack keeps its appointments and takes no new ones."""
    records = [record.value for record in data.records("desk_appointments")]
    sync(
        AppointmentKind,
        "code",
        [
            {
                "code": one.id,
                "order": order,
                "service": one.service,
                "title": one.title.as_dict(),
                "about": one.about.as_dict() if one.about else None,
                "who": one.who.as_dict() if one.who else None,
                "rules": _rules(one.slots) if one.slots else {},
                "bring": [_said(it) | {"who": _map(it.who)} for it in one.bring],
                "elsewhere": [_way(it) for it in one.elsewhere],
                "notes": [_said(it) for it in one.notes],
                "confidential": one.confidential,
                "source": one.source,
                "as_of": one.as_of,
            }
            for order, one in enumerate(records)
        ],
        withdrawn="withdrawn",
    )


def _map(text: Text | None) -> dict[str, str] | None:
    return text.as_dict() if text else None


def _said(one: Bring | Note | Way) -> dict[str, Any]:
    return {"text": one.text.as_dict(), "source": one.source, "as_of": one.as_of}


def _way(one: Way) -> dict[str, Any]:
    return _said(one) | {
        "url": one.url or "",
        "phone": one.phone or "",
        "place": one.place,
        "section": one.section,
    }


def _rules(one: Slots) -> dict[str, Any]:
    """The rules as text and numbers, for `logic.slots.rules_of`, with where they are from."""
    return {
        "minutes": one.minutes,
        "desks": one.desks,
        "times": [
            {
                "weekdays": list(it.weekdays),
                "starts": [f"{start:%H:%M}" for start in it.starts],
                "nth": list(it.nth),
            }
            for it in one.times
        ],
        "cutoff_days": one.until.business_days,
        "cutoff_time": f"{one.until.time:%H:%M}" if one.until.time else None,
        "ahead_days": one.ahead_days,
        "first_day": one.first_day.isoformat() if one.first_day else None,
        "last_day": one.last_day.isoformat() if one.last_day else None,
        "grace_minutes": one.grace_minutes,
        "limit_per_contact": one.limit_per_contact,
        "limit_per_device": one.limit_per_device,
        "ways": list(dict.fromkeys(one.ways)),
        "source": one.source,
        "as_of": one.as_of,
    }


registry.register(
    Section(
        name="desk_appointments",
        files=("desk/appointments.yaml",),
        record=AppointmentRecord,
        check=check,
        load=load,
        after=("desk_services",),
        help="予約で来るもの。slots（枠の時間、しめきり、同時の数）がなければ、ここでは予約できず、"
        "elsewhere の予約先だけを出す。",
        example={
            "desk/appointments.yaml": (
                "- id: card-pickup\n"
                "  service: registration\n"
                "  title: {ja: カードの受取り, en: Card pick-up, easy: カードを もらう}\n"
                "  elsewhere:\n"
                "    - text: 市の予約システムで予約します\n"
                "      source: 役所のホームページ\n"
                "  source: 役所のホームページ\n"
            )
        },
    )
)
