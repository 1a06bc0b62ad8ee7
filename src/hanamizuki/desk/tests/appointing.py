"""What the tests of appointments share: a pilot's rules, the clock, booking, and what is free."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from hanamizuki.core.clock import JST
from hanamizuki.desk.appointments.models import AppointmentKind
from hanamizuki.desk.queries.appointments import Calendar
from hanamizuki.desk.services import appointments as services
from hanamizuki.desk.services.appointments import Asked, Booked, Refused

MONDAY = "2026-12-14"
RULES = {
    "minutes": 50,
    "desks": 1,
    "times": [
        {
            "weekdays": ["mon", "tue", "wed", "thu", "fri"],
            "starts": ["09:00", "10:30", "13:30", "15:00"],
        }
    ],
    "cutoff_days": 5,
    "cutoff_time": "16:00",
    "ahead_days": 60,
    "grace_minutes": 15,
    "limit_per_contact": 1,
    "limit_per_device": 2,
}


class Moment:
    """The ward's clock, set by a test."""

    def __init__(self, traveller: Any) -> None:
        self._traveller = traveller

    def set(self, text: str) -> datetime:
        moment = datetime.fromisoformat(text).replace(tzinfo=JST)
        self._traveller.move_to(moment)
        return moment


def slot(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JST)


def link(token: str) -> str:
    return f"https://ward.example/desk/appointments/b/{token}/"


def book(kind: AppointmentKind, start: str = f"{MONDAY}T09:00", **more: Any) -> Booked:
    given = {"name": "見本 花子", "phone": "045-000-0001"} | more
    return services.book(Asked(kind=kind, start=slot(start), **given), link)


def refused(code: str) -> Any:
    return pytest.raises(Refused, check=lambda error: error.code == code)


def free(kind: AppointmentKind, day: str = MONDAY) -> list[str]:
    some = Calendar(kind).days(date.fromisoformat(day), date.fromisoformat(day))
    return [
        f"{one.slot.start:%H:%M}"
        for offered in some.values()
        for one in offered
        if one.standing == "free"
    ]
