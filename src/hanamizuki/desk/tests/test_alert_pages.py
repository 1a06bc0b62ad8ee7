"""The alert on the private page (without JavaScript), through the API, and on the console."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from tests.support.staff import SECTION, log_in, make_account

from hanamizuki.core.clock import now
from hanamizuki.core.notices import push
from hanamizuki.core.notices.models import Notice, PushSubscription
from hanamizuki.core.notices.tests.push_server import Browser
from hanamizuki.core.people.roles import Role
from hanamizuki.desk import alert_form
from hanamizuki.desk.alert_models import Alert
from hanamizuki.desk.models import Counter, Ticket
from hanamizuki.desk.queries.alerts import key_of
from hanamizuki.desk.services import resident
from hanamizuki.desk.services.issuing import Issued, Wish, issue
from hanamizuki.desk.tests.conftest import Office

PUBLIC = "https://push.example.net/p/1"


@pytest.fixture
def mine(office: Office) -> Issued:
    return issue(Wish("moving", "web"))


@pytest.fixture
def phone(office: Office, client: Client) -> Client:
    client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    client.get("/about/?lang=ja")
    return client


def page(mine: Issued) -> str:
    return f"/desk/t/{mine.token}/"


def post(phone: Client, mine: Issued, **data: str) -> Any:
    return phone.post(f"{page(mine)}alerts/", data)


def shown(phone: Client, mine: Issued) -> str:
    text = phone.get(page(mine)).content.decode()
    found = re.search(r'<section class="card alerts".*?</section>', text, re.DOTALL)
    return found.group() if found else ""


def test_by_mail_changed_and_off(phone: Client, mine: Issued) -> None:
    first = shown(phone, mine)
    assert 'value="people-5" selected' in first and "呼ばれる20分前に" in first
    assert f'data-key="{push.public_key()}"' in first and "data-push hidden" in first
    answer = post(phone, mine, do="mail", when="people-3", email="hana@example.jp")
    assert (answer.status_code, answer.url) == (302, f"{page(mine)}#alerts")
    on = shown(phone, mine)
    assert "あと3人になったら、h…@example.jp にメールで知らせます" in on and "hana@" not in on
    assert post(phone, mine, do="when", when="minutes-20").status_code == 302
    alert = Alert.objects.get()
    assert (alert.unit, alert.number, alert.email) == ("minutes", 20, "hana@example.jp")
    assert alert.link == f"http://testserver{page(mine)}"
    assert "呼ばれる20分前に、h…@example.jp" in shown(phone, mine)
    assert post(phone, mine, do="off").status_code == 302
    assert shown(phone, mine) == first and Alert.objects.get().email == ""


def test_in_the_readers_language(phone: Client, mine: Issued) -> None:
    phone.get("/about/?lang=en")
    post(phone, mine, do="mail", when="people-1", email="hana@example.jp")
    assert Alert.objects.get().language == "en"
    assert "When 1 person is before you, we write to h…@example.jp" in shown(phone, mine)


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"when": "people-5", "email": "hana"}, "id_alert_email"),
        ({"when": "people-5", "email": ""}, "id_alert_email"),
        ({"when": "people-5", "email": f"{'a' * 250}@example.jp"}, "id_alert_email"),
        ({"when": "people-4", "email": "hana@example.jp"}, "id_alert_when"),
        ({"when": "days-1", "email": "hana@example.jp"}, "id_alert_when"),
        ({"email": "hana@example.jp"}, "id_alert_when"),
    ],
)
def test_what_is_wrong_is_said(
    phone: Client, mine: Issued, data: dict[str, str], wrong: str
) -> None:
    answer = post(phone, mine, do="mail", **data)
    assert answer.status_code == 422 and f'href="#{wrong}"' in answer.content.decode()
    assert not Alert.objects.exists() and Ticket.objects.get().state == "waiting"


def test_over_too_often_or_forged(phone: Client, mine: Issued, monkeypatch: Any) -> None:
    resident.cancel(mine.ticket)
    assert shown(phone, mine) == ""
    answer = post(phone, mine, do="mail", when="people-5", email="hana@example.jp")
    assert answer.status_code == 422 and not Alert.objects.exists()
    assert phone.get(f"{page(mine)}alerts/").status_code == 302
    assert phone.post(f"/desk/t/{'x' * 32}/alerts/", {"do": "off"}).status_code == 404
    assert post(phone, mine, do="off").status_code == 302


def test_a_flood_is_told_when_to_come_again(
    phone: Client, mine: Issued, settings: Any, monkeypatch: Any
) -> None:
    caches["counts"].clear()
    settings.RATE_LIMIT = True
    monkeypatch.setattr(alert_form, "OUTSIDE", 2)
    data = {"do": "mail", "email": "hana@example.jp"}
    codes = [post(phone, mine, **data, when=f"people-{n}").status_code for n in (1, 3, 5)]
    assert codes == [302, 302, 429] and Alert.objects.get().number == 3
    api = phone.post(f"/api/v1/desk/tickets/{mine.token}/alert", {}, "application/json")
    assert api.status_code == 429 and api.headers["Retry-After"]
    assert post(phone, mine, do="off").status_code == 302  # stopping is never refused


# ---- the API


def send(phone: Client, mine: Issued, data: Any) -> Any:
    return phone.post(f"/api/v1/desk/tickets/{mine.token}/alert", data, "application/json")


def test_a_browser_registers_and_stops(phone: Client, mine: Issued) -> None:
    given = {**Browser(PUBLIC).subscription, "expirationTime": None}
    answer = send(phone, mine, {"people": 5, "push": given, "language": "easy"})
    assert answer.status_code == 200
    assert answer.json() == {"carrier": "push", "people": 5, "minutes": None}
    alert = Alert.objects.get()
    assert alert.language == "easy" and PushSubscription.objects.get().endpoint == PUBLIC
    assert "登録したスマホ・パソコンに知らせます" in shown(phone, mine)
    answer = send(phone, mine, {"minutes": 15, "email": "hana@example.jp"})
    assert answer.json() == {"carrier": "mail", "people": None, "minutes": 15}
    assert 'value="minutes-15" selected' in shown(phone, mine)
    for _ in range(2):
        gone = phone.delete(f"/api/v1/desk/tickets/{mine.token}/alert")
        assert gone.status_code == 204
    assert not PushSubscription.objects.exists() and Alert.objects.get().carrier == ""


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"email": "a@example.jp"}, "people"),
        ({"people": 5, "minutes": 5, "email": "a@example.jp"}, "people"),
        ({"people": 0, "email": "a@example.jp"}, "people"),
        ({"minutes": 500, "email": "a@example.jp"}, "minutes"),
        ({"people": 5}, "push"),
        ({"people": 5, "email": "a@example.jp", "push": Browser(PUBLIC).subscription}, "push"),
        ({"people": 5, "email": "a"}, "email"),
        ({"people": 5, "push": Browser("https://192.168.0.1/p").subscription}, "push"),
        ({"people": 5, "push": Browser("http://push.example.net/p").subscription}, "push"),
        ({"people": 5, "push": {"endpoint": PUBLIC, "keys": {"p256dh": "", "auth": ""}}}, "push"),
        ({"people": 5, "push": {"endpoint": PUBLIC}}, "keys"),
        ({"people": 5, "email": "a@example.jp", "name": "x"}, "name"),
    ],
)
def test_a_wrong_field_is_named(phone: Client, mine: Issued, data: Any, field: str) -> None:
    answer = send(phone, mine, data)
    assert answer.status_code == 422
    wrong = answer.json()["errors"]
    assert [one["field"] for one in wrong] == [field] and wrong[0]["message_ja"]
    assert not Alert.objects.exists() and not PushSubscription.objects.exists()


def test_another_link_or_day(phone: Client, mine: Issued, office: Office) -> None:
    root = "/api/v1/desk/tickets"
    assert phone.delete(f"{root}/{'x' * 32}/alert").status_code == 404
    office.clock.move_to("2026-04-09T10:00:00+09:00")
    data = {"people": 5, "email": "a@example.jp"}
    assert send(phone, mine, data).status_code == 404
    assert phone.post(f"{page(mine)}alerts/", {"do": "off"}).status_code == 410


# ---- staff


def test_the_console_says_whose_alert_did_not_arrive(
    office: Office, mine: Issued, phone: Client
) -> None:
    post(phone, mine, do="mail", when="people-5", email="hana@example.jp")
    Counter.objects.update(section=SECTION)
    clerk = log_in(Client(), office.clerk)
    boss = log_in(Client(), make_account("boss@example.lg.jp", Role.SECTION_STAFF))
    window = office.windows["moving"]
    pages = [
        (clerk, f"/staff/desk/counter/{window.code}/"),
        (clerk, f"/staff/desk/counter/{window.code}/person/{mine.ticket.pk}/"),
        (boss, "/staff/desk/overview/waiting/moving/"),
    ]
    mark = "お知らせが届いていません"

    def marked() -> list[int]:
        return [one.get(path).content.decode().count(mark) for one, path in pages]

    assert marked() == [0, 0, 0]
    alert = Alert.objects.get()
    Notice.objects.create(
        kind="desk.alert_near",
        dedupe=key_of(alert, "desk.alert_near", mine.ticket),
        language="ja",
        state="unsure",
        created_at=now(),
        due_at=now(),
    )
    assert marked() == [1, 1, 1]
    assert "届いていないようです" in shown(phone, mine)
    resident.arrive(mine.ticket)
    office.call()
    assert marked()[:2] == [1, 1]  # whoever is called is called loudly
