"""A machine whose clock goes back: nobody overtakes, and the record's times never go back."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from hanamizuki.core.people.models import Account
from hanamizuki.desk.models import Counter, Event, Ticket
from hanamizuki.desk.queries.line import position
from hanamizuki.desk.services import counters
from hanamizuki.desk.services.day import audit
from hanamizuki.desk.tests.console import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ward")]


def test_who_comes_after_the_clock_was_set_back_stands_behind(
    clerk: Account, window: Counter, ward: Any
) -> None:
    line = [take() for _ in range(3)]
    ward.shift(-timedelta(minutes=45))
    late = take()
    assert position(late) == 3 and late.place >= line[-1].place
    called = counters.call_next(clerk, window)
    assert called is not None and called.pk == line[0].pk
    times = list(Event.objects.order_by("seq").values_list("at", flat=True))
    assert all(before <= after for before, after in pairwise(times))
    ward.shift(timedelta(minutes=50))
    assert take().place > late.place
    assert list(audit()) == []


def test_another_day_begins_by_its_own_clock(ward: Any) -> None:
    take()
    ward.shift(-timedelta(days=1))
    first = take()
    assert (first.label, first.day.isoformat()) == ("A001", "2026-04-07")
    assert Ticket.objects.get(pk=first.pk).issued_at < Event.objects.earliest("seq").at


def test_a_clock_behind_the_book_holds_up_nobody(
    clerk: Account, window: Counter, ward: Any
) -> None:
    only = take()
    counters.call_next(clerk, window)
    ward.shift(-timedelta(minutes=45))
    # How long ago the call was cannot be measured: the clerk's word is taken.
    assert counters.absent(clerk, only).state == "waiting"
    called = counters.call_next(clerk, window)
    assert called is not None and called.pk == only.pk
