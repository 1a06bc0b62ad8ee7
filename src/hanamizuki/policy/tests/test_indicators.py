"""Planners define, schedule and retire the indicators that sections enter."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from tests.support.staff import SECTION, log_in, make_account

from hanamizuki.core.evidence.models import Indicator
from hanamizuki.core.people.roles import Role
from hanamizuki.policy.queries.values import overview
from hanamizuki.policy.tests.entering import *  # noqa: F403

pytestmark = pytest.mark.django_db


NEW = {
    "id": "visits",
    "title_ja": "来た人",
    "title_easy": "",
    "title_en": "Visitors",
    "unit_ja": "人",
    "method_ja": "入口で数える。",
    "direction": "up",
    "decimals": "0",
    "every": "3",
    "since_year": "7",
    "since_month": "4",
    "since_day": "1",
    "due_days": "20",
    "splits": ["gender"],
    "section": SECTION,
    "lines": "1",
}


@pytest.fixture
def planner() -> Client:
    return log_in(Client(), make_account("planner@example.lg.jp", Role.PLANNER))


def test_a_planner_defines_an_indicator_that_the_section_then_enters(planner: Client) -> None:
    done = planner.post("/staff/policy/indicators/new/", NEW)
    assert done.status_code == 302, done.context["form"].errors
    made = Indicator.objects.get(indicator_id="visits")
    assert (made.origin, made.since, made.every) == ("staff", date(2025, 4, 1), 3)
    assert made.title == {"ja": "来た人", "en": "Visitors"} and made.lines == ["1"]
    assert len(overview([SECTION], date(2026, 5, 12)).late) == 5


@pytest.mark.parametrize(
    ("field", "value"),
    [("unit_ja", ""), ("lines", "9-9"), ("since_month", "13"), ("id", "Bad Id"), ("id", "drills")],
)
def test_a_wrong_indicator_names_the_field(planner: Client, field: str, value: str) -> None:
    page = planner.post("/staff/policy/indicators/new/", NEW | {field: value})
    assert page.status_code == 200
    name = "since" if field.startswith("since") else field
    assert name in page.context["form"].errors
    assert not Indicator.objects.filter(indicator_id="visits").exists()


def test_of_a_pack_s_indicator_only_the_schedule_changes(planner: Client) -> None:
    Indicator.objects.create(
        indicator_id="census",
        title={"ja": "人口"},
        unit={"ja": "人"},
        method={"ja": "数える。"},
        source="市",
    )
    path = "/staff/policy/indicators/census/"
    page = planner.get(path)
    assert "title_ja" not in page.context["form"].fields
    given = {
        "every": "12",
        "due_days": "30",
        "since_year": "2025",
        "since_month": "4",
        "since_day": "1",
    }
    typed = given | {"section": SECTION, "version": "1", "reason": "課が決まった"}
    assert planner.post(path, typed).status_code == 302
    kept = Indicator.objects.get(indicator_id="census")
    assert (kept.section, kept.due_days, kept.title) == (SECTION, 30, {"ja": "人口"})
    stale = planner.post(path, typed | {"due_days": "60"})
    assert stale.status_code == 409 and "30" in stale.content.decode()
    assert Indicator.objects.get(indicator_id="census").due_days == 30


def test_a_retired_indicator_asks_for_nothing(planner: Client) -> None:
    path = "/staff/policy/indicators/drills/retire/"
    assert planner.post(path, {"reason": ""}).status_code == 200
    assert planner.post(path, {"reason": "事業が終わった"}).status_code == 302
    assert not overview([SECTION], date(2026, 5, 12)).late


def test_a_section_s_staff_define_nothing(inside: Client) -> None:
    assert inside.get("/staff/policy/indicators/").status_code == 200
    for path in ("new/", "drills/", "drills/retire/"):
        assert inside.post(f"/staff/policy/indicators/{path}", NEW).status_code == 403
