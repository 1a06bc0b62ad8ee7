"""The administrators' pages: invite, roles, leave, come back; the mail and its page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from tests.support.staff import PASSWORD, SECTION, log_in, make_account, make_places

from hanamizuki.core.people import handover
from hanamizuki.core.people.grants import Grant, held
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role

pytestmark = pytest.mark.django_db
JA = {"Accept-Language": "ja"}


@pytest.fixture(autouse=True)
def places() -> None:
    make_places()


@pytest.fixture
def boss(client: Client) -> Account:
    account = make_account("boss@example.lg.jp", Role.ADMINISTRATOR)
    log_in(client, account)
    return account


def rows(*grants: Grant, prefix: str = "grant") -> dict[str, str]:
    data = {f"{prefix}-TOTAL_FORMS": str(len(grants)), f"{prefix}-INITIAL_FORMS": "0"}
    for n, one in enumerate(grants):
        data |= {
            f"{prefix}-{n}-role": one.role,
            f"{prefix}-{n}-section": one.section,
            f"{prefix}-{n}-district": one.district,
        }
    return data


VIEWER = rows(Grant("viewer"))


def text(client: Client, path: str) -> str:
    return client.get(path, headers=JA).content.decode()


def test_an_invitation_is_mailed_and_opens_the_account(client: Client, boss: Account) -> None:
    sent = {"email": "New@example.lg.jp", "display_name": "見本", **VIEWER}
    answer = client.post("/staff/accounts/invite/", sent, follow=True, headers=JA)
    assert "招待のメールを送りました" in answer.content.decode()
    (message,) = mail.outbox
    assert message.to == ["new@example.lg.jp"] and "開いてください" in message.subject
    found = re.search(r"http://testserver(/staff/join/\S+/)", str(message.body))
    assert found
    visitor = Client()
    assert "new@example.lg.jp" in text(visitor, found[1])
    data = {"display_name": "見本", "password": PASSWORD, "again": PASSWORD}
    assert visitor.post(found[1], data).url == "/staff/login/"
    assert visitor.get(found[1]).status_code == 410, "used"
    assert Account.objects.get(email="new@example.lg.jp").is_active


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"password": "short", "again": "short"}, "短"),
        ({"again": "something else entirely"}, "同じものを入れてください"),
        ({"display_name": "a\x07b"}, "入力を確かめてください"),
        ({"display_name": ""}, "入力を確かめてください"),
    ],
)
def test_a_form_that_is_wrong_can_be_sent_again(
    client: Client, boss: Account, change: dict[str, str], said: str
) -> None:
    client.post("/staff/accounts/invite/", {"email": "new@example.lg.jp", **VIEWER})
    path = re.search(r"/staff/join/\S+/", str(mail.outbox[0].body))
    assert path
    data = {"display_name": "見本", "password": PASSWORD, "again": PASSWORD}
    visitor = Client()
    answer = visitor.post(path[0], data | change, headers=JA)
    assert answer.status_code == 200 and said in answer.content.decode()
    assert PASSWORD not in answer.content.decode()
    assert visitor.post(path[0], data).status_code == 302


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"email": "", **VIEWER}, "メールアドレス"),
        ({"email": "not an address", **VIEWER}, "メールアドレス"),
        ({"email": "boss@example.lg.jp", **VIEWER}, "もうあります"),
        ({"email": "a@example.lg.jp", **rows()}, "役割を一つ以上"),
        ({"email": "a@example.lg.jp", **rows(Grant("counter"))}, "課をえらんでください"),
        ({"email": "a@example.lg.jp", **rows(Grant("mayor"))}, "役割を確かめてください"),
        ({"email": "a@example.lg.jp"}, "役割を確かめてください"),
        ({"email": "a@example.lg.jp", "grant-TOTAL_FORMS": "x"}, "役割を確かめてください"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_invited(
    client: Client, boss: Account, data: dict[str, str], said: str
) -> None:
    answer = client.post("/staff/accounts/invite/", data, headers=JA)
    assert answer.status_code == 200 and said in answer.content.decode()
    assert Account.objects.count() == 1 and mail.outbox == []


class Broken(BaseEmailBackend):
    """A mail server that is not there."""

    def send_messages(self, email_messages: object) -> int:
        raise ConnectionRefusedError


def test_a_mail_server_that_is_down_is_said(
    client: Client, boss: Account, settings: object, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Broken"  # type: ignore[attr-defined]
    sent = {"email": "new@example.lg.jp", **VIEWER}
    answer = client.post("/staff/accounts/invite/", sent, follow=True, headers=JA)
    assert "メールを送れませんでした" in answer.content.decode()
    assert "new@example.lg.jp" not in caplog.text
    one = Account.objects.get(email="new@example.lg.jp")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # type: ignore[attr-defined]
    client.post(f"/staff/accounts/{one.pk}/link/")
    assert len(mail.outbox) == 1


def test_roles_are_changed_on_the_page(client: Client, boss: Account) -> None:
    one = make_account("one@example.lg.jp", Role.VIEWER)
    path = f"/staff/accounts/{one.pk}/"
    data = {**rows(Grant("counter", SECTION), Grant("")), "reason": "異動"}
    assert client.post(path, data).status_code == 302
    assert held(one) == [Grant("counter", SECTION)]
    page = text(client, path)
    assert "窓口（見本課）" in page
    answer = client.post(f"/staff/accounts/{boss.pk}/", VIEWER, headers=JA)
    assert "管理者がだれもいなくなる" in answer.content.decode()


@pytest.fixture
def duty() -> Iterator[dict[str, str]]:
    owner: dict[str, str] = {}

    def move(leaver: Account, successor: Account) -> int:
        owner["of the line"] = str(successor.pk)
        return 1

    one = handover.Duty(
        "test.line",
        {"ja": "見本の行"},
        lambda a: int(owner.get("of the line") == str(a.pk)),
        move,
    )
    handover.registry.register(one)
    yield owner
    del handover.registry._all["test.line"]


def test_leaving_asks_for_a_successor_and_hands_over(
    client: Client, boss: Account, duty: dict[str, str]
) -> None:
    one = make_account("one@example.lg.jp", Role.PLANNER)
    duty["of the line"] = str(one.pk)
    path = f"/staff/accounts/{one.pk}/"
    assert "見本の行 1" in text(client, path)
    answer = client.post(f"{path}remove/", {"leave-reason": "退職"}, headers=JA)
    page = answer.content.decode()
    assert "引きつぐ人をえらんでください" in page and 'value="退職"' in page
    assert client.get(f"{path}remove/").url == path, "after a log-in in between"
    client.post(f"{path}remove/", {"leave-successor": str(boss.pk)})
    one.refresh_from_db()
    assert one.state == "left" and duty["of the line"] == str(boss.pk)
    assert "やめました" in text(client, path)
    back = client.post(f"{path}return/", {**rows(), "back-reason": ""}, headers=JA)
    assert "役割を一つ以上" in back.content.decode()
    client.post(f"{path}return/", {**VIEWER, "back-reason": "再任用"})
    one.refresh_from_db()
    assert one.state == "invited" and len(mail.outbox) == 1


def test_the_list_names_everybody_with_open_sessions(client: Client, boss: Account) -> None:
    make_account("one@example.lg.jp", Role.COUNTER)
    page = text(client, "/staff/accounts/")
    assert "one" in page and "窓口（見本課）" in page and "2人" in page


def test_the_record_shows_it_filtered_and_records_the_reading(
    client: Client, boss: Account
) -> None:
    one = make_account("one@example.lg.jp", Role.VIEWER)
    client.post(f"/staff/accounts/{one.pk}/", {**rows(Grant("planner")), "reason": "異動です"})
    page = text(client, f"/staff/audit/?subject=account:{one.pk}&action=people.roles_changed")
    assert "異動です" in page and "<del>" in page and "people.joined</code></td>" not in page
    after = text(client, "/staff/audit/?action=read")
    assert "reader" in after and "boss" in after
    wrong = text(client, "/staff/audit/?subject=<script>&since=2026-02-31")
    assert "入力を確かめてください" in wrong and "<script>&" not in wrong
    assert client.get("/staff/audit/?before=99999999999999999999").status_code == 200


def test_ones_own_name_and_language(client: Client, boss: Account) -> None:
    client.post("/staff/profile/", {"display_name": "𠮷野", "language": "en"})
    boss.refresh_from_db()
    assert (boss.display_name, boss.language) == ("𠮷野", "en")
    answer = client.post("/staff/profile/", {"display_name": "x", "language": "tlh"})
    assert answer.status_code == 200


def test_a_form_of_an_old_page_is_explained(boss: Account) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/staff/login/", {"login": "x", "password": "y"}, headers=JA)
    assert answer.status_code == 403 and "もう一度、送ってください" in answer.content.decode()


def test_today_is_empty_and_says_what_comes(client: Client, boss: Account) -> None:
    page = text(client, "/staff/")
    assert "いま、あなたを待っているものはありません" in page and "/policy/" in page
