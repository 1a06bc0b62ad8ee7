"""A resident's way: choose, take, wait, arrive, be called, say how it was; and all that goes wrong.

Asked from an address outside (192.0.2.x) unless a test says that the machine is the office's.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from hanamizuki.core.receipts import digest
from hanamizuki.desk import limits
from hanamizuki.desk.device import COOKIE
from hanamizuki.desk.models import Event, Feedback, Service, Ticket
from hanamizuki.desk.presence import code_now
from hanamizuki.desk.services.day import audit
from hanamizuki.desk.services.issuing import Wish, issue
from hanamizuki.desk.tests.conftest import Office

OUTSIDE, HOUSE = "192.0.2.7", "127.0.0.1"
LINK = re.compile(r"/desk/t/([A-Za-z0-9_-]{32})/$")


@pytest.fixture
def phone(office: Office) -> Client:
    return Client(REMOTE_ADDR=OUTSIDE)


def take(phone: Client, errand: str = "moved-in", *stops: str, **more: Any) -> str:
    """Open the errand's page and take a number; the path of the private page."""
    assert phone.get(f"/desk/take/{errand}/").status_code == 200
    answer = phone.post(f"/desk/take/{errand}/", {"stop": stops}, **more)
    assert answer.status_code == 302, answer.content.decode()
    assert LINK.search(answer.url)
    return str(answer.url)


