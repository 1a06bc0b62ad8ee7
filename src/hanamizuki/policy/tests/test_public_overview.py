"""All lines on one page: progress, how well they are kept, gender equality."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from tests.support.staff import SECTION, make_account

from hanamizuki.core.clock import now, today
from hanamizuki.core.evidence.queries import Evidence, all_evidence
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role
from hanamizuki.policy.logic.gender import QUESTIONS
from hanamizuki.policy.tests.public_year import (
    aim,
    line,
    make_ward,
    measured,
    page,
    publish,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ward() -> None:
    make_ward()


@pytest.fixture
def planner() -> Account:
    return make_account("planner@example.lg.jp", Role.PLANNER)


@pytest.fixture
def other() -> Account:
    return make_account("other@example.lg.jp", Role.PLANNER)


def rows(query: str) -> list[str]:
    table = Client().get(f"/policy/progress/progress.csv?{query}").content.decode("utf-8-sig")
    return [row.split(",")[0] for row in table.split("\r\n")[1:] if row]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["goal", "1", "1-1", "2"]),
        ("text=ﾎﾞｳｻｲ", []),
        ("text=防災", ["1-1"]),
        ("text=DRILLS", ["1-1"]),
        ("theme=05", ["1", "1-1"]),
        (f"section={SECTION}", ["1-1"]),
        ("section=none", ["goal", "1", "2"]),
        ("kind=measure", ["1", "2"]),
        ("measure=1", ["1", "1-1"]),
        ("state=late", ["1-1"]),
        ("state=unmeasured&kind=measure", ["1", "2"]),
        ("order=state", ["1-1", "goal", "1", "2"]),
        ("order=due", ["1-1", "goal", "1", "2"]),
        ("state=nonsense", ["goal", "1", "1-1", "2"]),
    ],
)
def test_lines_are_found_by_address(
    planner: Account, other: Account, query: str, codes: list[str]
) -> None:
    measured((today(), "12"))
    aim(planner, other, "30", today() + timedelta(days=100))
    assert rows(query) == codes
    text = page(f"/policy/progress/?{query}")
    assert f"<b>{len(codes)}行が見つかりました</b>" in text


def test_the_table_to_keep_has_the_same_filter() -> None:
    text = page("/policy/progress/?kind=measure&order=due")
    assert "/policy/progress/progress.csv?kind=measure&amp;order=due" in text


def test_parents_count_what_is_below_them(planner: Account, other: Account) -> None:
    measured((today(), "12"))
    aim(planner, other, "30", today() + timedelta(days=100))
    assert "はかっている1行のうち0行（0%）が順調か達成" in page("/policy/progress/")
    assert "この中の1行の進み具合" in page("/policy/1/")


def test_a_page_of_all_lines_says_when_nothing_is_measured_or_found() -> None:
    assert "目標の値や節目の日が決まった行は、まだありません" in page("/policy/progress/")
    assert "あてはまる行がありません" in page("/policy/progress/?text=zzz")


def test_monitoring_says_what_is_missing() -> None:
    text = page("/policy/monitoring/")
    assert "まだ見守れていません" in text and "担当の課" in text
    assert "3行にありません" in text  # all but one have no section


def test_gender_page_counts_checks_and_figures_by_gender(planner: Account) -> None:
    measured((today() - timedelta(days=400), "3"), split="gender:female")
    measured((today(), "9"))
    answers = dict.fromkeys(QUESTIONS, "yes") | {"no_stereotype": "no"}
    publish(planner, planner, "gender", str(line().pk), answers=answers, note="絵を直す")
    text = page("/policy/gender/")
    assert "4行のうち1行を点検しました" in text
    assert "男女別の値がある数字は1件" in text and "女性" in text
    assert "答えはそろっています" in text
    assert "絵を直す" in page("/policy/1-1/")
    shown = {one.id: one for one in _evidence()}
    assert shown["policy-gender-checked"].series[-1].value == Decimal("25.0")
    assert shown["indicators-by-gender"].series[-1].value == 1


def _evidence() -> list[Evidence]:
    return all_evidence(now())


def test_the_share_on_track_counts_only_what_is_measured(planner: Account, other: Account) -> None:
    assert not {one.id: one for one in _evidence()}["policy-on-track"].series
    measured((today(), "25"))
    aim(planner, other, "30", today() + timedelta(days=100))
    share = {one.id: one for one in _evidence()}["policy-on-track"].series[-1].value
    assert share == Decimal("100.0")
