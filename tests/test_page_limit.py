"""Pages have a calm limit for each visitor; the API, the health check and load tests have not."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client, RequestFactory
from redis import RedisError

from hanamizuki.core.people.roles import Role
from hanamizuki.site.throttle import counted, visitor
from tests.support.staff import log_in, make_account

pytestmark = pytest.mark.django_db
VIEWS, FORMS = 3, 2


@pytest.fixture(autouse=True)
def limits(settings: Any) -> Any:
    settings.PAGE_VIEWS, settings.PAGE_FORMS = VIEWS, FORMS
    caches["counts"].clear()
    yield settings
    caches["counts"].clear()


def ask(times: int, path: str = "/about/", **more: Any) -> list[int]:
    return [Client().get(path, **more).status_code for _ in range(times)]


def test_one_visitor_is_stopped_and_another_is_not() -> None:
    assert ask(VIEWS + 2) == [200] * VIEWS + [429] * 2
    assert ask(1, REMOTE_ADDR="192.0.2.7") == [200]
    answer = Client().get("/about/", headers={"Accept-Language": "ja"})
    assert answer.status_code == 429 and answer.headers["Retry-After"] == "60"
    assert "しばらく待ってください" in answer.content.decode() and answer.headers["Cache-Control"]


def test_after_the_minute_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hanamizuki.site.throttle.MINUTE", 2)
    assert ask(VIEWS + 1)[-1] == 429
    time.sleep(2.1)
    assert ask(1) == [200]


def test_forms_have_their_own_smaller_limit() -> None:
    sent = [Client().post("/about/").status_code for _ in range(FORMS + 1)]
    assert sent[-1] == 429 and 429 not in sent[:-1]
    assert ask(1) == [200]


def test_what_is_free_stays_free() -> None:
    assert ask(VIEWS * 3, "/healthz") == [503] * VIEWS * 3  # no pack is loaded here
    assert ask(VIEWS * 3, "/api/v1/openapi.json") == [200] * VIEWS * 3


def test_off_is_off(limits: Any) -> None:
    limits.RATE_LIMIT = False
    assert ask(VIEWS * 3) == [200] * VIEWS * 3


def test_behind_proxies_the_visitors_own_address_counts(limits: Any) -> None:
    limits.NINJA_NUM_PROXIES = 1
    for last in ("192.0.2.1", "192.0.2.2"):
        given = {"X-Forwarded-For": f"203.0.113.9, {last}"}
        assert ask(VIEWS + 1, headers=given) == [200] * VIEWS + [429]


def test_an_ipv6_household_is_one_visitor_and_no_address_is_kept() -> None:
    def who(address: str) -> str:
        return visitor(RequestFactory().get("/", REMOTE_ADDR=address))

    assert who("2001:db8::1") == who("2001:db8::ffff:1") != who("2001:db8:0:1::1")
    assert len({who("2001:db8::1"), who("192.0.2.1"), who("unix:")}) == 3
    assert "192.0.2.1" not in who("192.0.2.1")


def test_staff_of_one_office_are_told_apart() -> None:
    for name in ("one", "two"):
        client = log_in(Client(), make_account(f"{name}@example.lg.jp", Role.VIEWER))
        caches["counts"].set(f"pages:view:{visitor(RequestFactory().get('/'))}", VIEWS + 1)
        assert client.get("/staff/").status_code == 200


def test_without_the_server_of_the_counts_pages_open(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise RedisError("away")

    monkeypatch.setattr(caches["counts"], "add", away)
    assert counted("view:x") == 1
    assert ask(VIEWS + 1) == [200] * (VIEWS + 1)
