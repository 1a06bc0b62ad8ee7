"""Writing a year's policy: by code, whole, or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hanamizuki.policy import services
from hanamizuki.policy.models import Line, Policy
from hanamizuki.policy.services import LineInput

pytestmark = pytest.mark.django_db
HEADER: dict[str, Any] = {"title": {"ja": "令和8年度 見本区 運営方針"}, "source": "見本"}


def line(code: str, parent: str = "", title: str = "", **details: Any) -> LineInput:
    kind = "goal" if not parent else "measure"
    return LineInput(code, parent, kind, {"ja": title or code}, details)


def codes(year: int = 2026) -> list[str]:
    return list(Line.objects.filter(policy__fiscal_year=year).values_list("code", flat=True))


def test_lines_are_stored_in_order_under_their_parents() -> None:
    policy = services.store_policy(
        2026, HEADER, [line("goal"), line("2", "goal", themes=["05"]), line("1", "2", room="desk")]
    )
    assert (policy.fiscal_year, policy.complete) == (2026, True)
    assert codes() == ["goal", "2", "1"]
    inner = Line.objects.get(code="1")
    assert inner.parent is not None and inner.parent.code == "2"
    assert (inner.room, Line.objects.get(code="2").themes) == ("desk", ["05"])


def test_storing_again_keeps_rows_by_code_and_drops_the_vanished() -> None:
    services.store_policy(2026, HEADER, [line("goal"), line("1", "goal"), line("2", "goal")])
    kept = Line.objects.get(code="2").pk
    header = {**HEADER, "title": {"ja": "直した題"}}
    services.store_policy(
        2026, header, [line("goal"), line("2", "goal", "新しい"), line("3", "goal")]
    )
    assert codes() == ["goal", "2", "3"]
    assert (Line.objects.get(code="2").pk, Line.objects.get(code="2").title) == (
        kept,
        {"ja": "新しい"},
    )
    assert Policy.objects.get().title == {"ja": "直した題"}


def test_a_line_may_move_to_another_parent() -> None:
    services.store_policy(2026, HEADER, [line("goal"), line("1", "goal"), line("2", "1")])
    services.store_policy(2026, HEADER, [line("goal"), line("2", "goal")])
    moved = Line.objects.get(code="2")
    assert codes() == ["goal", "2"] and moved.parent == Line.objects.get(code="goal")


def test_the_same_code_in_two_years_is_two_lines() -> None:
    services.store_policy(2025, HEADER, [line("goal", title="前")])
    services.store_policy(2026, HEADER, [line("goal", title="今")])
    assert set(Line.objects.values_list("policy__fiscal_year", "title__ja")) == {
        (2025, "前"),
        (2026, "今"),
    }


@pytest.mark.parametrize(
    ("lines", "error"),
    [
        ([line("goal"), line("1", "later"), line("later", "goal")], KeyError),
        ([line("goal"), line("1", "goal", nonsense=1)], Exception),
    ],
)
def test_a_fault_in_a_line_changes_nothing(lines: list[LineInput], error: type[Exception]) -> None:
    services.store_policy(2026, HEADER, [line("goal", title="前"), line("9", "goal")])
    with pytest.raises(error), transaction.atomic():
        services.store_policy(2026, {**HEADER, "source": "別"}, lines)
    assert codes() == ["goal", "9"]
    assert Policy.objects.get().source == "見本"


def test_years_that_the_packs_no_longer_hold_go_with_their_lines() -> None:
    for year in (2024, 2025, 2026):
        services.store_policy(year, HEADER, [line("goal")])
    services.forget_years_but(iter((("operating", 2024), ("operating", 2026))))
    assert list(Policy.objects.values_list("fiscal_year", flat=True)) == [2026, 2024]
    assert Line.objects.count() == 2


def test_the_database_holds_a_code_once_a_year() -> None:
    policy = services.store_policy(2026, HEADER, [line("goal")])
    with pytest.raises(IntegrityError), transaction.atomic():
        Line.objects.create(policy=policy, code="goal", kind="goal", order=9, title={"ja": "x"})
