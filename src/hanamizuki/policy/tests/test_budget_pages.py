"""The public pages, the table and the API of the money."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hanamizuki.core import clock
from hanamizuki.policy.evidence.money import share_spent
from hanamizuki.policy.logic.money import BudgetRow, Sum, roll_up
from hanamizuki.policy.models import BudgetLine, BudgetYear
from hanamizuki.policy.queries import money

pytestmark = pytest.mark.django_db


def row(year: int, title: str, amount: int | None, **more: Any) -> BudgetLine:
    more = {"area": "mihon", "group": "1 安心／防災", "source": "予算書", **more}
    key = f"{year}|{more['area']}|{more['group']}|{title}"
    return BudgetLine.objects.create(key=key, fiscal_year=year, title=title, amount=amount, **more)


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return " ".join(answer.content.decode().split())


def test_unknown_amounts_are_counted_and_never_zero(client: Client) -> None:
    row(2020, "訓練", 100)
    row(2020, "備蓄", None)
    row(2020, "井戸", None)
    body = page(client, "/policy/budget/2020/")
    assert "100千円" in body and "ほかに2件は金額がわかりません" in body
    (part,) = client.get("/api/v1/policy/budget").json()["years"][0]["parts"]
    assert part["sum"]["amount"] == {"known": 100, "unknown": 2}
    assert [one["amount"] for one in part["measures"][0]["rows"]] == [100, None, None]


def test_printed_totals_and_parts_are_shown_and_not_added(client: Client) -> None:
    row(2020, "事業費 合計", 900, group="推進費")
    row(2020, "小計", 400, group="1 安心")
    row(2020, "訓練", 100)
    row(2020, "うち 会場", 30)
    (year,) = money.years(clock.now())
    (part,) = year.parts
    assert part.sum.amount == Sum(100)
    (measure,) = part.measures
    assert [one.stored.amount for one in measure.printed] == [400]
    assert [one.role for one in measure.rows] == ["row", "part"]
    body = page(client, "/policy/budget/2020/")
    assert "足し算には入れていません" in body and "900" in body


def test_a_wards_and_a_citys_money_are_never_added(client: Client) -> None:
    row(2020, "訓練", 100)
    row(2020, "訓練", 7_000_000, area="machi")
    parts = client.get("/api/v1/policy/budget").json()["years"][0]["parts"]
    assert {one["area"]: one["sum"]["amount"]["known"] for one in parts} == {
        "mihon": 100,
        "machi": 7_000_000,
    }
    assert "7,000,100" not in page(client, "/policy/budget/2020/") + page(client, "/policy/budget/")


def test_spending_carried_over_and_the_rate(client: Client) -> None:
    known = {"carried_in": 20, "spent": 90, "carried_over": 30, "execution_source": "決算書"}
    row(2020, "訓練", 100, **known)
    body = page(client, "/policy/budget/2020/")
    assert "使った割合 75.0%" in body and "前年から 20" in body and "翌年へ 30" in body
    row(2020, "備蓄", 50)
    assert money.years(clock.now())[0].parts[0].sum.percent is None


@pytest.mark.parametrize(
    ("state", "voted_on", "says"),
    [
        ("proposed", None, "案・議会の議決の前"),
        ("voted", date(2020, 3, 24), "2020年3月24日"),
        ("settled", None, "決算が出ています"),
        ("", None, "わかりません"),
    ],
)
def test_the_councils_vote_in_plain_words(
    client: Client, state: str, voted_on: date | None, says: str
) -> None:
    row(2020, "訓練", 100)
    BudgetYear.objects.create(fiscal_year=2020, state=state, voted_on=voted_on, source="会議録")
    assert says in page(client, "/policy/budget/") and says in page(client, "/policy/budget/2020/")


def test_the_same_project_through_the_years(client: Client) -> None:
    row(2018, "訓練", 80)
    row(2019, "訓練", None)
    row(2020, "訓練", 100)
    body = page(client, "/policy/budget/2020/")
    assert "平成30年度（2018年度）の 80より 20多い" in body
    (found,) = money.series()
    assert found.points == [(2018, 80, Decimal(80)), (2020, 100, Decimal(100))]
    assert "いちばん大きい年度の80.0%" in page(client, "/policy/budget/")


def test_the_table_comes_back_as_the_pack_wrote_it(client: Client) -> None:
    row(2020, "訓練", 100, line="1-1", note="=1+1")
    row(2021, "訓練", None)
    text = client.get("/policy/budget.csv?fiscal_year=2020").content.decode("utf-8-sig")
    (found,) = csv.DictReader(io.StringIO(text))
    assert (found["年度"], found["金額（千円）"], found["備考"]) == ("2020", "100", "'=1+1")
    assert found["執行額（千円）"] == ""


@pytest.mark.parametrize("year", ["1999", "x", "2020'", "９", "99999999999999999999"])
def test_a_year_that_is_not_there(client: Client, year: str) -> None:
    row(2020, "訓練", 100)
    assert client.get("/policy/budget.csv", {"fiscal_year": year}).status_code == 404
    assert client.get(f"/policy/budget/{year}/").status_code == 404
    answer = client.get("/api/v1/policy/budget", {"fiscal_year": year})
    assert answer.status_code in (404, 422)
    assert answer["Content-Type"].startswith("application/problem+json")


def test_nothing_is_known_yet(client: Client) -> None:
    assert "まだありません" in page(client, "/policy/budget/")
    assert client.get("/api/v1/policy/budget").json()["years"] == []
    BudgetYear.objects.create(fiscal_year=2020, state="proposed", source="見本")
    assert "まだ見つかっていません" in page(client, "/policy/budget/2020/")


def test_the_share_spent_only_where_everything_is_known() -> None:
    known = {"area": "", "carried_in": 0, "spent": 60, "execution_source": "決算書"}
    row(2020, "訓練", 100, **known)
    row(2020, "備蓄", None, **known)
    row(2021, "訓練", 100, **{**known, "carried_in": None})
    row(2022, "事業費 合計", 80, **known)
    row(2024, "よその市", 80, **{**known, "area": "machi"})
    row(clock.fiscal_year(clock.today()), "訓練", 100, **known)  # not ended
    found = [(one.at.year, one.value) for one in share_spent(clock.now())]
    assert found == [(2021, Decimal("60.0")), (2023, Decimal("75.0"))]


_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["mihon", "machi"]),
        st.sampled_from(["1 安心／防災", "1 安心", "2 元気／健康"]),
        st.sampled_from(["訓練", "備蓄", "井戸", "小計", "うち 会場", "事業費 合計"]),
        st.none() | st.integers(0, 10**7),
    ),
    unique_by=lambda one: one[:3],
    max_size=12,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(_ROWS)
def test_projects_add_up_to_measures_and_measures_to_the_year(
    rows: list[tuple[str, str, str, int | None]],
) -> None:
    BudgetLine.objects.all().delete()
    for area, group, title, amount in rows:
        row(2020, title, amount, area=area, group=group)
    for part in [part for year in money.years(clock.now()) for part in year.parts]:
        kept = [one for measure in part.measures for one in measure.rows if one.role == "row"]
        sums = [measure.sum.amount for measure in part.measures]
        assert sum(sums, Sum()) == part.sum.amount
        # The pure rule says the same.
        found = roll_up(
            BudgetRow(2020, one.stored.group, one.stored.title, one.stored.amount) for one in kept
        )
        assert part.sum.amount == (found[0].sum if found else Sum())
        assert part.sum.amount.known == sum(one.stored.amount or 0 for one in kept)
