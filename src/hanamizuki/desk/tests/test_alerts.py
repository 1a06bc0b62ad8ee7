"""Told once when the turn is near and when called, at every stop; nothing after it is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.core.clock import now
from hanamizuki.core.notices import delivery, push
from hanamizuki.core.notices.models import Notice, PushSubscription
from hanamizuki.core.notices.tests.push_server import Browser, PushServer, push_server
from hanamizuki.desk.alert_models import Alert
from hanamizuki.desk.live.expect import Expected
from hanamizuki.desk.logic.alerts import Choice, is_near
from hanamizuki.desk.models import Ticket
from hanamizuki.desk.queries.alerts import shown, unreached
from hanamizuki.desk.services import alerts, counters, day, resident
from hanamizuki.desk.services.issuing import Issued, Wish, issue
from hanamizuki.desk.tests.conftest import Office

LINK = "https://ward.example.lg.jp/desk/t/q1w2/"
FIVE = Choice("people", 5)


@pytest.fixture
def service(settings: Any) -> Iterator[PushServer]:
    settings.PUSH_LOOPBACK = True
    with push_server() as made:
        yield made


def take(service: str = "moving", **more: Any) -> Issued:
    return issue(Wish(service, "web", present=True, **more))


def choose(ticket: Ticket, to: Any = "a@example.jp", choice: Choice = FIVE, **more: Any) -> None:
    given: dict[str, Any] = {"language": "ja", "link": LINK, **more}
    alerts.choose(ticket, choice, to, **given)


def by_push(browser: Browser) -> alerts.Browser:
    return alerts.Browser(browser.endpoint, **browser.keys)


def told(office: Office) -> list[tuple[str, str]]:
    """What a worker's turn sends: (first line of the subject, who)."""
    before = len(mail.outbox)
    alerts.tell(now())
    delivery.deliver()
    push.deliver()
    return [(one.subject, one.to[0]) for one in mail.outbox[before:]]


# ---- when


@given(st.sampled_from(["people", "minutes"]), st.integers(1, 50), st.integers(0, 60))
def test_nearer_is_never_less_near(unit: Any, number: int, before: int) -> None:
    choice = Choice(unit, number)
    for seconds in (None, before * 90.0):
        if is_near(choice, before + 1, None if seconds is None else seconds + 90):
            assert is_near(choice, before, seconds)
    assert is_near(choice, 0, 9_999.0)


def test_when_it_is_time() -> None:
    assert is_near(FIVE, 5, None) and not is_near(FIVE, 6, 1.0)
    ten = Choice("minutes", 10)
    assert is_near(ten, 30, 600.0) and not is_near(ten, 1, 601.0)
    assert is_near(ten, 3, None) and not is_near(ten, 4, None)
    for wrong in (0, 51):
        with pytest.raises(ValueError, match="people"):
            Choice("people", wrong)


# ---- told


def test_near_and_called_each_once(office: Office) -> None:
    for _ in range(7):
        take()
    mine = take().ticket
    choose(mine)
    assert told(office) == []
    for number in range(2):
        office.call()
        office.finish()
        assert told(office) == ([("もうすぐです（A008）", "a@example.jp")] if number else [])
    assert told(office) == []
    text = mail.outbox[0].body
    assert "あと5人です。21番の窓口 (2F)" in text and LINK in text
    assert "番号の画面が見えるところで" in text and "宛先は、今日の受付が終わったら消します" in text
    for _ in range(5):
        office.call()
        office.finish()
        assert told(office) == []
    office.call()
    assert told(office) == [("A008 をお呼びしました", "a@example.jp")]
    assert "21番の窓口 (2F)へ、いま来てください" in mail.outbox[1].body
    office.finish()
    assert told(office) == [] and Notice.objects.count() == 2


def test_by_push_in_the_readers_language(office: Office, service: PushServer) -> None:
    browser = service.browser()
    take()
    mine = issue(Wish("moving", "web")).ticket
    choose(mine, by_push(browser), language="en")
    told(office)
    assert browser.got[0] | {"tag": ""} == {
        "title": "Your turn is near (A002)",
        "body": "1 person is before you. It will be window 21 (2F).\n"
        "When you arrive, scan the code at the entrance or press “I have arrived” on your page.",
        "link": "/desk/t/q1w2/",
        "lang": "en",
        "tag": "",
    }
    resident.arrive(mine)
    office.call()
    office.finish()
    office.call()
    told(office)
    assert browser.got[1]["title"] == "A002: it is your turn"
    assert browser.got[1]["body"] == "Please come now to window 21 (2F)."
    assert mail.outbox == [] and len(browser.got) == 2


