"""When to leave: said on the page of a number, told by the alert, kept for the day alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.core.clock import now
from hanamizuki.core.notices.models import Notice
from hanamizuki.desk.alert_models import Alert
from hanamizuki.desk.logic.alerts import Choice, is_near
from hanamizuki.desk.logic.leaving import LONGEST, MARGIN, before_leaving, leave_by
from hanamizuki.desk.models import Counter, Service
from hanamizuki.desk.queries.visit import visit_of
from hanamizuki.desk.services import alerts, resident
from hanamizuki.desk.services.issuing import Issued, Wish, issue
from hanamizuki.desk.tests.conftest import Office

EARLY = datetime(2026, 4, 8, tzinfo=UTC)


@given(st.integers(0, 100_000), st.integers(1, LONGEST))
def test_whoever_leaves_then_is_there_and_is_told_before(seconds: int, way: int) -> None:
    low = EARLY + timedelta(seconds=seconds)
    go = leave_by(low, way)
    assert go + timedelta(minutes=way) <= low < go + timedelta(minutes=way + 1)
    told = low - timedelta(minutes=way + MARGIN)
    assert is_near(before_leaving(way), 9, (low - told).total_seconds())
    assert not is_near(before_leaving(way), 9, (low - told).total_seconds() + 1)
    assert told <= go


@pytest.fixture
def mine(office: Office) -> Issued:
    """Seven people before, ten minutes each, at one window."""
    Service.objects.filter(code="moving").update(minutes=10)
    for _ in range(7):
        issue(Wish("moving", "kiosk", present=True))
    return issue(Wish("moving", "web"))


@pytest.fixture
def phone(office: Office, client: Client) -> Client:
    client.defaults["REMOTE_ADDR"] = "192.0.2.8"
    client.get("/about/?lang=ja")
    return client


def page(mine: Issued) -> str:
    return f"/desk/t/{mine.token}/"


def post(phone: Client, mine: Issued, **data: Any) -> Any:
    return phone.post(f"{page(mine)}alerts/", data)


def test_the_page_says_when_to_leave(phone: Client, mine: Issued, office: Office) -> None:
    text = phone.get(page(mine)).content.decode()
    assert "いつ出るか" in text and "</span>までに出る" not in text
    answer = post(phone, mine, do="way", way="20")
    assert (answer.status_code, answer.url) == (302, f"{page(mine)}#way")
    assert "20" not in answer.url.replace(mine.token, "")  # nothing of it in an address
    visit = visit_of(mine.ticket)
    assert visit.expected is not None and visit.leave_by is not None
    assert visit.leave_by == leave_by(visit.expected.low, 20) > now()
    text = phone.get(page(mine)).content.decode()
    assert f'<span class="num">{visit.leave_by:%-H:%M}</span>までに出る' in text
    assert 'value="20"' in text
    office.clock.move_to(visit.leave_by + timedelta(minutes=1))
    post(phone, mine, do="way", way="115")
    assert "いま出てください" in phone.get(page(mine)).content.decode()
    post(phone, mine, do="way", way="")
    assert "いま出てください" not in phone.get(page(mine)).content.decode()


@pytest.mark.parametrize("way", ["0", "116", "-5", "abc", "1e9"])
def test_no_way_of_that_length(phone: Client, mine: Issued, way: str) -> None:
    answer = post(phone, mine, do="way", way=way)
    assert answer.status_code == 422 and "区役所まで何分" in answer.content.decode()
    assert not Alert.objects.exists()


def test_the_alert_tells_in_time_to_leave(phone: Client, mine: Issued, office: Office) -> None:
    post(phone, mine, do="way", way="20")
    text = phone.get(page(mine)).content.decode()
    assert re.search(r'value="minutes-25" selected>\s*家などを出る時刻の5分前に', text)
    post(phone, mine, do="mail", when="minutes-25", email="hana@example.jp")
    alert = Alert.objects.get()
    assert (alert.unit, alert.number, alert.way) == ("minutes", 25, 20)
    assert "家などを出る時刻の5分前に、" in phone.get(page(mine)).content.decode()
    low = visit_of(mine.ticket).expected
    assert low is not None
    assert alerts.tell(now()) == 0
    office.clock.move_to(low.low - timedelta(minutes=24))
    Counter.objects.exclude(code="w-moving").update(state="closed")
    found = visit_of(mine.ticket).expected
    assert found is not None and found.low - now() > timedelta(minutes=25)  # nobody was called
    while found is not None and found.low - now() > timedelta(minutes=25):
        resident.cancel(first_in_line())
        assert alerts.tell(now()) == (1 if near(mine) else 0)
        found = visit_of(mine.ticket).expected
    assert Notice.objects.count() == 1


def first_in_line() -> Any:
    from hanamizuki.desk.models import Ticket

    found = Ticket.objects.filter(state="waiting").order_by("place").first()
    assert found is not None
    return found


def near(mine: Issued) -> bool:
    found = visit_of(mine.ticket).expected
    assert found is not None
    return found.low - now() <= timedelta(minutes=25)


def test_an_alert_for_leaving_moves_along_with_the_way(phone: Client, mine: Issued) -> None:
    post(phone, mine, do="way", way="20")
    post(phone, mine, do="mail", when="minutes-25", email="hana@example.jp")
    post(phone, mine, do="way", way="40")
    alert = Alert.objects.get()
    assert (alert.number, alert.way, alert.choice, alert.email) == (45, 40, 2, "hana@example.jp")
    post(phone, mine, do="when", when="people-3")
    post(phone, mine, do="way", way="10")
    alert.refresh_from_db()
    assert (alert.unit, alert.number, alert.way) == ("people", 3, 10)
    post(phone, mine, do="off")
    alert.refresh_from_db()
    assert (alert.carrier, alert.email, alert.way) == ("", "", 10)
    assert alerts.forget(now().date() + timedelta(days=1)) == 1


def test_nothing_is_kept_of_a_number_that_is_over(phone: Client, mine: Issued) -> None:
    resident.cancel(mine.ticket)
    with pytest.raises(ValidationError):
        alerts.set_way(mine.ticket, 20)
    assert post(phone, mine, do="way", way="20").status_code == 302
    assert not Alert.objects.exists()
    assert "いつ出るか" not in phone.get(page(mine)).content.decode()


def test_longer_than_an_alert_can_be_set_is_refused(mine: Issued) -> None:
    assert before_leaving(LONGEST) == Choice("minutes", 120)
    with pytest.raises(ValueError, match="120"):
        alerts.set_way(mine.ticket, LONGEST + 1)
