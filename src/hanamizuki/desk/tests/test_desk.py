"""The line through its services: numbers, calls, absences, journeys; the record proves itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from tests.support.staff import make_account, make_places

from hanamizuki.core import clock
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role
from hanamizuki.desk.logic.line import Impossible
from hanamizuki.desk.models import Counter, Event, Service, Ticket
from hanamizuki.desk.services import counters, resident
from hanamizuki.desk.services.day import audit, close_days
from hanamizuki.desk.services.issuing import HasOne, Wish, issue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moved() -> Iterator[Any]:
    """Two lines at ten o'clock; the clock can be moved."""
    make_places()
    for letter, code in (("A", "moving"), ("B", "insurance")):
        Service.objects.create(code=code, letter=letter, name={"ja": code})
        Counter.objects.create(code=f"w-{code}", label=letter, services=[code], state="open")
    with time_machine.travel("2026-04-08T10:00:00+09:00", tick=True) as clock:
        yield clock


@pytest.fixture
def clerk() -> Account:
    return make_account("clerk@example.lg.jp", Role.COUNTER)


@pytest.fixture
def window() -> Counter:
    return Counter.objects.get(code="w-moving")


def take(service: str = "moving", **more: Any) -> Ticket:
    return issue(Wish(service, "kiosk", present=True, **more)).ticket


def proven() -> None:
    assert list(audit()) == []


def test_numbers_count_up_by_service() -> None:
    labels = [take(one).label for one in ("moving", "insurance", "moving", "moving")]
    assert labels == ["A001", "B001", "A002", "A003"]
    assert list(Event.objects.values_list("seq", flat=True)) == [1, 2, 3, 4]
    proven()


def test_in_the_order_of_coming(clerk: Account, window: Counter) -> None:
    first, second = take(), take()
    called = counters.call_next(clerk, window)
    assert called is not None and called.pk == first.pk
    with pytest.raises(counters.Busy):
        counters.call_next(clerk, window)
    counters.start(clerk, called)
    counters.finish(clerk, called)
    after = counters.call_next(clerk, window)
    assert after is not None and after.pk == second.pk
    counters.finish(clerk, after)
    assert counters.call_next(clerk, window) is None
    proven()


def test_who_is_not_there_is_passed_over_and_keeps_the_place(
    clerk: Account, window: Counter
) -> None:
    away = issue(Wish("moving", "web")).ticket
    here = take()
    called = counters.call_next(clerk, window)
    assert called is not None and called.pk == here.pk
    away.refresh_from_db()
    assert away.state == "waiting" and away.passed_at
    resident.arrive(away)
    counters.finish(clerk, called)
    called = counters.call_next(clerk, window)
    assert called is not None and called.pk == away.pk
    proven()


def test_absent_once_comes_back_a_few_places_later_then_is_missed(
    clerk: Account, window: Counter, moved: Any
) -> None:
    line = [take() for _ in range(5)]
    called = counters.call_next(clerk, window)
    assert called is not None
    moved.shift(timedelta(minutes=3))
    counters.absent(clerk, called)
    moved.shift(timedelta(minutes=3))
    order = []
    for _ in range(4):
        one = counters.call_next(clerk, window)
        assert one is not None
        order.append(one.pk)
        if one.pk != line[0].pk:
            counters.finish(clerk, one)
    assert order == [line[1].pk, line[2].pk, line[3].pk, line[0].pk]
    moved.shift(timedelta(minutes=3))
    missed = counters.absent(clerk, Ticket.objects.get(pk=line[0].pk))
    assert missed.state == "missed"
    counters.restore(clerk, missed)
    assert Ticket.objects.get(pk=line[0].pk).state == "waiting"
    proven()


def test_a_journey_goes_on_at_the_next_service(clerk: Account, window: Counter) -> None:
    wish = Wish("moving", "web", present=True, stops=("moving", "insurance"))
    first = issue(wish).ticket
    called = counters.call_next(clerk, window)
    assert called is not None and called.pk == first.pk
    _done, after = counters.finish(clerk, called)
    assert after is not None and after.label == "B001" and after.present
    other = counters.call_next(clerk, Counter.objects.get(code="w-insurance"))
    assert other is not None and other.pk == after.pk
    _done, after = counters.finish(clerk, other)
    assert after is None
    proven()


def test_one_live_ticket_a_device() -> None:
    first = issue(Wish("moving", "web", device="d" * 64)).ticket
    with pytest.raises(HasOne) as caught:
        issue(Wish("moving", "web", device="d" * 64))
    assert caught.value.ticket.pk == first.pk
    issue(Wish("insurance", "web", device="d" * 64))
    resident.cancel(first)
    resident.cancel(first)
    assert issue(Wish("moving", "web", device="d" * 64)).ticket.label == "A002"
    proven()


def test_what_cannot_be_is_refused(clerk: Account, window: Counter) -> None:
    ticket = take()
    with pytest.raises(Impossible):
        counters.finish(clerk, ticket)
    called = counters.call_next(clerk, window)
    assert called is not None
    counters.finish(clerk, called)
    with pytest.raises(Impossible):
        resident.cancel(called)
    counters.pause_counter(clerk, window)
    with pytest.raises(ValidationError):
        counters.call_next(clerk, window)
    proven()


def test_the_day_closes_by_itself_and_forgets_who(clerk: Account, window: Counter) -> None:
    ticket = issue(Wish("moving", "web", device="d" * 64)).ticket
    counters.note(clerk, ticket, "書類が足りない")
    assert close_days(clock.today()) == 0
    assert close_days(clock.today() + timedelta(days=1)) == 1
    ticket.refresh_from_db()
    assert (ticket.state, ticket.device, ticket.note) == ("closed", "", "")
    proven()


def test_the_audit_finds_a_state_that_events_do_not_make() -> None:
    ticket = take()
    Ticket.objects.filter(pk=ticket.pk).update(place=5)
    take("insurance")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE desk_roll SET last = 7")
    found = " ".join(one.where for one in audit())
    assert "A001" in found and "insurance" in found and "moving" in found
