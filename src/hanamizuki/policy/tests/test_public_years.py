"""A line keeps its address through the years; what is not public yet is nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from hanamizuki.core.clock import today
from hanamizuki.policy import services
from hanamizuki.policy.models import Line, Policy
from hanamizuki.policy.tests.public_year import (
    GOAL,
    SAFE,
    line,
    make_ward,
    page,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ward() -> None:
    make_ward()


def earlier(year: int = 2024) -> Policy:
    services.store_policy(year, {"title": {"ja": "前の方針"}, "source": "見本"}, [
        GOAL, SAFE, services.LineInput("1-9", "1", "project", {"ja": "古い訓練"}),
    ])  # fmt: skip
    return Policy.objects.get(fiscal_year=year)


def test_a_line_of_an_earlier_year_keeps_its_address_and_says_what_goes_on() -> None:
    earlier()
    line().follows.add(line("1-9", 2024))
    answer = Client().get("/policy/1-9/")
    assert answer.status_code == 302 and answer.headers["Location"] == "/policy/2024/1-9/"
    text = page("/policy/2024/1-9/")
    assert "令和6年度（2024年度）の運営方針にあった行" in text
    assert "「防災訓練」に続いています" in text and "/policy/2025/1-1/" in text
    assert "/policy/2024/1-9/" in page("/policy/1-1/")
    document = Client().get("/api/v1/policy/lines/1-9").json()
    assert (document["fiscal_year"], document["current"]) == (2024, False)
    assert document["followed_by"] == [{"fiscal_year": 2025, "code": "1-1"}]
    lines = {one["code"]: one for one in Client().get("/api/v1/policy").json()["lines"]}
    assert lines["1-1"]["follows"] == [{"fiscal_year": 2024, "code": "1-9"}]


def test_the_year_of_the_current_policy_shows_the_same_line() -> None:
    assert "防災訓練" in page("/policy/2025/1-1/")
    assert Client().get("/policy/2031/1-1/").status_code == 404


def test_an_ended_line_stays_and_says_why() -> None:
    Line.objects.filter(code="2").update(ended_on=today(), ended_why={"ja": "ひとつにまとめた"})
    assert "ひとつにまとめた" in page("/policy/2/")
    lines = {one["code"]: one for one in Client().get("/api/v1/policy").json()["lines"]}
    assert lines["2"]["progress"] is None


@pytest.mark.parametrize("state", ["draft", "review", "approved"])
def test_what_is_not_public_yet_is_nowhere(state: str) -> None:
    later = today() + timedelta(days=1) if state == "approved" else None
    draft = Policy.objects.create(fiscal_year=2026, state=state, publish_on=later,
                                  title={"ja": "未来の方針"}, source="x",
                                  origin=Policy.STAFF)  # fmt: skip
    top = Line.objects.create(policy=draft, code="goal", kind="goal", order=0,
                              title={"ja": "未来の目標"})  # fmt: skip
    new = Line.objects.create(policy=draft, code="9-9", kind="project", order=1, parent=top,
                              title={"ja": "未来の行"})  # fmt: skip
    new.follows.add(line())
    client = Client()
    for path in ("/policy/9-9/", "/policy/2026/9-9/", "/policy/2026/goal/",
                 "/api/v1/policy/lines/9-9", "/api/v1/policy/lines/9-9?year=2026"):  # fmt: skip
        assert client.get(path).status_code == 404, path
    for path in ("/policy/1-1/", "/policy/", "/policy/progress/", "/policy/progress/progress.csv",
                 "/policy/monitoring/", "/policy/gender/", "/policy/compare/", "/policy/policy.csv",
                 "/policy/policy.json", "/api/v1/policy", "/api/v1/policy/lines/1-1"):  # fmt: skip
        text = client.get(path).content.decode()
        assert "未来の" not in text, path
