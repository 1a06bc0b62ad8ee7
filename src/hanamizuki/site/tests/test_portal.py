"""The portal at set moments: office open or not, closures foretold, notices, the next milestone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from hanamizuki.core.clock import JST
from hanamizuki.core.clock.models import OpeningHours
from hanamizuki.core.packs import SectionRegistry, read_stack
from hanamizuki.core.packs import registry as house
from hanamizuki.policy.models import Milestone, Policy
from hanamizuki.site.models import Notice, Topic
from hanamizuki.site.views.portal import TILES, closures, notices

pytestmark = pytest.mark.django_db
SECTIONS = ("hours", "topics", "notices", "policy", "milestones", "indicators", "statistics")


@pytest.fixture(scope="module", autouse=True)
def ward(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Kohoku without its places and search index."""
    some = SectionRegistry()
    for name in SECTIONS:
        some.register(house.get(name))
    with django_db_blocker.unblock(), transaction.atomic():
        data = read_stack(settings.PACKS_DIR, "kohoku", registry=some)
        for section in some.all():
            section.load(data)
        yield
        transaction.set_rollback(True)


def portal_at(client: Client, *moment: int, language: str = "ja") -> str:
    """The portal's text, tags left out, at a moment in Japan."""
    with time_machine.travel(datetime(*moment, tzinfo=JST), tick=False):  # type: ignore[misc]
        answer = client.get("/", {"lang": language})
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# ---- the office


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        ((2026, 11, 24, 8, 44), "閉まっています 次に開くのは 2026年11月24日 08:45"),
        ((2026, 11, 24, 8, 45), "開いています（17:00まで）"),
        ((2026, 11, 24, 16, 59), "開いています（17:00まで）"),
        ((2026, 11, 24, 17, 0), "閉まっています 次に開くのは 2026年11月25日 08:45"),
        # Labour Thanksgiving Day; the evening before a Saturday that opens; one that does not.
        ((2026, 11, 23, 10, 0), "閉まっています 次に開くのは 2026年11月24日 08:45"),
        ((2026, 11, 27, 20, 0), "閉まっています 次に開くのは 2026年11月28日 09:00"),
        ((2026, 11, 28, 9, 0), "開いています（12:00まで）"),
        ((2026, 12, 4, 20, 0), "閉まっています 次に開くのは 2026年12月7日 08:45"),
        # Over the New Year.
        ((2026, 12, 29, 10, 0), "閉まっています 次に開くのは 2027年1月4日 08:45"),
    ],
)
def test_the_office_is_open_or_says_when(
    client: Client, moment: tuple[int, ...], shown: str
) -> None:
    assert shown in portal_at(client, *moment)


def test_the_office_in_english(client: Client) -> None:
    shut = portal_at(client, 2026, 11, 23, 10, 0, language="en")
    assert "24 November 2026 08:45" in shut


def test_saturdays_are_told_by_the_wards_own_rule(client: Client) -> None:
    told = "港北区役所（第2・第4土曜日） 09:00〜12:00"
    assert told in portal_at(client, 2026, 11, 24, 10, 0)
    OpeningHours.objects.filter(place="saturday").delete()
    assert "土曜日" not in portal_at(client, 2026, 11, 24, 10, 0)


def test_without_hours_nothing_is_said_of_the_office(client: Client) -> None:
    OpeningHours.objects.all().delete()
    shown = portal_at(client, 2026, 11, 24, 10, 0)
    assert "開いています" not in shown and "閉まっています" not in shown
    assert closures(date(2026, 12, 1)) == []


# ---- closures


def test_closures_in_december_are_foretold_without_public_holidays() -> None:
    (item,) = closures(date(2026, 12, 1))
    # 1 January and 11 January (Coming of Age Day) are public holidays, which everybody knows.
    assert item.title["ja"] == "区役所が休みの平日: 12月29日・12月30日・12月31日"
    assert item.until is None
    assert {"ja", "en", "easy"} <= item.title.keys()


def test_closures_look_six_weeks_ahead_and_no_further() -> None:
    (today,) = closures(date(2026, 11, 20))
    assert today.title["ja"].endswith(": 12月29日・12月30日・12月31日")
    (last,) = closures(date(2026, 11, 18))
    assert last.title["ja"].endswith(": 12月29日")
    assert closures(date(2026, 11, 17)) == []
    assert closures(date(2026, 5, 7)) == []


def test_closures_stand_on_the_page(client: Client) -> None:
    assert "区役所が休みの平日: 12月29日" in portal_at(client, 2026, 12, 20, 9, 0)


# ---- notices, milestones, topics


def test_notices_are_shown_from_their_first_to_their_last_day() -> None:
    Notice.objects.all().delete()
    common = {"title": {"ja": "工事"}, "source": "見本"}
    Notice.objects.create(notice_id="a", start=date(2026, 6, 1), end=date(2026, 6, 3), **common)
    Notice.objects.create(notice_id="b", start=date(2026, 6, 2), **common)
    OpeningHours.objects.all().delete()
    shown = {day: len(notices(date(2026, 6, day))) for day in (1, 2, 3, 4)}
    assert shown == {1: 1, 2: 2, 3: 2, 4: 1}
    assert notices(date(2026, 5, 31)) == []
    assert [item.until for item in notices(date(2026, 6, 2))] == [None, date(2026, 6, 3)]


def test_the_next_milestone_counts_down_and_leads_to_its_line(client: Client) -> None:
    Milestone.objects.all().delete()
    Milestone.objects.create(
        milestone_id="fair",
        title={"ja": "花の市"},
        on=date(2026, 12, 1),
        lines=["9-9", "2-4"],
        source="見本",
    )
    with time_machine.travel(datetime(2026, 11, 24, 9, 0, tzinfo=JST), tick=False):
        body = client.get("/").content.decode()
    assert "花の市" in body and "（あと7日）" in body and 'href="/policy/2-4/"' in body
    assert "花の市" not in portal_at(client, 2026, 12, 1, 9, 0)


def test_a_milestone_without_a_line_leads_nowhere(client: Client) -> None:
    Milestone.objects.update(lines=["no-such-line"])
    with time_machine.travel(datetime(2026, 11, 24, 9, 0, tzinfo=JST), tick=False):
        body = client.get("/").content.decode()
    assert "no-such-line" not in body and "区の取組" not in body


def test_every_life_event_is_on_the_page(client: Client) -> None:
    assert Topic.objects.count() > TILES
    body = client.get("/", headers={"Accept-Language": "ja"}).content.decode()
    for topic in Topic.objects.all():
        assert f'href="/topics/{topic.topic_id}/"' in body


def test_without_a_policy_there_is_still_a_portal(client: Client) -> None:
    Policy.objects.all().delete()
    assert "今日は、なにをしますか" in portal_at(client, 2026, 11, 24, 10, 0)
