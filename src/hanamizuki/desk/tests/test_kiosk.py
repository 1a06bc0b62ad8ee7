"""The machine in the hall: choose, take, arrive; and that it is nobody else's."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from hanamizuki.desk.models import Counter, Errand, Event, Ticket
from hanamizuki.desk.services.day import audit
from hanamizuki.desk.services.issuing import Wish, issue
from hanamizuki.desk.tests.conftest import Office, text


@pytest.fixture
def kiosk(office: Office) -> Client:
    return Client(REMOTE_ADDR="127.0.0.1")


def test_from_the_start_to_a_number(kiosk: Client) -> None:
    page = kiosk.get("/desk/kiosk/").content.decode()
    assert (
        "引っ越し・証明書・カード" in page and "介護" not in page
    )  # nothing of it is at a counter
    page = kiosk.get("/desk/kiosk/theme/moving/").content.decode()
    assert "引っ越してきた" in page
    page = kiosk.get("/desk/kiosk/take/moved-in/").content.decode()
    assert "会社の保険がない人" in page and "待っている人はいません" in page
    answer = kiosk.post("/desk/kiosk/take/moved-in/", {"stop": "insurance"})
    page = kiosk.get(answer.url).content.decode()
    assert "A001" in page and "21番窓口" in page and "<svg" in page
    ticket = Ticket.objects.get()
    assert ticket.present and ticket.channel == "kiosk" and not ticket.device
    assert ticket.journey and ticket.journey.stops == ["moving", "insurance"]
    assert Event.objects.get(ticket=ticket).actor == "kiosk"
    assert not kiosk.cookies
    # Somebody else is the next: no double tap here.
    kiosk.post("/desk/kiosk/take/moved-in/")
    assert Ticket.objects.count() == 2


def test_it_speaks_three_languages_and_forgets(kiosk: Client) -> None:
    for language in ("ja", "ja-easy", "en"):
        page = kiosk.get(f"/desk/kiosk/take/moved-in/?lang={language}").content.decode()
        assert 'data-seconds="30"' in page and 'content="30;url=/desk/kiosk/?lang=ja"' in page
    page = kiosk.get("/desk/kiosk/?lang=en").content.decode()
    assert "Moving, certificates, cards" in page


def test_no_number_when_the_office_is_shut(kiosk: Client, office: Office) -> None:
    office.clock.move_to("2026-04-08T17:00:00+09:00")
    page = kiosk.get("/desk/kiosk/take/moved-in/").content.decode()
    assert "終わりました" in page and "番号を取る</button>" not in page
    page = kiosk.post("/desk/kiosk/take/moved-in/").content.decode()
    assert "終わりました" in page and not Ticket.objects.exists()
    office.clock.move_to("2026-04-08T16:59:59+09:00")  # over the web it ends at 16:00
    assert kiosk.post("/desk/kiosk/take/moved-in/").status_code == 302


def test_it_is_the_houses_only(office: Office) -> None:
    outside = Client(REMOTE_ADDR="192.0.2.7")
    for path in ("", "theme/moving/", "take/moved-in/", "here/"):
        answer = outside.get(f"/desk/kiosk/{path}")
        assert answer.status_code == 403 and "スマホやパソコンでも" in answer.content.decode()
        assert "HANAMIZUKI" not in answer.content.decode()
    assert outside.post("/desk/kiosk/take/moved-in/").status_code == 403
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("moment", "why", "opens"),
    [
        ("2026-04-08T08:30", "まだ窓口が開いていません", "2026年4月8日 09:00"),
        ("2026-04-08T17:10", "今日の受付は終わりました", "2026年4月9日 09:00"),
        ("2026-04-12T10:00", "今日は窓口が休みです", "2026年4月13日 09:00"),
    ],
)
def test_shut_it_says_so_first_and_when_it_opens(
    kiosk: Client, office: Office, moment: str, why: str, opens: str
) -> None:
    office.clock.move_to(f"{moment}:00+09:00")
    page = kiosk.get("/desk/kiosk/").content.decode()
    assert "いまは番号を取れません" in page and why in page
    assert f"次に取れるのは {opens} からです" in page
    assert "/desk/kiosk/theme/" not in page and "/desk/kiosk/here/" in page
    answer = kiosk.post("/desk/kiosk/take/moved-in/").content.decode()
    assert answer.count(why) == 1 and opens in answer


def test_the_entrance_speaks_japanese_and_english_whatever_was_chosen(kiosk: Client) -> None:
    for language in ("ja", "ja-easy", "en"):
        page = kiosk.get(f"/desk/entrance/?lang={language}").content.decode()
        assert page.count("スマホで") == 1
        assert page.count("Scan this QR code with the phone that took the number") == 1
        assert "Scan this with the phone that holds" not in page


def test_every_call_is_on_the_board_of_some_hall(kiosk: Client, office: Office) -> None:
    for service in ("moving", "tax"):
        issue(Wish(service, "kiosk", present=True))
    labels = {office.call(), office.call("tax")}
    boards = {path: kiosk.get(f"/desk/board/{path}/").content.decode() for path in ("2F", "other")}
    assert [one for one in labels if not any(one in page for page in boards.values())] == []
    assert "K001" in boards["other"] and "K001" not in boards["2F"]
    assert "A001" in boards["2F"] and "A001" not in boards["other"]
    assert 'data-floor=""' in boards["other"] and "「税」の窓口へ" in boards["other"]
    for page in (*boards.values(), kiosk.get("/desk/board/").content.decode()):
        assert 'href="/desk/board/other/"' in page and page.count("aria-current") == 2
    Counter.objects.update(floor="2F")
    assert kiosk.get("/desk/board/other/").status_code == 404
    assert "/desk/board/other/" not in kiosk.get("/desk/board/").content.decode()


def test_a_theme_has_no_more_than_a_screen(kiosk: Client) -> None:
    for number in range(12):
        Errand.objects.create(
            code=f"more-{number}", title=text(f"用{number}"), services=["moving"], topics=["moving"]
        )
    first = kiosk.get("/desk/kiosk/theme/moving/").content.decode()
    second = kiosk.get("/desk/kiosk/theme/moving/?page=2").content.decode()
    many = [len(re.findall(r'<li><a href="/desk/kiosk/take/', one)) for one in (first, second)]
    assert many == [8, 5] and 'page=2">' in first and 'page=3">' not in second
    assert kiosk.get("/desk/kiosk/theme/moving/?page=-1").status_code == 200
    assert kiosk.get("/desk/kiosk/theme/whales/").status_code == 404


def test_who_took_a_number_at_home_arrives_here(kiosk: Client, office: Office) -> None:
    made = issue(Wish("moving", "web"))
    page = kiosk.post("/desk/kiosk/here/", {"number": "A999"}).content.decode()
    assert "見あたりません" in page
    page = kiosk.post("/desk/kiosk/here/", {"number": "a 001"}).content.decode()
    assert "着いたことを受け取りました" in page
    assert Ticket.objects.get().present
    assert Event.objects.get(kind="arrived").actor == "kiosk"
    assert office.call() == "A001"
    link = f"http://ward.example/desk/t/{made.token}/"
    page = kiosk.post("/desk/kiosk/here/", {"number": link}).content.decode()
    assert "21番の窓口へ" in page
    office.finish()
    assert "見あたりません" in kiosk.post("/desk/kiosk/here/", {"number": "A001"}).content.decode()
    assert list(audit()) == []


def test_a_forged_number_page_goes_to_the_start(kiosk: Client) -> None:
    answer = kiosk.get(f"/desk/kiosk/number/{'x' * 32}/")
    assert answer.status_code == 302 and answer.url == "/desk/kiosk/"
    answer = kiosk.post("/desk/kiosk/take/moved-in/", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200 and not Ticket.objects.exists()