def test_minutes_are_those_of_the_forecast(office: Office, monkeypatch: Any) -> None:
    low = now() + timedelta(minutes=21)
    asked: list[set[Any]] = []

    def ask(lines: Any, places: Any) -> dict[Any, Expected]:
        asked.append(set(places))
        return {one: Expected(low, low + timedelta(minutes=9), "history") for one in places}

    monkeypatch.setattr("hanamizuki.desk.live.expect.ask", ask)
    for _ in range(8):
        take()
    choose(take().ticket, choice=Choice("minutes", 20))
    choose(take().ticket, "b@example.jp", choice=Choice("people", 3))
    assert told(office) == [] and asked == [{("moving", 8)}]
    low = now() + timedelta(minutes=20)
    assert told(office) == [("もうすぐです（A009）", "a@example.jp")]


def test_without_a_forecast_the_people_count(office: Office, monkeypatch: Any) -> None:
    monkeypatch.setattr("hanamizuki.desk.live.expect.ask", lambda *_: {})
    for _ in range(4):
        take()
    choose(take().ticket, choice=Choice("minutes", 30))
    assert told(office) == []
    office.call()
    assert len(told(office)) == 1


def test_on_a_journey_at_every_stop(office: Office) -> None:
    mine = take(stops=("moving", "insurance"), errand="moved-in").ticket
    for _ in range(3):
        take("insurance")
    choose(mine, choice=Choice("people", 1))
    assert told(office) == [("もうすぐです（A001）", "a@example.jp")]
    office.call()
    assert told(office) == [("A001 をお呼びしました", "a@example.jp")]
    office.finish()
    assert told(office) == []  # three before
    for _ in range(2):
        office.call("insurance")
        office.finish("insurance")
    assert told(office) == [("もうすぐです（E004）", "a@example.jp")]
    office.call("insurance")
    office.finish("insurance")
    office.call("insurance")
    assert told(office) == [("E004 をお呼びしました", "a@example.jp")]
    assert shown(mine) is not None


def test_whoever_was_not_there_is_told_again(office: Office) -> None:
    mine = take().ticket
    for _ in range(5):
        office.clock.shift(1)
        take()
    choose(mine, choice=Choice("people", 1))
    office.call()
    assert told(office) == [("A001 をお呼びしました", "a@example.jp")]
    counters.recall(office.clerk, mine)
    assert told(office) == []
    office.absent()
    assert told(office) == []
    office.clock.shift(60)
    for _ in range(2):
        office.call()
        office.finish()
    assert told(office) == [("もうすぐです（A001）", "a@example.jp")]
    office.call()
    office.finish()
    assert office.call() == "A001"
    assert told(office) == [("A001 をお呼びしました", "a@example.jp")]


@pytest.mark.parametrize("end", ["cancelled", "finished", "off", "changed"])
def test_nothing_is_told_of_what_is_over(office: Office, service: PushServer, end: str) -> None:
    """Also not what waits in the outbox for a push service that was busy."""
    browser = service.browser()
    mine = take().ticket
    choose(mine, by_push(browser))
    service.answers["/push/a"] = [503]
    told(office)
    assert Notice.objects.get().state == "waiting"
    match end:
        case "cancelled":
            resident.cancel(mine)
        case "finished":
            office.call()
            office.finish()
        case "off":
            alerts.switch_off(mine)
        case "changed":
            choose(mine, "b@example.jp")
            alerts.switch_off(mine)
    office.clock.shift(10)
    assert told(office) == []
    assert Notice.objects.get().state == "cancelled" and browser.got == []


# ---- choosing


def test_the_same_again_changes_nothing_another_choice_is_told_anew(office: Office) -> None:
    mine = take().ticket
    for _ in range(2):
        choose(mine)
        assert Alert.objects.get().choice == 1
    assert len(told(office)) == 1
    choose(mine, None, Choice("people", 3))
    assert Alert.objects.get().email == "a@example.jp"
    assert len(told(office)) == 1
    choose(mine, "b@example.jp", Choice("people", 3))
    assert told(office) == [("もうすぐです（A001）", "b@example.jp")]


def test_a_link_is_no_machine_for_mail(office: Office) -> None:
    mine = take().ticket
    for number in range(alerts.MOST):
        choose(mine, f"a{number}@example.jp")
    with pytest.raises(ValidationError) as refused:
        choose(mine, "one-more@example.jp")
    assert refused.value.code == "too_often"
    alerts.switch_off(mine)
    with pytest.raises(ValidationError):
        choose(mine, "one-more@example.jp")


