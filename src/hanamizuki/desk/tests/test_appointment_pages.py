"""The public pages of appointments: what is shown, booked, kept private, and refused."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from pytest_django import DjangoDbBlocker
from tests.support.packs import loaded

from hanamizuki.core.notices.models import Notice
from hanamizuki.core.packs import check
from hanamizuki.core.receipts import new_token
from hanamizuki.desk.appointments import limits
from hanamizuki.desk.appointments.ics import calendar_file
from hanamizuki.desk.appointments.models import Appointment, AppointmentKind
from hanamizuki.desk.models import Counter, Ticket
from hanamizuki.desk.presence import code_now

pytestmark = pytest.mark.django_db
OUTSIDE, HOUSE = "192.0.2.7", "127.0.0.1"
LINK = re.compile(r"/desk/appointments/b/([A-Za-z0-9_-]{32})/$")
BOOK = "/desk/appointments/bereavement/book/?start=2026-12-14T09:00"
GIVEN = {"name": "見本 花子", "phone": "０４５−０００−０００１"}


@pytest.fixture(scope="module")
def kohoku(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker, "kohoku"):
        yield


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel("2026-12-01T10:00:00+09:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def phone(kohoku: None, clock: Any, db: None) -> Client:
    caches["counts"].clear()
    return Client(REMOTE_ADDR=OUTSIDE, headers={"Accept-Language": "ja"})


def shown(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def book(phone: Client, path: str = BOOK, **more: str) -> str:
    answer = phone.post(path, GIVEN | more)
    assert answer.status_code == 302, answer.content.decode()
    assert LINK.search(answer.url)
    return str(answer.url)


def test_what_nobody_knows_of_the_desk_stands_first_on_page_and_in_mail(phone: Client) -> None:
    page = phone.get(book(phone, email="a@example.jp")).content.decode()
    first = page[: page.index("予約できています")]
    for words in (
        "この窓口の場所（番号と階）は、確かめられていません",
        "045-664-2525",
        "鶴見区・瀬谷区の試行",
    ):
        assert words in first
    assert page.count("鶴見区・瀬谷区の試行") == 1
    for kind in ("booked", "reminder"):
        body = Notice.objects.filter(kind=f"desk.appointment_{kind}")[0].body
        assert body.startswith("ご注意: ") and "鶴見区・瀬谷区の試行" in body
        assert "確かめられていません" in body.split("お悔やみ窓口\n日時")[0]
        assert "横浜市コールセンター: 045-664-2525" in body
    Counter.objects.filter(code="bereavement").update(floor="2F")
    other = phone.post(BOOK.replace("14T", "15T"), GIVEN | {"phone": "045-000-0002"})
    assert "確かめられていません" not in phone.get(other.url).content.decode()


def test_who_is_told_to_phone_is_told_where(phone: Client) -> None:
    page = phone.get("/desk/appointments/bereavement/").content.decode()
    assert "電話で聞いて" in page and 'href="tel:0456642525"' in page


def test_only_what_a_pack_gives_slots_is_booked_here(phone: Client) -> None:
    page = shown(phone, "/desk/appointments/")
    assert "お悔やみ窓口" in page and "次の空き: 2026年12月8日 09:00" in page
    assert "このサイトでは予約できません" in page
    card = shown(phone, "/desk/appointments/mynumber-pickup/")
    assert "0120-769-706" in card and "2020年" in card and "空いている時間" not in card
    assert phone.get("/desk/appointments/mynumber-pickup/book/?start=2026-12-14T09:00").url == (
        "/desk/appointments/mynumber-pickup/"
    )


def test_the_pilots_hours_are_marked_as_the_pilots(phone: Client) -> None:
    page = shown(phone, "/desk/appointments/bereavement/")
    for words in (
        "鶴見区・瀬谷区の試行",
        "港北区で始まった日、窓口の階、電話番号は",
        "5開庁日前の 16:00",
    ):
        assert words in page
    assert "窓口の番号は、わかっていません" in page and "townnews.co.jp" in page
    for start in ("09:00", "10:30", "13:30", "15:00"):
        assert start in page


def test_booking_and_the_private_page(phone: Client) -> None:
    path = book(phone)
    answer = phone.get(path)
    assert "no-store" in answer.headers["Cache-Control"]
    page = shown(phone, path)
    one = Appointment.objects.get()
    assert "予約できています" in page and one.code in page and "2026年12月14日 （月）" in page
    assert "時間を変えられるのは 2026年12月7日 16:00 まで" in page
    assert (one.name, one.phone) == ("見本 花子", "045-000-0001")
    assert "見本 花子" not in page
    assert "満" in shown(phone, "/desk/appointments/bereavement/?from=2026-12-14")


def test_a_form_sent_twice_is_one_appointment(phone: Client) -> None:
    (once,) = re.findall(r'name="once" value="([^"]+)"', phone.get(BOOK).content.decode())
    assert book(phone, once=once) == book(phone, once=once)
    assert Appointment.objects.count() == 1


def test_wrong_and_missing_fields_say_so(phone: Client) -> None:
    for more, words in (
        ({"name": ""}, "このフィールド"),
        ({"phone": ""}, "電話番号かメールアドレスを書いてください"),
        ({"phone": "あとで"}, "電話番号は、数字で"),
        ({"email": "x"}, "メールアドレス"),
        ({"remind": "on"}, "アドレスが要ります"),
        ({"name": "123456789018"}, "マイナンバー"),
    ):
        answer = phone.post(BOOK, GIVEN | more)
        assert answer.status_code == 422 and words in answer.content.decode(), more
    assert not Appointment.objects.exists()


def test_a_slot_taken_meanwhile(phone: Client) -> None:
    book(Client(REMOTE_ADDR="192.0.2.8"))
    answer = phone.post(BOOK, GIVEN)
    assert answer.status_code == 409 and "いま埋まりました" in answer.content.decode()
    assert "見本 花子" in answer.content.decode()  # what was typed stays


def test_from_another_site_or_too_often(
    phone: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    answer = phone.post(BOOK, GIVEN, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    settings.RATE_LIMIT = True
    monkeypatch.setattr(limits, "OUTSIDE", 1)
    book(phone)
    answer = phone.post(BOOK.replace("09:00", "10:30"), GIVEN)
    assert answer.status_code == 429 and "10分ほど待つ" in answer.content.decode()
    assert Appointment.objects.count() == 1


def test_no_slot_at_this_hour(phone: Client) -> None:
    far = ("0001-01-01T00:00%2B14:00", "9999-12-31T23:59", "9000-01-04T09:00", "2026-11-30T09:00")
    for start in ("2026-12-14T09:07", "2026-12-13T09:00", "x", "", *far):
        answer = phone.get(f"/desk/appointments/bereavement/book/?start={start}")
        assert answer.status_code == 302, start
    assert phone.get("/desk/appointments/bereavement/?from=9999-99-99").status_code == 200
    assert phone.get("/desk/appointments/bereavement/?from=9999-12-31").status_code == 200
    assert phone.get("/desk/appointments/nothing/").status_code == 404


def test_change_and_cancel_by_the_link(phone: Client, clock: Any) -> None:
    path = book(phone)
    assert "10:30" in shown(phone, f"{path}change/")
    assert phone.post(f"{path}change/", {"start": "2026-12-15T10:30"}).status_code == 302
    assert "2026年12月15日 （火） 10:30" in shown(phone, path)
    refused = phone.post(f"{path}change/", {"start": "2026-12-15T10:31"})
    assert refused.status_code == 409
    assert "この予約をやめますか" in shown(phone, f"{path}cancel/")
    assert phone.post(f"{path}cancel/").status_code == 302
    assert "この予約はやめました" in shown(phone, path)
    assert "BEGIN:VEVENT" in (ics := phone.get(f"{path}calendar.ics").content.decode())
    assert "STATUS:CANCELLED" in ics and "SEQUENCE:2" in ics


def test_past_the_deadline_only_giving_up_is_left(phone: Client, clock: Any) -> None:
    path = book(phone)
    clock.move_to("2026-12-07T16:00:00+09:00")
    page = shown(phone, path)
    assert "しめきりは過ぎました" in page and "予約をやめる" in page and "時間を変える" not in page
    assert phone.get(f"{path}change/").status_code == 302


def test_old_and_forged_links(phone: Client, clock: Any) -> None:
    path = book(phone)
    assert phone.get(f"/desk/appointments/b/{new_token()}/").status_code == 404
    clock.move_to("2026-12-15T00:00:01+09:00")
    assert "2026年12月14日" in shown(phone, path, 410)
    assert phone.post(f"{path}cancel/").status_code == 410


def test_arriving_by_the_entrances_digits(phone: Client, clock: Any) -> None:
    path = book(phone)
    clock.move_to("2026-12-14T08:50:00+09:00")
    page = shown(phone, path)
    assert "着きました" in page and "早く着いても、順番は早くなりません" in page
    assert phone.post(f"{path}arrive/", {"code": "000000"}).status_code == 422
    answer = phone.post(f"{path}arrive/", {"code": code_now()})
    assert answer.status_code == 302 and answer.url.startswith("/desk/t/")
    ticket = Ticket.objects.get()
    assert ticket.label in shown(phone, answer.url)
    assert ticket.label in shown(phone, path) and "番号の画面を開く" in shown(phone, path)
    assert phone.post(f"{path}arrive/", {"code": code_now()}).url == answer.url
    assert Ticket.objects.count() == 1


def test_arriving_at_the_kiosk(phone: Client, clock: Any) -> None:
    book(phone)
    code = Appointment.objects.get().code
    kiosk = Client(REMOTE_ADDR=HOUSE)
    assert phone.get("/desk/kiosk/appointment/").status_code == 403
    clock.move_to("2026-12-14T09:05:00+09:00")
    wrong = kiosk.post("/desk/kiosk/appointment/", {"code": "AAAAAA"})
    assert "見あたりません" in wrong.content.decode()
    answer = kiosk.post("/desk/kiosk/appointment/", {"code": code.lower()})
    assert answer.status_code == 302 and "/desk/kiosk/number/" in answer.url
    again = kiosk.post("/desk/kiosk/appointment/", {"code": code})
    assert "もう受け取っています" in again.content.decode()
    assert Ticket.objects.get().label in again.content.decode()


def test_the_link_read_at_the_kiosk_opens_the_same_number(phone: Client, clock: Any) -> None:
    path = book(phone)
    clock.move_to("2026-12-14T09:05:00+09:00")
    kiosk = Client(REMOTE_ADDR=HOUSE)
    answer = kiosk.post("/desk/kiosk/appointment/", {"code": f"https://ward.example{path}"})
    token = answer.url.rstrip("/").rpartition("/")[2]
    assert f"/desk/t/{token}/" in phone.get(path).content.decode()


def test_a_calendar_file_is_whole_and_carries_no_link(phone: Client) -> None:
    path = book(phone)
    answer = phone.get(f"{path}calendar.ics")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    text = answer.content.decode()
    token = LINK.search(path)[1]  # type: ignore[index]
    assert token not in text and "http" not in text
    assert "DTSTART:20261214T000000Z" in text and "DTEND:20261214T005000Z" in text
    unfolded = text.replace("\r\n ", "")
    assert "SUMMARY:お悔やみ窓口" in unfolded
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.count("\n") == text.count("\r\n")


def test_long_and_odd_words_in_a_calendar(clock: Any) -> None:
    from hanamizuki.core.clock import now

    text = calendar_file(
        uid="x", revision=0, start=now(), end=now(), made=now(), summary="𠮷;,\\" * 60
    )
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "SUMMARY:" + "𠮷\\;\\,\\\\" * 60 in text.replace("\r\n ", "")


def test_a_confidential_kind_leaves_no_trace(phone: Client) -> None:
    AppointmentKind.objects.filter(code="bereavement").update(confidential=True)
    path = book(phone)
    text = phone.get(f"{path}calendar.ics").content.decode()
    assert "SUMMARY:予定\r\n" in text and "LOCATION" not in text and "お悔やみ" not in text
    page = phone.get(path).content.decode()
    (title,) = re.findall(r"<title>(.*?)</title>", page, re.DOTALL)
    (receipt,) = re.findall(r'data-receipt="([^"]*)"', page)
    assert "お悔やみ" not in title and "お悔やみ" not in receipt


def test_by_phone_or_video_where_the_pack_says_so(phone: Client, clock: Any) -> None:
    kind = AppointmentKind.objects.get(code="bereavement")
    assert 'name="way"' not in phone.get(BOOK).content.decode()
    kind.rules = kind.rules | {"ways": ["counter", "phone", "video"]}
    kind.save()
    assert "こちらからかけます" in shown(phone, BOOK)
    for way, given, words in (
        ("video", {}, "ビデオ通話には、アドレスが要ります"),
        ("phone", {"phone": "", "email": "a@example.jp"}, "電話番号が要ります"),
        ("letter", {}, "正しく選択"),
    ):
        answer = phone.post(BOOK, GIVEN | given | {"way": way})
        assert answer.status_code == 422 and words in answer.content.decode(), way
    path = book(phone, way="phone")
    assert "こちらからかけます" in shown(phone, path)
    assert "LOCATION" not in phone.get(f"{path}calendar.ics").content.decode()
    clock.move_to("2026-12-14T08:50:00+09:00")
    assert "着きました" not in shown(phone, path)
    answer = phone.post(f"{path}arrive/", {"code": code_now()})
    assert answer.status_code == 409 and "窓口に来ない予約" in answer.content.decode()


def test_in_english_and_easy(phone: Client) -> None:
    path = book(phone)
    english = phone.get(f"{path}?lang=en").content.decode()
    assert "Bereavement desk" in english and "14 December 2026" in english and "Mon" in english
    assert "pilot in Tsurumi and Seya" in english
    easy = phone.get(f"{path}?lang=ja-easy").content.decode()
    assert "月曜日" in easy


FAULTS = [
    [
        ("service: bereavement", "service: nothing", "'nothing' is not in desk/services.yaml"),
        ("service: mynumber", "service: tax", "tax takes no appointments"),
        ("section: mynumber-yoyaku", "section: nothing", "'nothing' is not in sections.yaml"),
    ],
    [('"10:30"', '"09:30"', "重なります")],
    [
        ("minutes: 50", "minutes: 0", "minutes"),
        ("business_days: 5", "business_days: -1", "business_days"),
        ("phone: 0120-769-706", "phone: あとで", "phone"),
    ],
    [('"09:00"', '"9:00"', "09:00")],
]


@pytest.mark.parametrize("faults", FAULTS, ids=["references", "overlap", "schema", "clock"])
def test_a_wrong_pack_says_where(tmp_path: Path, faults: list[tuple[str, str, str]]) -> None:
    pack = tmp_path / "kohoku"
    shutil.copytree(Path(settings.PACKS_DIR) / "kohoku", pack)
    file = pack / "desk" / "appointments.yaml"
    text = file.read_text("utf-8")
    for old, new, _says in faults:
        assert old in text
        text = text.replace(old, new, 1)
    file.write_text(text, "utf-8")
    found = [one.text("en") for one in check(settings.PACKS_DIR, pack)]
    for _old, _new, says in faults:
        assert any("appointments.yaml" in one and says in one for one in found), found