def shown(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_choose_by_what_one_came_for(phone: Client) -> None:
    page = shown(phone, "/desk/")
    assert "引っ越してきた" in page and "税の証明" in page and "敬老パス" in page
    page = shown(phone, "/desk/?q=ヒッコシ")
    assert "引っ越してきた" in page and "税の証明" not in page and "1件" in page
    assert "見つかりませんでした" in shown(phone, "/desk/?q=くじら")
    assert COOKIE not in phone.cookies


def test_what_is_not_done_at_a_counter_says_where(phone: Client) -> None:
    page = shown(phone, "/desk/take/pass/")
    assert "駅でできます" in page and "番号を取る</button>" not in page
    assert phone.post("/desk/take/pass/").status_code == 422
    assert phone.get("/desk/take/whales/").status_code == 404


def test_the_whole_story(phone: Client, office: Office) -> None:
    issue(Wish("moving", "kiosk", present=True))
    page = shown(phone, "/desk/take/moved-in/")
    assert "1人が待っています" in page and "転出証明書" in page and "会社の保険がない人" in page
    assert "待ち時間の見こみは、まだ出せません" in page or "ごろ" in page
    path = take(phone, "moved-in", "insurance")
    page = shown(phone, path)
    assert "A002" in page and "あと1人" in page and "まだ着いていません" in page
    assert "今日の順路" in page and "国民健康保険" in page and "転出証明書" in page
    office.call(), office.finish()
    issue(Wish("moving", "kiosk", present=True))
    assert office.call() == "A003"  # who is there goes first
    office.finish()
    assert "順番が来ました" in shown(phone, path) and "10:15 までに" in shown(phone, path)
    answer = phone.post(f"{path}arrive/", {"code": "000000"})
    assert answer.status_code == 422 and "数字がちがいます" in answer.content.decode()
    assert phone.post(f"{path}arrive/", {"code": code_now()}).status_code == 302
    assert "着いています" in shown(phone, path)
    assert office.call() == "A002"
    assert "21番の窓口へ" in shown(phone, path)
    office.finish()
    page = shown(phone, path)  # the same link leads on
    assert "E001" in page and "終わりました" in page
    assert office.call("insurance") == "E001"
    office.finish("insurance")
    assert "どうでしたか" in shown(phone, path)
    page = phone.post(f"{path}feedback/", {"score": "4", "text": "はやかった"})
    assert "ありがとうございました" in page.content.decode()
    phone.post(f"{path}feedback/", {"score": "1"})  # once only
    kept = Feedback.objects.get()
    assert (kept.service, kept.score, kept.text, kept.hour) == ("moving", 4, "はやかった", 10)
    assert list(audit()) == []


def test_private_pages_are_kept_by_nobody(phone: Client) -> None:
    path = take(phone)
    for page in ("", "cancel/", "change/", "feedback/"):
        answer = phone.get(path + page)
        assert answer.status_code == (302 if page == "feedback/" else 200)
        assert answer.headers["Cache-Control"] == "no-store, private"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    for answer in (phone.get(f"/desk/t/{'x' * 32}/"), phone.post(f"{path}arrive/", {"code": "1"})):
        assert answer.headers["Cache-Control"] == "no-store, private"


def test_nothing_of_a_link_is_stored_or_logged(
    phone: Client, caplog: pytest.LogCaptureFixture
) -> None:
    path = take(phone)
    token = LINK.search(path)[1]  # type: ignore[index]
    ticket = Ticket.objects.get()
    assert ticket.digest == digest(token) != token
    secret = phone.cookies[COOKIE].value
    assert ticket.device == digest(secret)
    stored = str([ticket.__dict__, *Event.objects.values()])
    assert token not in stored and secret not in stored
    assert phone.cookies[COOKIE]["httponly"] and phone.cookies[COOKIE]["samesite"] == "Lax"
    assert phone.cookies[COOKIE]["max-age"] == 24 * 3600


def test_a_forged_link_and_one_of_yesterday(phone: Client, office: Office) -> None:
    assert "見つかりません" in shown(phone, f"/desk/t/{'A' * 32}/", 404)
    assert "見つかりません" in shown(phone, "/desk/t/%E7%95%AA/", 404)
    path = take(phone)
    office.clock.move_to("2026-04-09T10:00:00+09:00")
    page = shown(phone, path, 410)
    assert "2026年4月8日" in page and "A001" not in page
    assert phone.post(f"{path}cancel/").status_code == 410
    assert Ticket.objects.get().state == "waiting"


def test_a_double_tap_is_one_number(phone: Client) -> None:
    first, second = take(phone), take(phone)
    assert first == second and Ticket.objects.count() == 1
    other = Client(REMOTE_ADDR=OUTSIDE)
    assert take(other) != first
    # A browser without cookies is known by its form.
    page = Client(REMOTE_ADDR=OUTSIDE).get("/desk/take/tax-paper/").content.decode()
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once
    form = {"once": once[1]}
    made = [Client(REMOTE_ADDR=OUTSIDE).post("/desk/take/tax-paper/", form).url for _ in range(2)]
    assert made[0] == made[1] and Ticket.objects.count() == 3


def test_one_device_does_not_take_and_drop_without_end(phone: Client) -> None:
    for _ in range(3):
        path = take(phone)
        phone.post(f"{path}cancel/")
    answer = phone.post("/desk/take/moved-in/")
    assert answer.status_code == 409 and "3回取りました" in answer.content.decode()


def test_another_site_takes_no_number(phone: Client) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        answer = phone.post("/desk/take/moved-in/", headers=headers)
        assert answer.status_code == 403 and "番号は取れていません" in answer.content.decode()
    assert not Ticket.objects.exists()
    take(phone, headers={"Sec-Fetch-Site": "same-origin"})


def test_too_many_of_one_address(phone: Client, monkeypatch: Any, settings: Any) -> None:
    settings.RATE_LIMIT = True
    monkeypatch.setattr(limits, "OUTSIDE", 2)
    sent = [Client(REMOTE_ADDR=OUTSIDE).post("/desk/take/moved-in/").status_code for _ in range(3)]
    assert sent == [302, 302, 429]
    page = Client(REMOTE_ADDR=OUTSIDE).post("/desk/take/moved-in/").content.decode()
    assert "10分ほど待つか" in page and "Wi-Fi" in page
    assert Client(REMOTE_ADDR="198.51.100.1").post("/desk/take/moved-in/").status_code == 302
    assert Client(REMOTE_ADDR=HOUSE).post("/desk/take/moved-in/").status_code == 302
    caches["counts"].clear()


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-04-08T09:29:59+09:00", "まだです"),
        ("2026-04-08T16:00:00+09:00", "終わりました"),
        ("2026-04-11T10:00:00+09:00", "休み"),
    ],
)
def test_no_number_outside_the_hours(
    phone: Client, office: Office, moment: str, words: str
) -> None:
    office.clock.move_to(moment)
    page = shown(phone, "/desk/take/moved-in/")
    assert words in page
    answer = phone.post("/desk/take/moved-in/")
    assert answer.status_code == 409 and words in answer.content.decode()
    assert not Ticket.objects.exists()


def test_cancel_asks_once_more_and_twice_is_once(phone: Client) -> None:
    path = take(phone)
    assert "もどせません" in shown(phone, f"{path}cancel/")
    assert Ticket.objects.get().state == "waiting"
    assert [phone.post(f"{path}cancel/").status_code for _ in range(2)] == [302, 302]
    assert Ticket.objects.get().state == "cancelled"
    assert "この番号はやめました" in shown(phone, path)
    assert list(audit()) == []


