"""Presses and what a supervisor does, in the services: each once, proven by the record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from hanamizuki.core import clock
from hanamizuki.core.audit.models import Entry
from hanamizuki.core.people.models import Account
from hanamizuki.core.receipts import new_token
from hanamizuki.desk.live.source import read_hall
from hanamizuki.desk.models import Counter, Event, Press, Service, Ticket
from hanamizuki.desk.queries.console import version
from hanamizuki.desk.queries.line import lines
from hanamizuki.desk.services import counters
from hanamizuki.desk.services.console import Stale, Visit, enter, press, prioritise
from hanamizuki.desk.services.day import audit, close_days
from hanamizuki.desk.tests.console import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ward")]


def test_a_press_sent_twice_is_done_once(clerk: Account, window: Counter) -> None:
    take(), take()
    key, seen = new_token(), version(window)
    first = press(key, lambda: counters.call_next(clerk, window), (window, seen))
    second = press(key, lambda: counters.call_next(clerk, window), (window, seen))
    assert first.ticket is not None and first.ticket == second.ticket
    assert (first.again, second.again) == (False, True)
    assert Event.objects.filter(kind="called").count() == 1
    with pytest.raises(Stale):
        press(new_token(), lambda: counters.call_next(clerk, window), (window, seen))
    assert list(audit()) == []


def test_a_press_that_could_not_be_done_may_be_done_later(clerk: Account, window: Counter) -> None:
    counters.pause_counter(clerk, window)
    key = new_token()
    with pytest.raises(ValidationError):
        press(key, lambda: counters.call_next(clerk, window))
    assert not Press.objects.exists()
    counters.open_counter(clerk, window)
    take()
    assert press(key, lambda: counters.call_next(clerk, window)).again is False


def test_keys_are_forgotten_with_the_day(clerk: Account, window: Counter) -> None:
    press(new_token(), lambda: counters.call_next(clerk, window))
    close_days(clock.today() + timedelta(days=1))
    assert not Press.objects.exists()


def test_only_the_chosen_services_are_called(clerk: Account) -> None:
    window = Counter.objects.get(code="w1")
    counters.open_counter(clerk, window, ["insurance"])
    take("moving")
    other = take("insurance")
    called = counters.call_next(clerk, window)
    assert called is not None and called.pk == other.pk
    assert {code: one.counters_open for code, one in lines(clock.now()).items()} == {
        "moving": 0,
        "insurance": 1,
    }
    assert read_hall()[0].lines() == lines(clock.now())


def test_somebody_moved_forward_is_called_first_and_the_trail_says_why(
    clerk: Account, window: Counter, ward: Any
) -> None:
    first = take()
    ward.shift(timedelta(minutes=10))
    last = take()
    prioritise(clerk, last, 15, "unwell")
    called = counters.call_next(clerk, window)
    assert called is not None and called.pk == last.pk and called.pk != first.pk
    entry = Entry.objects.get(action="desk.prioritised")
    assert "unwell" in entry.changes and "A002" in entry.subject
    assert Ticket.objects.get(pk=last.pk).rank == "priority"
    assert list(audit()) == []


def test_a_visit_of_earlier_has_its_real_times_and_calls_nobody(
    clerk: Account, window: Counter
) -> None:
    moment = clock.now()
    came, called, finished = (moment - timedelta(minutes=n) for n in (50, 40, 30))
    asked = Visit(
        Service.objects.get(code="moving"), window, came, called, finished, {"moved-in": 2}
    )
    ticket = enter(clerk, asked)
    ticket.refresh_from_db()
    assert (ticket.label, ticket.state) == ("A001", "done")
    assert (ticket.called_at - ticket.issued_at) // 60_000_000 == 10
    assert not Event.objects.filter(kind="called").exists()
    assert take().label == "A002"
    assert list(audit()) == []
    for times in ((called, came, finished), (came, called, moment + timedelta(minutes=1))):
        with pytest.raises(ValidationError):
            enter(clerk, Visit(asked.service, window, *times, {}))
    with pytest.raises(ValidationError):
        enter(clerk, Visit(asked.service, window, came - timedelta(days=1), called, finished, {}))
