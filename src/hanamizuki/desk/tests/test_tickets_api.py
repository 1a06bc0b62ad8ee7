"""Numbers through the API, what they cost, and numbers given by staff."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hanamizuki.desk import limits
from hanamizuki.desk.handing_form import HandForm
from hanamizuki.desk.models import Event, Service, Ticket
from hanamizuki.desk.presence import code_now
from hanamizuki.desk.services.day import audit
from hanamizuki.desk.tests.conftest import Office

ROOT, JSON = "/api/v1/desk/tickets", "application/json"


@pytest.fixture
def api(office: Office) -> Client:
    return Client(REMOTE_ADDR="192.0.2.7")


def post(api: Client, path: str = "", data: Any = None) -> Any:
    return api.post(ROOT + path, data or {}, content_type="application/json")


def test_a_number_with_its_link(api: Client) -> None:
    post(api, data={"service": "moving"})
    answer = post(api, data={"service": "moving", "errand": "moved-in", "language": "en"})
    assert answer.status_code == 201
    made = answer.json()
    assert made["number"] == "A002" and made["position"] == 1 and made["state"] == "waiting"
    assert made["link"] == f"http://testserver/desk/t/{made['token']}/"
    assert made["service"]["id"] == "moving" and made["present"] is False
    assert made["windows"] == [{"label": "21", "floor": "2F"}]
    assert "forecast" in made
    assert Ticket.objects.get(label="A002").language == "en"
    page = api.get(f"/desk/t/{made['token']}/").content.decode()
    assert "A002" in page and "転出証明書" in page
    assert api.get(f"{ROOT}/{made['token']}").json()["label"] == "A002"


@pytest.mark.parametrize(
    "more",
    [
        {"content_type": "text/plain"},
        {"headers": {"Origin": "https://evil.example"}},
        {"headers": {"Sec-Fetch-Site": "cross-site"}},
    ],
)
def test_a_page_from_elsewhere_says_of_nobody_that_they_are_here(
    office: Office, more: dict[str, Any]
) -> None:
    """An office machine's browser sends what another site's page tells it to."""
    house = Client(REMOTE_ADDR="127.0.0.1")
    told = {"data": json.dumps({"service": "moving", "present": True})}
    sent = {"content_type": JSON, **told, **more}
    assert house.post(ROOT, **sent).status_code == 422 and not Ticket.objects.exists()
    secret = post(house, data={"service": "moving", "present": False}).json()["token"]
    if "headers" in more:
        arrived = house.post(f"{ROOT}/{secret}/arrive", {}, content_type=JSON, **more)
        assert arrived.status_code == 422
        assert not Ticket.objects.get().present
    assert house.post(ROOT, **told, content_type=JSON).status_code == 201


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "service"),
        ({"service": "whales"}, "service"),
        ({"service": "a\x00b"}, "service"),
        ({"service": "moving", "errand": "a\x00b"}, "errand"),
        ({"service": "moving", "errand": "tax-paper"}, "errand"),
        ({"service": "moving", "present": True}, "present"),
        ({"service": "moving", "language": "fr"}, "language"),
        ({"service": "moving", "name": "x"}, "name"),
        ({"service": ["moving"]}, "service"),
    ],
)
def test_a_wrong_field_is_named(api: Client, data: Any, field: str) -> None:
    answer = post(api, data=data)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    wrong = answer.json()["errors"]
    assert [one["field"] for one in wrong] == [field] and wrong[0]["message_ja"]
    assert not Ticket.objects.exists()


def test_outside_the_hours_it_says_why(api: Client, office: Office) -> None:
    office.clock.move_to("2026-04-08T16:00:00+09:00")
    answer = post(api, data={"service": "moving"})
    assert answer.status_code == 422
    assert "終わりました" in answer.json()["errors"][0]["message_ja"]
    house = Client(REMOTE_ADDR="127.0.0.1")
    answer = post(house, data={"service": "moving", "present": True})
    assert answer.status_code == 201 and answer.json()["present"] is True


def test_arrive_and_cancel(api: Client) -> None:
    token = post(api, data={"service": "moving"}).json()["token"]
    answer = post(api, f"/{token}/arrive")
    assert answer.status_code == 422 and answer.json()["errors"][0]["field"] == "code"
    for _ in range(2):
        answer = post(api, f"/{token}/arrive", {"code": code_now()})
        assert answer.status_code == 200 and answer.json()["present"] is True
    for _ in range(2):
        assert post(api, f"/{token}/cancel").json()["state"] == "cancelled"
    assert post(api, f"/{token}/arrive", {"code": code_now()}).json()["state"] == "cancelled"
    assert post(api, f"/{'x' * 32}/cancel").status_code == 404
    assert [one.kind for one in Event.objects.filter(ticket__isnull=False)] == [
        "issued",
        "arrived",
        "cancelled",
    ]
    assert list(audit()) == []


def test_a_flood_is_told_when_to_come_again(api: Client, settings: Any, monkeypatch: Any) -> None:
    settings.RATE_LIMIT = True
    monkeypatch.setattr(limits, "OUTSIDE", 2)
    sent = [post(api, data={"service": "moving"}) for _ in range(3)]
    assert [one.status_code for one in sent] == [201, 201, 429]
    assert sent[2].headers["Retry-After"] and Ticket.objects.count() == 2
    caches["counts"].clear()


def test_a_number_costs_as_many_queries_in_a_long_line_as_in_an_empty_one(api: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert post(api, data={"service": "moving"}).status_code == 201
        return len([one for one in asked if "SAVEPOINT" not in one["sql"]])

    first = cost()  # also makes the day's roll
    few = cost()
    for _ in range(30):
        post(api, data={"service": "moving"})
    assert cost() == few <= first


def test_with_its_memory_a_number_costs_few_queries(api: Client, settings: Any) -> None:
    from hanamizuki.desk.queries import glance, opening

    settings.DESK_MEMORY = 60.0
    try:
        post(api, data={"service": "moving"})
        with CaptureQueriesContext(connection) as asked:
            post(api, data={"service": "moving"})
        sql = [one["sql"] for one in asked if "SAVEPOINT" not in one["sql"]]
        # Eight are shared by all who come in one commit.
        assert len(sql) <= 9, "\n".join(sql)
    finally:
        for one in (glance.services, glance.windows, glance.lines_lately, opening._rules):
            one.forget()


def test_staff_give_a_number_by_hand_and_by_phone(office: Office) -> None:
    def give(**data: Any) -> Ticket:
        form = HandForm({"service": "moving", "channel": "staff", "language": "ja", **data})
        assert form.is_valid(), form.errors
        made = form.save(office.clerk)
        assert made is not None
        return made.ticket

    first, caller, urgent = give(), give(channel="phone"), give(priority="on", reason="unwell")
    assert (first.channel, first.present) == ("staff", True)
    assert (caller.channel, caller.present) == ("phone", False)
    assert urgent.rank == "priority" and urgent.place < first.place
    assert office.call() == urgent.label
    actors = set(Event.objects.filter(kind="issued").values_list("actor", flat=True))
    assert len(actors) == 1 and "resident" not in actors
    office.clock.move_to("2026-04-08T20:00:00+09:00")
    form = HandForm({"service": "moving", "channel": "staff", "language": "ja"})
    assert form.is_valid() and form.save(office.clerk) is None and "service" in form.errors
    Service.objects.update(withdrawn=True)
    assert not HandForm({"service": "moving", "channel": "staff", "language": "ja"}).is_valid()
