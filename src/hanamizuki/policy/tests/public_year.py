"""A small ward with one indicator, and what tests do there to a line through its year."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.test import Client
from tests.support.staff import SECTION, make_places

from hanamizuki.core.clock import now, today
from hanamizuki.core.evidence.models import Indicator, Value
from hanamizuki.core.people.models import Account
from hanamizuki.policy import services
from hanamizuki.policy.models import Line
from hanamizuki.policy.services import editing

YEAR = 2025
HEADER = {"title": {"ja": "見本の方針"}, "source": "見本"}
GOAL = services.LineInput("goal", "", "goal", {"ja": "よい町"})
SAFE = services.LineInput("1", "goal", "measure", {"ja": "安全な町"}, {"themes": ["05"]})
DRILL = services.LineInput(
    "1-1", "1", "project", {"ja": "防災訓練", "en": "Drills"}, {"section": SECTION, "room": "x"}
)
KIND = services.LineInput("2", "goal", "measure", {"ja": "やさしい町"})


def make_ward() -> None:
    """A section, a policy of four lines, and an indicator for one of them."""
    make_places()
    services.store_policy(YEAR, HEADER, [GOAL, SAFE, DRILL, KIND])
    Indicator.objects.create(
        indicator_id="drills",
        lines=["1-1"],
        title={"ja": "訓練の回数", "en": "Drills held", "easy": "くんれんの かず"},
        unit={"ja": "回", "en": "drills", "easy": "回"},
        method={"ja": "数えます"},
        direction="up",
        source="見本",
        origin=Indicator.STAFF,
        splits=["gender"],
    )


def line(code: str = "1-1", year: int = YEAR) -> Line:
    return Line.objects.get(policy__fiscal_year=year, code=code)


def measured(*points: tuple[date, str], split: str = "") -> None:
    for at, value in points:
        Value.objects.create(
            indicator_id="drills",
            at=at,
            period=f"{at:%Y-%m}",
            split=split,
            value=Decimal(value),
            origin=Value.ENTERED,
            source="見本",
            entered_at=now(),
        )


def publish(author: Account, approver: Account, kind: str, key: str, **fields: Any) -> None:
    copy = editing.working_copy(kind, key)
    saved = editing.save(author, kind, key, {**copy.fields, **fields}, base=copy.base, reason="x")
    if saved.proposal is None:
        return
    editing.submit(author, saved.proposal, saved.proposal.version)
    saved.proposal.refresh_from_db()
    editing.approve(approver, saved.proposal, saved.proposal.version)


def aim(planner: Account, other: Account, goal: str, due: date, split: str = "") -> None:
    begun = today() - timedelta(days=100)
    publish(
        planner,
        other,
        "target",
        f"{line().pk}/drills/{split}".rstrip("/"),
        baseline="10",
        baseline_at=begun.isoformat(),
        goals=[{"goal": goal, "due": due.isoformat()}],
    )


def page(path: str, language: str = "ja") -> str:
    answer = Client().get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200, path
    return str(answer.content.decode())
