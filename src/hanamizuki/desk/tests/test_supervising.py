"""The supervisor's pages, who may open what, and what waits on 「今日」."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from zipfile import ZipFile

import pytest
from django.test import Client
from tests.support.staff import log_in, make_account

from hanamizuki.core import clock
from hanamizuki.core.audit.models import Entry
from hanamizuki.core.people.grants import Grant
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role
from hanamizuki.core.people.today import registry as tasks
from hanamizuki.core.receipts import new_token
from hanamizuki.desk.models import Counter, Service, Ticket
from hanamizuki.desk.queries.forecast import expected
from hanamizuki.desk.queries.line import lines
from hanamizuki.desk.queries.settings import kiosk_closed, planned
from hanamizuki.desk.services import counters, settings
from hanamizuki.desk.tests.console import CONSOLE, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ward")]


def test_the_overview_says_what_to_do_and_why(boss: Client, window: Counter, ward: Any) -> None:
    for _ in range(5):
        take()
    ward.shift(timedelta(minutes=25))
    boss.get("/staff/")
    ward.shift(timedelta(minutes=15))
    shown = boss.get("/staff/desk/overview/").content.decode()
    assert "もう1つあける" in shown and "40分待っている人がいます" in shown
    for _ in range(3):
        called = counters.call_next(Account.objects.get(email="clerk@example.lg.jp"), window)
        assert called is not None
        counters.start(Account.objects.get(email="clerk@example.lg.jp"), called)
        ward.shift(timedelta(minutes=4))
        counters.finish(Account.objects.get(email="clerk@example.lg.jp"), called)
    shown = boss.get("/staff/desk/overview/").content.decode()
    assert "この30分の速さで" in shown and "10時" in shown


def test_somebody_is_moved_forward_from_the_overview(boss: Client, window: Counter) -> None:
    ticket = take()
    path = "/staff/desk/overview/waiting/moving/"
    given = {"key": new_token(), "minutes": "15", "reason": "child"}
    assert boss.post(path, given).status_code == 200  # nobody chosen
    assert boss.post(path, {**given, "ticket": ticket.pk}).status_code == 302
    assert "優先" in boss.get(path).content.decode()
    assert boss.get("/staff/desk/overview/waiting/none/").status_code == 404


def test_settings(boss: Client) -> None:
    planner = make_account("planner@example.lg.jp", Grant(Role.PLANNER.value))
    whole = log_in(Client(), planner)
    path = "/staff/desk/overview/settings/"
    whole.post(path, {"do": "kiosk", "kiosk-text": "故障です。窓口へどうぞ"})
    assert kiosk_closed() == "故障です。窓口へどうぞ"
    for end in ("", "take/moved-in/"):
        assert "故障です。窓口へどうぞ" in Client().get(f"/desk/kiosk/{end}").content.decode()
    Client().post("/desk/kiosk/take/moved-in/", {"stop": "moving"})
    assert not Ticket.objects.exists()
    boss.post(path, {"do": "planned", "planned-service": "moving", "planned-h10": "4"})
    assert planned("moving", clock.now()) == 4 and planned("insurance", clock.now()) is None
    whole.post(path, {"do": "target", "target-minutes": "45"})
    assert "45分以内" in boss.get("/staff/desk/overview/").content.decode()
    whole.post(path, {"do": "kiosk", "kiosk-text": ""})
    assert kiosk_closed() == ""
    assert Entry.objects.filter(action="desk.kiosk_set").count() == 2


def test_planned_counters_count_in_the_forecast(boss: Client, clerk: Account) -> None:
    Service.objects.filter(code="moving").update(minutes=10)
    for _ in range(6):
        take()

    def last() -> Any:
        return expected("moving", 5, clock.now(), lines(clock.now()))

    assert last().basis == "none"
    found = []
    for many in (1, 3):
        settings.set_planned(clerk, "moving", {10: many})
        found.append(last())
    assert found[0].low > found[1].low and found[0].basis == "pattern"
    settings.set_planned(clerk, "moving", {})
    assert last().basis == "none"


def test_the_sheet_of_a_period(boss: Client, clerk: Account, window: Counter) -> None:
    take()
    called = counters.call_next(clerk, window)
    assert called is not None
    counters.finish(clerk, called)
    query = urlencode({"first": "2026-04-01", "last": "2026-04-30"})
    answer = boss.get(f"/staff/desk/overview/hours.xlsx?{query}")
    with ZipFile(io.BytesIO(answer.content)) as book:
        cells = book.read("xl/worksheets/sheet1.xml").decode()
        words = book.read("xl/sharedStrings.xml").decode()
    assert "moving" in words and "待ち 9割（分）" in words
    assert cells.count("<row") == 2
    for wrong in ({"first": "2026-04-30", "last": "2026-04-01"}, {"first": "x", "last": "y"}):
        refused = boss.get(f"/staff/desk/overview/hours.xlsx?{urlencode(wrong)}")
        assert refused.status_code == 302


# ---- who may, and what waits


def test_a_counter_of_another_section_stays_closed(page: Client, window: Counter) -> None:
    for path in ("", "look/", "person/1/"):
        assert page.get(f"/staff/desk/counter/other/{path}").status_code == 403
    assert page.post("/staff/desk/counter/other/act/", {"do": "open"}).status_code == 403
    shown = page.get("/staff/desk/").content.decode()
    assert "21番" in shown and "9番" not in shown
    assert page.get("/staff/desk/counter/none/").status_code == 404


def test_what_is_left_open_and_who_was_missed_wait_on_today(
    clerk: Account, window: Counter, ward: Any
) -> None:
    def found() -> list[Any]:
        return [one for one in tasks.tasks(clerk, clock.now()) if "desk" in one.url]

    assert found() == []
    ticket = take()
    for _ in range(2):
        called = counters.call_next(clerk, window)
        assert called is not None and called.pk == ticket.pk
        ward.shift(timedelta(minutes=3))
        counters.absent(clerk, called)
        ward.shift(timedelta(minutes=3))
    assert [one.late for one in found()] == [False] and "1人" in str(found()[0].title)
    ward.shift(timedelta(hours=9))
    late = [one for one in found() if one.late]
    assert len(late) == 1 and late[0].url == CONSOLE
