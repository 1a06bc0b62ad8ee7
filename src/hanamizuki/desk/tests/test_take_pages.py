"""What a tired person reads before a number: times to come, the line at the office, one press."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client
from pytest_django import DjangoDbBlocker
from tests.support.packs import loaded

from hanamizuki.core.clock import JST
from hanamizuki.desk.logic.congestion import DayLevel
from hanamizuki.desk.models import Errand
from hanamizuki.desk.services.issuing import Wish, issue
from hanamizuki.desk.views.calendar import weeks_of

pytestmark = pytest.mark.django_db
OUTSIDE = "192.0.2.7"


@pytest.fixture(scope="module")
def kohoku(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker, "kohoku"):
        yield


@pytest.fixture
def phone(kohoku: None, db: None) -> Client:
    caches["counts"].clear()
    return Client(REMOTE_ADDR=OUTSIDE, headers={"Accept-Language": "ja"})


def shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        # Over the web 9:30–16:00; the table calls 9–10 and 14–17 the quieter ones of such a day.
        ("2026-12-01T09:47", "今日、これからすいている時間: いま〜10:00、14:00〜16:00"),
        ("2026-12-01T09:15", "今日、これからすいている時間: 9:30〜10:00、14:00〜16:00"),
        ("2026-12-01T16:10", "2026年12月2日 のすいている時間: 9:30〜10:00、14:00〜16:00"),
        ("2026-12-01T17:05", "2026年12月2日 のすいている時間: 9:30〜10:00、14:00〜16:00"),
    ],
)
def test_quieter_times_are_still_to_come_and_give_numbers(
    phone: Client, moment: str, words: str
) -> None:
    with time_machine.travel(f"{moment}:00+09:00", tick=False):
        page = shown(phone, "/desk/take/moved-in/")
    assert words in page and "8:45〜" not in page and "16:00〜17:00" not in page


def test_a_line_without_web_numbers_is_shown_for_who_walks_in(phone: Client) -> None:
    with time_machine.travel("2026-12-01T10:00:00+09:00", tick=False):
        for _ in range(3):
            issue(Wish("tax", "kiosk", present=True))
        errand = next(one for one in Errand.objects.all() if one.services[:1] == ["tax"])
        page = shown(phone, f"/desk/take/{errand.code}/")
        assert (
            "区役所の機械か窓口で取れます（17:00まで）" in page and "いま3人が待っています" in page
        )
        assert "見つかっていません" in page and "番号を取る</button>" not in page
        page = shown(phone, "/desk/")
        assert "区役所で取れます（17:00まで） 3人待ち" in page
        desk = next(one for one in Errand.objects.all() if one.services[:1] == ["bereavement"])
        assert "区役所の機械か窓口で取れます" not in shown(phone, f"/desk/take/{desk.code}/")
    with time_machine.travel("2026-12-01T17:10:00+09:00", tick=False):
        assert "区役所で取れます（" not in shown(phone, "/desk/")


def test_the_button_is_beside_the_line_and_before_what_to_bring(phone: Client) -> None:
    with time_machine.travel("2026-12-01T10:00:00+09:00", tick=False):
        page = phone.get("/desk/take/certificate/").content.decode()
        first = page.index('<button class="btn" form="form">')
        assert first < page.index("持ち物") and 'id="form"' in page
        assert page.index("big-btn") < page.index('id="bring"')
        page = phone.get("/desk/take/moved-in/").content.decode()
        assert page.index('<a class="btn" href="#path">') < page.index('id="path"')
        assert page.index("big-btn") < page.index('id="bring"')


def test_the_choice_has_a_list_of_themes_to_jump_to(phone: Client) -> None:
    with time_machine.travel("2026-12-01T10:00:00+09:00", tick=False):
        page = phone.get("/desk/").content.decode()
    targets = re.findall(r'<li><a href="#([\w-]+)">', page)
    assert len(targets) == 7 and all(f'<h2 id="{one}">' in page for one in targets)


def test_the_calendar_says_closed_over_and_not_known(phone: Client) -> None:
    with time_machine.travel("2026-12-01T14:30:00+09:00", tick=False):
        page = phone.get("/desk/calendar/?service=tax").content.decode()
    today = page[page.index("12月1日（火）") : page.index("12月2日（水）")]
    assert (
        today.count("すぎました") == 6 and today.count("やや混雑") == 4
    )  # 1 + the start of a month
    wednesday = page[page.index("12月2日（水）") : page.index("12月3日（木）")]
    assert "不明" in wednesday and "ふつう" not in wednesday
    assert page.index("12月6日（日）</th>") < page.index("休み</td>", page.index("12月6日（日）"))
    assert page.count("<details") >= 1 and page.count("からの週</h2>") == 9


def test_weeks_of_a_counter_that_never_opens_are_none() -> None:
    closed = DayLevel(date(2026, 4, 12), None, "none")
    assert weeks_of([closed], {}, datetime(2026, 4, 8, 10, tzinfo=JST)) == []
