"""A small policy, planners and their browsers, for the tests of the pages for staff."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.support.staff import SECTION, log_in, make_account, make_places

from hanamizuki.core.evidence.models import Indicator, Value
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role
from hanamizuki.policy import services
from hanamizuki.policy.models import Line, Milestone, Theme

HEADER = {"title": {"ja": "見本の方針"}, "source": "見本"}


@pytest.fixture(autouse=True)
def ward(db: None) -> None:
    make_places()
    Theme.objects.create(theme_id="05", title={"ja": "防災"}, note={"ja": "見本"}, source="見本")
    lines = [
        services.LineInput("goal", "", "goal", {"ja": "よい町"}),
        services.LineInput("1", "goal", "measure", {"ja": "安全"}, {"section": SECTION}),
        services.LineInput("1-1", "1", "initiative", {"ja": "訓練", "en": "Drills"}),
        services.LineInput("2", "goal", "measure", {"ja": "みどり"}),
    ]
    services.store_policy(2025, HEADER, lines)
    Line.objects.filter(code="1").update(themes=["05"])
    Indicator.objects.create(
        indicator_id="fires",
        lines=["1"],
        title={"ja": "火事"},
        unit={"ja": "件"},
        method={"ja": "数える。"},
        direction="down",
        source="見本",
    )
    for year, count in ((2023, 70), (2024, 60)):
        Value.objects.create(
            indicator_id="fires", at=f"{year}-12-31", value=count, origin="pack", source="見本"
        )
    Milestone.objects.create(
        milestone_id="drill-day", title={"ja": "訓練の日"}, on="2026-03-08", lines=["1"], source="x"
    )


@pytest.fixture
def line() -> Line:
    return Line.objects.get(code="1")


@pytest.fixture
def planner() -> Account:
    return make_account("planner@example.lg.jp", Role.PLANNER)


@pytest.fixture
def other() -> Account:
    return make_account("other@example.lg.jp", Role.PLANNER)


@pytest.fixture
def first(planner: Account) -> Client:
    return log_in(Client(), planner)


@pytest.fixture
def second(other: Account) -> Client:
    return log_in(Client(), other)


def page(answer: HttpResponse) -> str:
    """The text of an answer."""
    return unescape(answer.content.decode())


def form_of(answer: HttpResponse) -> dict[str, Any]:
    """What a browser would send back of the page's record form, unchanged."""
    html = page(answer)
    found = re.search(r'<form method="post" class="form" data-draft.*?</form>', html, re.DOTALL)
    assert found, html[:2000]
    return values(answer.content.decode().split('data-draft="', 1)[1].split("</form>", 1)[0])


def values(html: str) -> dict[str, Any]:
    """The successful controls in a piece of HTML."""
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        given = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        kind = given.get("type")
        if not given.get("name") or (kind in ("radio", "checkbox") and " checked" not in tag):
            continue
        if " disabled" in tag:
            continue
        if kind == "checkbox":
            sent.setdefault(given["name"], []).append(given.get("value", "on"))
        else:
            sent[given["name"]] = unescape(given.get("value", ""))
    for attrs, text in re.findall(r"<textarea([^>]*)>(.*?)</textarea>", html, re.DOTALL):
        name = re.search(r'name="([^"]*)"', attrs)
        assert name
        sent[name[1]] = unescape(text).removeprefix("\n")
    for attrs, options in re.findall(r"<select([^>]*)>(.*?)</select>", html, re.DOTALL):
        name = re.search(r'name="([^"]*)"', attrs)
        chosen = re.findall(r'<option value="([^"]*)" selected', options)
        assert name
        if "multiple" in attrs:
            sent[name[1]] = chosen
        else:
            sent[name[1]] = chosen[0] if chosen else ""
    return {name: value for name, value in sent.items() if name != "csrfmiddlewaretoken"}


def save(client: Client, url: str, **changed: Any) -> HttpResponse:
    """Open a form, change some fields, send it."""
    return client.post(url, {**form_of(client.get(url)), **changed})
