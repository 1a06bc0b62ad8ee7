"""The express lane: whom a quick counter calls, who may be overtaken by it, who counts on it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.core import clock
from hanamizuki.core.people.models import Account
from hanamizuki.desk.live.source import read_hall
from hanamizuki.desk.logic.line import Waiting, next_of
from hanamizuki.desk.models import Counter, Errand, Event, Service, Ticket
from hanamizuki.desk.queries.line import lines
from hanamizuki.desk.services import counters
from hanamizuki.desk.services.statistics import rebuild
from hanamizuki.desk.tests.console import ACT, CONSOLE, here, send, take

LINE = st.lists(
    st.builds(
        Waiting,
        id=st.integers(0, 10_000),
        place=st.integers(0, 50),
        present=st.booleans(),
        quick=st.booleans(),
    ),
    unique_by=lambda one: one.id,
    max_size=20,
)


@given(LINE)
def test_a_quick_counter_overtakes_only_those_who_are_not_quick(line: list[Waiting]) -> None:
    first, passed = next_of(line, quick=True)
    assert all(one.quick and not one.present for one in passed)
    if first is None:
        assert not any(one.quick and one.present for one in line)
        return
    assert first.quick and first.present
    before = [one for one in line if (one.place, one.id) < (first.place, first.id)]
    # Whoever stands before them is not quick, or is not there (and then said to be passed over).
    assert all(not one.quick or one in passed for one in before)


@given(LINE)
def test_the_other_counters_call_as_without_one(line: list[Waiting]) -> None:
    plain = [Waiting(one.id, one.place, one.present) for one in line]
    first, passed = next_of(line)
    bare, bare_passed = next_of(plain)
    assert (first and first.id) == (bare and bare.id)
    assert [one.id for one in passed] == [one.id for one in bare_passed]


@given(LINE)
def test_an_express_lane_makes_nobody_wait_longer_for_the_other_counters(
    line: list[Waiting],
) -> None:
    """Taking somebody out of the line never puts anybody further back in it."""
    called, _ = next_of(line, quick=True)
    left = [one for one in line if one != called]
    order = [one for one in sorted(line, key=lambda one: (one.place, one.id)) if one.present]
    after = [one for one in order if one in left]
    for one in left:
        if one.present:
            assert after.index(one) <= order.index(one)


@pytest.fixture
def quick(ward: Any) -> None:
    """Everybody for insurance is quick; of those for moving who come for a paper."""
    Service.objects.filter(code="insurance").update(rules={"quick": True})
    Errand.objects.create(code="paper", title={"ja": "写し"}, services=["moving"], quick=True)


@pytest.mark.django_db
@pytest.mark.usefixtures("quick")
def test_it_calls_those_who_are_quick_in_their_order(clerk: Account, page: Client) -> None:
    window = Counter.objects.get(code="w1")
    shown = page.get(CONSOLE).content.decode()
    assert "短い用件の人だけを呼ぶ" in shown
    page.post(ACT, {"do": "open", "services": ["moving", "insurance"], "quick": "on"})
    window.refresh_from_db()
    assert window.quick and window.state == "open"
    long, paper, card = take(), take(errand="paper"), take("insurance")
    shown = page.get(CONSOLE).content.decode()
    assert "短い用件だけ" in shown
    assert long.label not in shown and paper.label in shown and card.label in shown
    for one in (paper, card):
        send(page, "next", window)
        assert here(window) == one.label
        send(page, "finish", window, ticket=one.pk)
    assert "呼べる人は、いまいません" in send(page, "next", window).content.decode()
    long.refresh_from_db()
    assert (long.state, long.passed_at) == ("waiting", 0)
    other = Counter.objects.get(code="w2")
    counters.open_counter(clerk, other)
    assert counters.call_next(clerk, other) == long


@pytest.mark.django_db
@pytest.mark.usefixtures("quick")
def test_who_is_moved_on_to_another_service_is_no_longer_quick(clerk: Account) -> None:
    window = Counter.objects.get(code="w1")
    counters.open_counter(clerk, window, quick=True)
    Service.objects.filter(code="insurance").update(rules={})
    counters.transfer(clerk, take(errand="paper"), Service.objects.get(code="insurance"))
    assert counters.call_next(clerk, window) is None


@pytest.mark.django_db
@pytest.mark.usefixtures("quick")
def test_nobody_counts_on_a_quick_counter_who_may_not_be_called_there(clerk: Account) -> None:
    window = Counter.objects.get(code="w1")
    counters.open_counter(clerk, window, quick=True)
    found = lines(clock.now())
    assert [found[code].counters_open for code in ("moving", "insurance")] == [0, 1]
    hall, _told = read_hall()
    assert [hall.open(code) for code in ("moving", "insurance")] == [0, 1]
    opened = Event.objects.get(kind="counter_opened")
    assert opened.data == {"quick": True, "whole": ["insurance"]}
    take("insurance")
    assert rebuild([clock.today()]) == 1  # reads the opening once more
    counters.open_counter(clerk, window)
    window.refresh_from_db()
    assert not window.quick and lines(clock.now())["moving"].counters_open == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("quick")
def test_a_break_ends_as_it_began(page: Client) -> None:
    window = Counter.objects.get(code="w1")
    page.post(ACT, {"do": "open", "services": ["insurance"], "quick": "on"})
    for do in ("pause", "open"):
        page.post(ACT, {"do": do})
    window.refresh_from_db()
    assert (window.state, window.quick, window.takes) == ("open", True, ["insurance"])
    page.post(ACT, {"do": "close"})
    window.refresh_from_db()
    assert not window.quick


@pytest.mark.django_db
def test_without_quick_errands_none_is_offered(clerk: Account, page: Client) -> None:
    assert "短い用件の人だけを呼ぶ" not in page.get(CONSOLE).content.decode()
    with pytest.raises(ValidationError):
        counters.open_counter(clerk, Counter.objects.get(code="w1"), quick=True)
    assert not Ticket.objects.exists() and not Counter.objects.get(code="w1").quick