def test_change_what_one_waits_for(phone: Client) -> None:
    path = take(phone, "tax-paper")
    assert "国民健康保険" in shown(phone, f"{path}change/")
    assert phone.post(f"{path}change/", {"service": "whales"}).status_code == 422
    assert phone.post(f"{path}change/", {"service": "insurance"}).status_code == 302
    one = Ticket.objects.get()
    assert (one.label, one.service.code) == ("K001", "insurance")
    assert "K001" in shown(phone, path) and "国民健康保険" in shown(phone, path)
    # The device finds its number again by what it waits for now.
    assert Ticket.objects.count() == 1


def test_called_twice_and_not_there(phone: Client, office: Office) -> None:
    path = take(phone)
    phone.post(f"{path}arrive/", {"code": code_now()})
    office.call(), office.absent()
    assert office.call() == ""  # alone in line: not at once
    office.clock.shift(timedelta(minutes=3))
    office.call(), office.absent()
    assert "呼び出しずみです" in shown(phone, path)
    phone.post(f"{path}arrive/", {"code": code_now()})
    assert Ticket.objects.get().state == "waiting"
    assert list(audit()) == []


def test_a_window_without_a_number_is_told_by_its_section(phone: Client, office: Office) -> None:
    path = take(phone, "tax-paper")
    Client(REMOTE_ADDR=HOUSE).post(f"{path}arrive/")
    assert office.call("tax") == "K001"
    assert "見本課の窓口へ" in shown(phone, path)


def test_my_number_is_refused_in_the_feedback(phone: Client, office: Office) -> None:
    path = take(phone)
    # Of a visit that has not been, nothing is said.
    assert phone.post(f"{path}feedback/", {"score": "1"}).status_code == 302
    assert phone.get(f"{path}feedback/").status_code == 302
    Client(REMOTE_ADDR=HOUSE).post(f"{path}arrive/")
    office.call(), office.finish()
    answer = phone.post(f"{path}feedback/", {"score": "2", "text": "番号は123456789018です"})
    assert answer.status_code == 422 and "マイナンバー" in answer.content.decode()
    answer = phone.post(f"{path}feedback/", {"score": "9"})
    assert answer.status_code == 422 and not Feedback.objects.exists()
    assert phone.post(f"{path}feedback/", {"score": "2", "text": "あ" * 301}).status_code == 422


def test_the_entrance_shows_a_code_that_holds_five_minutes(phone: Client, office: Office) -> None:
    path = take(phone)
    assert phone.get("/desk/entrance/").status_code == 403
    page = Client(REMOTE_ADDR=HOUSE).get("/desk/entrance/").content.decode()
    code = code_now()
    assert code in page
    assert "A001" in shown(phone, f"/desk/arrive/?c={code}")
    assert not Ticket.objects.get().present
    office.clock.move_to("2026-04-08T10:05:00+09:00")  # a photograph of it, sent home
    assert "古くなりました" in shown(phone, f"/desk/arrive/?c={code}", 410)
    assert phone.post("/desk/arrive/", {"c": code, "mine": "1"}).status_code == 410
    assert phone.post(f"{path}arrive/", {"code": code}).status_code == 422
    assert not Ticket.objects.get().present
    answer = phone.post("/desk/arrive/", {"c": code_now(), "mine": "1"})
    assert answer.status_code == 302 and answer.url == path
    assert Ticket.objects.get().present


def test_a_proxy_that_nobody_declared_is_not_the_house(phone: Client) -> None:
    behind = Client(REMOTE_ADDR=HOUSE)
    headers = {"X-Forwarded-For": "203.0.113.9"}
    assert behind.get("/desk/entrance/", headers=headers).status_code == 403
    assert behind.get("/desk/entrance/").status_code == 200


def test_the_page_in_english_and_plain_japanese(phone: Client) -> None:
    path = take(phone)
    for language in ("en", "ja-easy"):
        answer = phone.get(f"{path}?lang={language}")
        assert answer.status_code == 200 and "A001" in answer.content.decode()
    assert (
        Service.objects.get(code="moving").name["en"]
        in phone.get(f"{path}?lang=en").content.decode()
    )


def test_notebook_holds_nothing_of_anybody(phone: Client) -> None:
    take(phone)
    page = phone.get("/notebook/").content.decode()
    assert "A001" not in page and "わたしの手帳" in page and "noscript" in page
