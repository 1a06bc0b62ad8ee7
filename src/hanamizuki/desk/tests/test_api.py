"""GET /api/v1/desk/services as a third party sees it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker
from tests.support.packs import loaded

from hanamizuki.core.clock import JST
from hanamizuki.desk.models import Counter, Service
from hanamizuki.desk.services.issuing import Wish, issue


@pytest.fixture(scope="module")
def kohoku(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker, "kohoku"):
        yield


def ask(client: Client, monkeypatch: pytest.MonkeyPatch, moment: str) -> dict[str, Any]:
    at = datetime.fromisoformat(moment).replace(tzinfo=JST)
    monkeypatch.setattr("hanamizuki.desk.api.now", lambda: at)
    monkeypatch.setattr("hanamizuki.desk.services.issuing.now", lambda: at)
    answer = client.get("/api/v1/desk/services")
    assert answer.status_code == 200
    return {one["id"]: one for one in answer.json()}


def test_a_working_day(
    db: None, kohoku: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(client, monkeypatch, "2026-03-30T10:00")
    issue(Wish("registration", "web"))
    issue(Wish("registration", "kiosk", present=True))
    Counter.objects.filter(code__in=("w21", "w21-2")).update(state="open")
    found = ask(client, monkeypatch, "2026-03-30T10:00")
    one = found["registration"]
    assert (one["open"], one["until"]) == (True, "2026-03-30T17:00:00+09:00")
    assert (one["web"]["open"], one["web"]["until"]) == (True, "2026-03-30T16:00:00+09:00")
    assert one["web"]["hours"] == ["09:30", "16:00"]
    assert (one["waiting"], one["present"], one["counters_open"]) == (2, 1, 2)
    assert one["windows"] == [{"label": "21", "floor": "2F"}]  # four seats, one window
    assert one["section"]["name"]["en"] == "Family Register Division"
    assert found["tax"]["windows"] == [{"label": None, "floor": None}]
    assert found["tax"]["web"]["reason"] == "web_unknown" and found["tax"]["web"]["hours"] is None
    assert found["bereavement"]["counter"]["reason"] == "by_appointment"
    assert list(found) == list(Service.objects.values_list("code", flat=True))


def test_saturday_and_sunday(
    db: None, kohoku: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    saturday = ask(client, monkeypatch, "2026-03-28T10:00")
    assert saturday["registration"]["open"]
    assert saturday["registration"]["web"]["reason"] == "web_not_today"
    assert saturday["tax"]["counter"]["reason"] == "not_saturday"
    assert saturday["tax"]["counter"]["opens"] == "2026-03-30T08:45:00+09:00"
    sunday = ask(client, monkeypatch, "2026-03-29T10:00")
    assert {one["counter"]["reason"] for one in sunday.values()} == {
        "closed_today",
        "by_appointment",
    }
    assert sunday["registration"]["counter"]["words"]["en"] == "The counters are closed today."


def test_few_queries_however_many_services(
    db: None, kohoku: None, client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(14):
        client.get("/api/v1/desk/services")


def test_a_service_that_is_gone_is_not_told(db: None, kohoku: None, client: Client) -> None:
    Service.objects.update(withdrawn=True)
    assert client.get("/api/v1/desk/services").json() == []