def test_what_cannot_be_chosen(office: Office) -> None:
    mine = take().ticket
    with pytest.raises(ValidationError):
        choose(mine, "no address")
    with pytest.raises(ValidationError) as refused:
        choose(mine, None)
    assert refused.value.code == "nowhere"
    with pytest.raises(push.NoTarget):
        choose(mine, alerts.Browser("https://10.0.0.1/p", "x", "y"))
    resident.cancel(mine)
    with pytest.raises(ValidationError) as refused:
        choose(mine)
    assert refused.value.code == "over"
    assert not Alert.objects.exists() and not PushSubscription.objects.exists()


def test_another_way_forgets_the_one_before(office: Office, service: PushServer) -> None:
    mine = take().ticket
    browser = service.browser()
    for _ in range(2):
        choose(mine, by_push(browser))
    assert PushSubscription.objects.count() == 1
    choose(mine, by_push(service.browser("b")))
    assert PushSubscription.objects.get().endpoint.endswith("/b")
    choose(mine, "a@example.jp")
    assert not PushSubscription.objects.exists()
    choose(mine, by_push(browser))
    assert Alert.objects.get().email == ""
    for _ in range(2):
        alerts.switch_off(mine)
    kept = Alert.objects.get()
    assert (kept.carrier, kept.email, kept.push_id, kept.link) == ("", "", None, "")
    assert not PushSubscription.objects.exists() and shown(mine) is None


# ---- what did not arrive, and the day's end


@pytest.mark.parametrize("status", [410, 404, 403])
def test_staff_see_whose_alert_did_not_arrive(
    office: Office, service: PushServer, status: int
) -> None:
    take()
    mine, other = take().ticket, take().ticket
    choose(mine, by_push(service.browser()))
    choose(other, "b@example.jp")
    service.answers["/push/a"] = [status]
    told(office)
    some = list(Ticket.objects.all())
    assert unreached(some) == {mine.pk}
    view = shown(mine)
    assert view is not None and view.lost
    place = [one.pk for one in Ticket.objects.filter(state="waiting").order_by("place")]
    assert place[1] == mine.pk  # nobody loses a place
    choose(mine, "a@example.jp")
    assert unreached(some) == set()
    assert told(office) == [("もうすぐです（A002）", "a@example.jp")]


def test_an_alert_that_is_lost_goes_along_on_a_journey(office: Office, service: PushServer) -> None:
    mine = take(stops=("moving", "insurance"), errand="moved-in").ticket
    choose(mine, by_push(service.browser()))
    service.answers["/push/a"] = [410]
    told(office)
    office.call()
    office.finish()
    told(office)
    second = Ticket.objects.get(label="E001")
    assert unreached([second]) == {second.pk} and unreached([]) == set()
    assert len(service.requests) == 1


def test_nothing_of_a_person_is_left_after_the_day(
    office: Office, service: PushServer, settings: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setenv("HANAMIZUKI_EMAIL_URL", f"files://{tmp_path}/mail")
    settings.EMAIL_BACKEND = "hanamizuki.core.notices.carrier.EmailBackend"
    one, two, off = (take().ticket for _ in range(3))
    choose(one)
    choose(two, by_push(service.browser()))
    choose(off, "off@example.jp")
    alerts.tell(now())
    delivery.deliver()
    push.deliver()
    assert Notice.objects.filter(state="sent").count() == 3
    assert len(list((tmp_path / "mail").iterdir())) == 2
    office.call()
    alerts.tell(now())  # queued when the day ends
    office.clock.move_to("2026-04-09T00:00:30+09:00")
    day.close_days(now().date())
    assert not Alert.objects.exists() and not PushSubscription.objects.exists()
    assert list((tmp_path / "mail").iterdir()) == []
    for notice in Notice.objects.all():
        traces = (
            notice.email,
            notice.push_id,
            notice.link,
            notice.subject,
            notice.body,
            notice.why,
        )
        assert traces == ("", None, "", "", "", "")
        assert notice.forgotten_at and notice.state in ("sent", "cancelled")
    assert not delivery.deliver().sent
    assert list(day.audit()) == []


def test_todays_are_kept_when_yesterdays_go(office: Office) -> None:
    choose(take().ticket)
    told(office)
    day.close_days(now().date())
    assert Alert.objects.get().email == "a@example.jp" and Notice.objects.get().email


def test_telling_costs_little(office: Office, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(1):
        assert alerts.tell(now()) == 0
    for number in range(20):
        ticket = take().ticket
        choose(ticket, f"a{number}@example.jp", Choice("people", 1))
    told(office)
    with django_assert_max_num_queries(6):
        assert alerts.tell(now()) == 0
