"""An emergency at a counter: not by mistake, seen everywhere, answered by somebody, cleared."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from tests.support.staff import grant, log_in, make_account

from hanamizuki.core.audit.models import Entry
from hanamizuki.core.clock import now
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role
from hanamizuki.core.places.models import Section
from hanamizuki.desk.emergency_models import Emergency
from hanamizuki.desk.live.source import read_hall
from hanamizuki.desk.models import Counter, Event
from hanamizuki.desk.services import emergency
from hanamizuki.desk.services.day import audit
from hanamizuki.desk.tests.console import ACT, CONSOLE, LOOK, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ward")]
OVERVIEW = "/staff/desk/overview/"
WATCH = f"{OVERVIEW}watch/"


@pytest.fixture
def stranger(ward: Any) -> Client:
    """A clerk of another section, at its counter."""
    name = {"ja": "遠い課", "en": "Far section", "easy": "遠い 課"}
    Section.objects.create(code="elsewhere", kind="ward", name=name, handles=name, source="見本")
    return far("far@example.lg.jp")


def far(email: str) -> Client:
    return log_in(Client(), make_account(email, grant(Role.COUNTER, "elsewhere")))


def kinds() -> list[str]:
    return list(Event.objects.filter(kind__startswith="alarm").values_list("kind", flat=True))


def test_it_takes_two_presses(page: Client, window: Counter) -> None:
    shown = page.get(CONSOLE).content.decode()
    assert "緊急を知らせる" in shown and "はい、緊急です" in shown
    assert '<details id="alarm"' in shown  # shut until somebody opens it
    told = send(page, "alarm", window).content.decode()
    assert "まだ知らせていません" in told and not Emergency.objects.exists()
    told = send(page, "alarm", window, sure="1").content.decode()
    assert "緊急を知らせました" in told and "緊急！ 21番の窓口" in told
    send(page, "alarm", window, sure="1")
    assert Emergency.objects.count() == 1 and kinds() == ["alarm_called"]


def test_every_console_and_the_overview_show_it_at_once(
    page: Client, boss: Client, stranger: Client, window: Counter
) -> None:
    other = "/staff/desk/counter/other/look/"
    tags = [
        (one, path, one.get(path).headers["ETag"])
        for one, path in ((stranger, other), (page, LOOK), (boss, WATCH))
    ]
    for one, path, tag in tags:
        assert one.get(path, headers={"If-None-Match": tag}).status_code == 304
    send(page, "alarm", window, sure="1")
    for one, path, tag in tags:
        answer = one.get(path, headers={"If-None-Match": tag})
        assert answer.status_code == 200 and "緊急！ 21番の窓口" in answer.content.decode()
        assert "まだだれも向かっていません" in answer.content.decode()
    assert "緊急！ 21番の窓口" in boss.get(OVERVIEW).content.decode()
    assert read_hall()[0].faults == 0


def test_who_goes_is_seen_and_who_may_clear_it(
    page: Client, boss: Client, stranger: Client, window: Counter, clerk: Account
) -> None:
    send(page, "alarm", window, sure="1")
    one = Emergency.objects.get()
    act, other = "/staff/desk/counter/other/act/", far("third@example.lg.jp")
    refused = stranger.post(act, {"do": "alarm_end", "of": one.pk}, headers={"X-Console": "1"})
    assert "終わりにできるのは" in refused.content.decode()
    stranger.post(act, {"do": "alarm_go", "of": one.pk})
    shown = page.get(LOOK).content.decode()
    assert "far が向かっています" in shown and "わたしが向かう" not in shown
    late = other.post(act, {"do": "alarm_go", "of": one.pk}, headers={"X-Console": "1"})
    assert "ほかの人が先に" in late.content.decode()
    assert "終わりにする" not in other.get("/staff/desk/counter/other/").content.decode()
    stranger.post(act, {"do": "alarm_end", "of": one.pk})
    one.refresh_from_db()
    assert one.ended is not None and one.ended.email == "far@example.lg.jp"
    assert (one.caller, one.going, one.ended_at) == (clerk, one.ended, now())
    for client, path in ((page, CONSOLE), (boss, OVERVIEW)):
        assert "緊急！" not in client.get(path).content.decode()
    assert kinds() == ["alarm_called", "alarm_answered", "alarm_over"]
    trail = Entry.objects.filter(action__startswith="desk.emergency").order_by("pk")
    assert [entry.action.removeprefix("desk.emergency_") for entry in trail] == [
        "called",
        "answered",
        "over",
    ]
    assert list(audit()) == []


def test_from_the_overview_without_javascript(page: Client, boss: Client, window: Counter) -> None:
    send(page, "alarm", window, sure="1")
    one = Emergency.objects.get()
    shown = boss.post(OVERVIEW, {"do": "alarm", "sure": "1"}, follow=True).content.decode()
    assert "まだ知らせていません" in shown  # from a counter only
    for do, words in (("alarm_go", "みんなに伝えました"), ("alarm_end", "終わりにしました")):
        shown = boss.post(OVERVIEW, {"do": do, "of": one.pk}, follow=True).content.decode()
        assert words in shown
    for of in ("0", "x", "9" * 30, ""):
        shown = boss.post(OVERVIEW, {"do": "alarm_go", "of": of}, follow=True).content.decode()
        assert "もう終わっています" in shown


def test_twice_is_once_and_one_at_a_counter(window: Counter, clerk: Account) -> None:
    first = emergency.call(clerk, window)
    assert emergency.call(clerk, window) == first
    emergency.end(clerk, first)
    emergency.end(clerk, first)
    assert emergency.go(clerk, first).going is None  # it is over
    again = emergency.call(clerk, window)
    assert again != first and len(kinds()) == 3
    with pytest.raises(IntegrityError):
        Emergency.objects.create(counter=window, since=now(), caller=clerk)


def test_help_is_still_answered_from_the_overview(
    page: Client, boss: Client, window: Counter
) -> None:
    send(page, "help", window)
    assert "応援を呼んでいます" in boss.get(WATCH).content.decode()
    boss.post(OVERVIEW, {"of": "w1"})
    window.refresh_from_db()
    assert window.help_since is None
    assert page.post(ACT, {"do": "answer", "of": "w1"}).status_code == 302
