"""Who may do what, what stands in the trail, and windows that an earlier day left open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from tests.support.staff import log_in, make_account

from hanamizuki.core import clock
from hanamizuki.core.audit.models import Entry
from hanamizuki.core.people.grants import Grant
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role
from hanamizuki.core.receipts import new_token
from hanamizuki.desk.live.source import read_hall
from hanamizuki.desk.models import Counter, Feedback, Service, Ticket
from hanamizuki.desk.queries import overview
from hanamizuki.desk.queries.forecast import expected
from hanamizuki.desk.queries.line import lines
from hanamizuki.desk.services import counters, feedback, resident
from hanamizuki.desk.services.day import audit, close_days
from hanamizuki.desk.services.issuing import Wish, issue
from hanamizuki.desk.tests.console import CONSOLE, send, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ward")]
ISSUE, SETTINGS = "/staff/desk/issue/", "/staff/desk/overview/settings/"


def serve(clerk: Account, window: Counter, ward: Any, minutes: int) -> Ticket:
    called = counters.call_next(clerk, window)
    assert called is not None
    ward.shift(timedelta(minutes=minutes))
    return counters.finish(clerk, called)[0]


def test_priority_by_hand_needs_a_reason_and_stands_in_the_trail(
    page: Client, window: Counter
) -> None:
    given = {"service": "moving", "channel": "staff", "language": "ja", "priority": "on"}
    refused = page.post(ISSUE, {**given, "key": new_token()}).content.decode()
    assert "優先する理由を選んでください" in refused and not Ticket.objects.exists()
    page.post(ISSUE, {**given, "key": new_token(), "reason": "unwell"})
    entry = Entry.objects.get(action="desk.issued_priority")
    assert "unwell" in entry.changes and "A001" in entry.subject
    assert (entry.section, Ticket.objects.get().rank) == (window.section, "priority")


def test_priority_only_in_lines_of_the_own_section(page: Client, window: Counter) -> None:
    Service.objects.create(code="far", letter="F", name={"ja": "よその課"}, section="elsewhere")
    given = {"service": "far", "channel": "staff", "language": "ja", "reason": "unwell"}
    first = {**given, "key": new_token(), "priority": "on"}
    assert "自分の課の用件だけ" in page.post(ISSUE, first).content.decode()
    assert not Ticket.objects.exists() and not Entry.objects.filter(action="desk.issued_priority")
    page.post(ISSUE, {**given, "key": new_token()})
    assert Ticket.objects.get().rank == "normal"


def test_the_whole_wards_settings_are_for_the_whole_ward(boss: Client) -> None:
    shown = boss.get(SETTINGS).content.decode()
    assert 'value="planned"' in shown
    assert 'value="kiosk"' not in shown and 'value="target"' not in shown
    asked = ({"do": "kiosk", "kiosk-text": "故障"}, {"do": "target", "target-minutes": "5"})
    for given in asked:
        assert boss.post(SETTINGS, given).status_code == 403
    assert not Entry.objects.filter(action__in=("desk.kiosk_set", "desk.planned")).exists()
    whole = log_in(Client(), make_account("ward@example.lg.jp", Grant(Role.PLANNER.value)))
    assert 'value="kiosk"' in whole.get(SETTINGS).content.decode()
    for given in asked:
        assert whole.post(SETTINGS, given).status_code == 302
    assert Entry.objects.filter(action="desk.kiosk_set").count() == 1


def test_a_visit_without_begin_takes_its_time_from_the_call(
    clerk: Account, window: Counter, ward: Any
) -> None:
    take()
    serve(clerk, window, ward, 6)
    (hour,) = overview.hours(clock.today(), clock.today(), ["moving"])
    assert hour.served == [6.0]
    (line,) = overview.overview(list(Service.objects.filter(code="moving")))
    assert line.calls == 1


def test_a_wait_counts_from_the_first_arrival(clerk: Account, window: Counter, ward: Any) -> None:
    mine = take()
    ward.shift(timedelta(minutes=10))
    for _ in range(2):
        counters.call_next(clerk, window)
        ward.shift(timedelta(minutes=3))
        counters.absent(clerk, mine)
        ward.shift(timedelta(minutes=3))
    resident.arrive(Ticket.objects.get(pk=mine.pk))
    serve(clerk, window, ward, 1)
    (hour,) = overview.hours(clock.today(), clock.today(), ["moving"])
    assert hour.waits == [22.0]
    assert list(audit()) == []


def test_only_a_visit_that_was_is_judged_and_once(
    clerk: Account, window: Counter, ward: Any
) -> None:
    first = issue(Wish("moving", "web", present=True, stops=("moving", "insurance"))).ticket
    gone = take()
    resident.cancel(gone)
    assert not feedback.give_once(first, 1) and not feedback.give_once(gone, 1)
    serve(clerk, window, ward, 1)
    assert not feedback.give_once(first, 1)  # one stop is still to come
    serve(clerk, window, ward, 1)
    assert feedback.give_once(first, 4) and not feedback.give_once(first, 1)
    assert Feedback.objects.get().score == 4
    assert Ticket.objects.get(pk=first.pk).said
    close_days(clock.today() + timedelta(days=1))
    assert not Ticket.objects.filter(said=True).exists()


def test_windows_left_open_by_an_earlier_day_count_for_nothing(
    clerk: Account, window: Counter, ward: Any
) -> None:
    Service.objects.filter(code="moving").update(minutes=10)
    ward.shift(timedelta(days=1))
    take()
    present = lines(clock.now())
    assert present["moving"].counters_open == 0
    assert read_hall()[0].lines() == present
    assert expected("moving", 1, clock.now(), present).basis == "none"
    (line,) = overview.overview(list(Service.objects.filter(code="moving")))
    assert line.open == ()
    page = log_in(Client(), clerk)
    assert "この窓口はしまっています" in page.get(CONSOLE).content.decode()
    with pytest.raises(ValidationError):
        counters.call_next(clerk, window)
    send(page, "open", window, services=["moving", "insurance"])
    assert lines(clock.now())["moving"].counters_open == 1
    assert counters.call_next(clerk, window) is not None


@pytest.mark.parametrize("wrong", ["a\x00b", "x" * 5_000, "あ", ""])
def test_a_code_that_is_none_is_no_error(
    page: Client, boss: Client, window: Counter, wrong: str
) -> None:
    assert send(page, "answer", window, of=wrong).status_code == 200
    assert boss.post("/staff/desk/overview/", {"of": wrong}).status_code == 404
