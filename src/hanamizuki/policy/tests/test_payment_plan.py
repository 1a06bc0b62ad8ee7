"""The page, its sheet and its API: plain answers, named errors, nothing kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker
from tests.support.packs import loaded, sheets

from hanamizuki.core import clock
from hanamizuki.core.clock import JST, moment
from hanamizuki.core.packs import queries
from hanamizuki.core.packs.models import LoadedDocument
from hanamizuki.policy.payment_plan import content

pytestmark = pytest.mark.django_db
PAGE = "/policy/payment-plan/"
SHEET = "/policy/payment-plan/plan.pdf"
API = "/api/v1/policy/payment-plan"
GIVEN = {
    "charge": "resident-tax",
    "amount": "１２0,000円",
    "due_year": "8",
    "due_month": "1",
    "due_day": "31",
    "start_year": "2026",
    "start_month": "6",
    "start_day": "30",
    "months": "6",
    "monthly": "",
}
ASKED = {
    "charge": "resident-tax",
    "amount": 120_000,
    "due": "2026-01-31",
    "start": "2026-06-30",
    "months": 6,
}


@pytest.fixture(scope="module")
def kohoku(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker, "kohoku"):
        yield


@pytest.fixture(autouse=True)
def in_june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moment, "now", lambda: datetime(2026, 6, 1, 10, tzinfo=JST))
    assert clock.today().isoformat() == "2026-06-01"


def post(client: Client, path: str = PAGE, language: str = "ja", **changed: str) -> Any:
    return client.post(f"{path}?lang={language}", GIVEN | changed)


# ---- the page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", ("あなたの計画", "税務課", "電話番号はわかりません", "100,000", "2026年11月30日")),
        ("en", ("Your plan", "Tax Division", "phone number is not known", "30 November 2026")),
        ("ja-easy", ("100,000", "2026", "<ruby>")),
    ],
)
def test_a_plan_is_shown(
    kohoku: None, client: Client, language: str, words: tuple[str, ...]
) -> None:
    answer = post(client, language=language)
    text = answer.content.decode()
    assert answer.status_code == 200 and "{'ja'" not in text and "None" not in text
    for word in words:
        assert word in text, word
    plan = answer.context["plan"]
    assert [row.amount for row in plan.rows] == [20_000] * 6
    assert plan.late.total is not None and plan.late.total > 0
    assert f"{plan.late.total:,}" in text


def test_what_is_typed_stays_in_the_form_and_nowhere_else(kohoku: None, client: Client) -> None:
    sessions = Session.objects.count()
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(PAGE, GIVEN)
    assert not [q["sql"] for q in captured if q["sql"].split()[0] in ("INSERT", "UPDATE")]
    assert Session.objects.count() == sessions and not answer.cookies
    assert "no-store" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]
    assert f'value="{GIVEN["amount"]}"' in answer.content.decode()
    assert 'method="post"' in answer.content.decode()


def test_the_page_works_without_any_cookie(kohoku: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(PAGE, GIVEN).context["plan"]
    assert not strict.cookies


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"charge": ""}, "charge"),
        ({"charge": "nothing"}, "charge"),
        ({"amount": ""}, "amount"),
        ({"amount": "たくさん"}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"amount": "12.5"}, "amount"),
        ({"amount": "999999999999"}, "amount"),
        ({"due_day": ""}, "due_year"),
        ({"due_month": "2"}, "due_year"),  # 31 February
        ({"due_year": "1985"}, "due_year"),
        ({"start_month": "13"}, "start_year"),
        ({"start_month": "5"}, "start_year"),  # before today
        ({"months": ""}, "months"),
        ({"monthly": "10000"}, "months"),
        ({"months": "61"}, "months"),
        ({"months": "", "monthly": "1"}, "monthly"),
        ({"amount": "3"}, "months"),
    ],
)
def test_a_wrong_field_is_named_and_linked(
    kohoku: None, client: Client, changed: dict[str, str], field: str
) -> None:
    for path in (PAGE, SHEET):
        answer = post(client, path, **changed)
        text = answer.content.decode()
        assert answer.context["plan"] is None and list(answer.context["form"].errors) == [field]
        assert f'<a href="#id_{field}">' in text
        assert f'id="id_{field}_error"' in text and 'aria-invalid="true"' in text
        assert re.search(rf'aria-describedby="[^"]*id_{field}_error"', text)


def test_years_of_reiwa_and_of_our_calendar_are_read(kohoku: None, client: Client) -> None:
    for year in ("8", "2026", "８", "２０２６"):
        due = post(client, due_year=year).context["plan"].asked.due
        assert due.isoformat() == "2026-01-31"


def test_a_charge_without_a_rule_has_a_plan_and_says_why_there_is_no_estimate(
    kohoku: None, client: Client
) -> None:
    answer = post(client, charge="care-insurance")
    text = answer.content.decode()
    assert answer.context["plan"].late is None and len(answer.context["plan"].rows) == 6
    assert "介護保険料の延滞金の決まりは見つかっていません" in text and "保険年金課" in text


def test_health_insurance_counts_from_the_reminder_with_one_rate(
    kohoku: None, client: Client
) -> None:
    answer = post(client, charge="nhi")
    assert "を督促状の期限として計算しました" in answer.content.decode()
    assert {str(one.rate) for one in answer.context["plan"].late.stretches} == {"9.1"}


def test_a_year_whose_rate_was_not_found_is_said(kohoku: None, client: Client) -> None:
    answer = post(client, months="12")
    text = answer.content.decode()
    assert answer.context["plan"].late.total is None
    assert "2027年の率は見つかっていません" in text and "この年の率は見つかっていません" in text


def test_where_the_pack_has_no_charges_the_page_says_what_to_do(
    kohoku: None, client: Client
) -> None:
    LoadedDocument.objects.filter(name="payable_charges").delete()
    queries._body.cache_clear()
    text = client.get(PAGE).content.decode()
    queries._body.cache_clear()
    assert "この区の決まりは、まだ入っていません" in text and "<select" not in text


def test_every_charge_names_a_section_of_the_ward_and_a_rule_or_a_reason(
    kohoku: None, client: Client
) -> None:
    found = content.charges()
    assert len(found) == 6
    for charge in found:
        assert (content.rule_of(charge) is None) == (charge.why_no_rule is not None)
        plan = post(client, charge=charge.id).context["plan"]
        assert plan.section is not None and plan.section.code == charge.section


def test_every_rate_has_a_source(kohoku: None) -> None:
    rates = [rate for one in content.charges() if (r := content.rule_of(one)) for rate in r.rates]
    assert rates and all(rate.source and rate.as_of for rate in rates)


def test_the_policy_line_has_the_plan_and_says_which_rate_is_not_known(
    kohoku: None, client: Client
) -> None:
    text = client.get("/policy/K-3-e/").content.decode()
    assert f'href="{PAGE}"' in text
    unknown = text[text.index("kohoku-nhi-collection-rate") :]
    assert unknown.index("まだわかりません") < unknown.index("</li>")
    assert "95.88" in text and "隣の神奈川区" in text


# ---- the sheet


@pytest.mark.parametrize("language", ["ja", "ja-easy", "en"])
@pytest.mark.parametrize("months", ["1", "24", "40", "60"])
@pytest.mark.parametrize("charge", ["resident-tax", "nhi", "late-elderly"])
def test_the_plan_is_one_sheet(
    kohoku: None, client: Client, language: str, months: str, charge: str
) -> None:
    answer = post(client, SHEET, language, months=months, charge=charge)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "no-store" in answer.headers["Cache-Control"]
    assert sheets(answer.content) == 1 and b"/StructTreeRoot" in answer.content


def test_the_sheets_address_alone_leads_to_the_page(client: Client) -> None:
    answer = client.get(SHEET)
    assert answer.status_code == 302 and answer.headers["Location"] == PAGE


# ---- the API


def ask(client: Client, body: Any) -> Any:
    return client.post(API, json.dumps(body), content_type="application/json")


def test_the_api_gives_the_same_plan(kohoku: None, client: Client) -> None:
    answer = ask(client, ASKED)
    body = answer.json()
    assert answer.status_code == 200 and not answer.cookies
    plan = post(client).context["plan"]
    assert [one["amount"] for one in body["instalments"]] == [row.amount for row in plan.rows]
    assert body["late_charge"]["total"] == plan.late.total
    assert sum(one["yen"] for one in body["late_charge"]["stretches"]) == plan.late.known
    assert body["section"] == {"id": "zeimu", "name": plan.section.name, "phone": None}


def test_the_api_gives_a_reason_in_place_of_an_estimate(kohoku: None, client: Client) -> None:
    body = ask(client, ASKED | {"charge": "late-elderly"}).json()
    assert body["late_charge"] is None and body["why_no_late_charge"]["en"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"charge": "nothing"}, "charge"),
        ({"amount": "120000"}, "amount"),
        ({"amount": 0}, "amount"),
        ({"amount": True}, "amount"),
        ({"due": "31.1.2026"}, "due"),
        ({"due": "2026-02-30"}, "due"),
        ({"start": 20260131}, "start"),
        ({"months": None}, "months"),
        ({"monthly": 5000}, "months"),
        ({"months": 61}, "months"),
        ({"months": None, "monthly": 1}, "monthly"),
        ({"amount": 2}, "months"),
        ({"name": "x"}, "name"),
    ],
)
def test_the_api_names_the_wrong_field(
    kohoku: None, client: Client, changed: dict[str, Any], field: str
) -> None:
    answer = ask(client, ASKED | changed)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    (error,) = answer.json()["errors"]
    assert error["field"] == field and error["message"] and error["message_ja"]


def test_what_is_no_json_is_a_problem(kohoku: None, client: Client) -> None:
    answer = client.post(API, "{", content_type="application/json")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_api_lists_the_charges(kohoku: None, client: Client) -> None:
    body = client.get(f"{API}/charges").json()
    assert {"id": "nhi", "late_charge": True} in [
        {key: one[key] for key in ("id", "late_charge")} for one in body
    ]
