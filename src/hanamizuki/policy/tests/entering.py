"""A section with numbers to enter on 12 May 2026, for the tests of entering."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from tests.support.staff import SECTION, log_in, make_account, make_places

from hanamizuki.core.evidence.logic.periods import Period
from hanamizuki.core.evidence.models import Indicator
from hanamizuki.core.evidence.services import define_indicator
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role
from hanamizuki.core.places import services as places
from hanamizuki.policy import services
from hanamizuki.policy.models import Line, Target
from hanamizuki.policy.services import values
from hanamizuki.policy.services.values import Row

HEADER = {"title": {"ja": "見本の方針"}, "source": "見本"}
YEAR = Period(date(2025, 4, 1), date(2026, 3, 31))
PAGE = "/staff/policy/values/drills/2025-04/"
OTHER = "other-section"


@pytest.fixture(autouse=True)
def may() -> Iterator[time_machine.Traveller]:
    """12 May 2026: fiscal year 2025 is over, its values are late since 30 April."""
    with time_machine.travel("2026-05-12T01:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def ward(may: Any) -> None:
    make_places()
    name = {"ja": "別の課"}
    fact = {"kind": "ward", "handles": name, "source": "見本"}
    places.store_sections(
        [
            {"code": SECTION, "name": {"ja": "見本課"}, **fact},
            {"code": OTHER, "name": name, **fact},
        ],
        {SECTION: [], OTHER: []},
    )
    lines = [
        services.LineInput("goal", "", "goal", {"ja": "よい町"}),
        services.LineInput("1", "goal", "project", {"ja": "訓練"}, {"section": SECTION}),
    ]
    services.store_policy(2025, HEADER, lines)
    make("drills")
    make("theirs", section=OTHER)
    Target.objects.create(
        line=Line.objects.get(code="1"),
        indicator_id="drills",
        baseline=100,
        baseline_at="2025-03-31",
        goals=[{"goal": "200", "due": "2026-03-31"}],
    )


def make(id: str, **more: Any) -> Indicator:
    fields = {
        "title": {"ja": "訓練に来た人"},
        "unit": {"ja": "人"},
        "method": {"ja": "名簿で数える。"},
        "direction": "up",
        "decimals": 0,
        "every": 12,
        "due_days": 30,
        "since": date(2025, 4, 1),
        "splits": ["gender"],
        "section": SECTION,
        "lines": ["1"],
    }
    return define_indicator(None, id, fields | more, base_version=None)


@pytest.fixture
def staff() -> Account:
    return make_account("staff@example.lg.jp", Role.SECTION_STAFF)


@pytest.fixture
def inside(staff: Account) -> Client:
    return log_in(Client(), staff)


def enter(actor: Account, *rows: Row, **more: Any) -> int:
    given = {"source": "名簿", **more}
    return values.enter(actor, "drills", YEAR, rows or [Row("", Decimal(150), None)], **given)


def sent(form: Any, **typed: str) -> dict[str, str]:
    """What a browser sends back of the form that a page shows, with what was typed."""
    shown = form.context["form"]
    names = [*shown.fields]
    initial = {name: shown[name].value() for name in names}
    kept = {name: "" if value is None else str(value) for name, value in initial.items()}
    kept.pop("confirmed", None)
    return kept | typed
