"""Another service with the same number: nobody gains a place by it, nothing lost comes back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.core.receipts import digest
from hanamizuki.desk.logic import line as rules
from hanamizuki.desk.logic.line import Event as Happened
from hanamizuki.desk.logic.line import apply, place_after, place_elsewhere
from hanamizuki.desk.models import Event, Service, Ticket
from hanamizuki.desk.queries.line import position
from hanamizuki.desk.services import counters, resident
from hanamizuki.desk.services.day import audit
from hanamizuki.desk.services.issuing import Wish, issue
from hanamizuki.desk.services.taking import Asked, NotNow, take
from hanamizuki.desk.tests.conftest import Office

BACK = 3
STEPS = st.lists(
    st.tuples(st.sampled_from(("turn", "arrive", "absent", "change")), st.integers(1, 9)),
    max_size=12,
)


class Person:
    """Somebody with a number of line a, kept by the rules alone; `changes` False: its twin, to
    whom all the same happens but for the changes. `at` are the moments of changing."""

    def __init__(self, changes: bool, present: bool) -> None:
        data = {"service": "a", "place": 100, "present": present}
        self.changes = changes
        self.now = apply(None, Happened("issued", 100, data))

    def take(self, kind: Any, at: int, **data: Any) -> None:
        self.now = apply(self.now, Happened(kind, at, data))

    def step(self, kind: str, at: int, others: list[int]) -> None:
        one = self.now
        if one.state != "waiting":
            return
        if kind == "turn" and not one.present and not one.passed_at:
            self.take("passed", at)
        elif kind == "arrive" and not one.present:
            late = one.passed_at and at - one.passed_at > 15
            place = max(place_after(others, BACK, at), one.place) if late else one.place
            self.take("arrived", at, place=place)
        elif kind == "absent" and one.present:
            self.take("called", at, counter="w")
            behind = [place for place in others if place > one.place]
            out = one.returned > 0
            self.take("absent", at, out=out, place=place_after(behind, BACK, at), rest=True)
        elif kind == "change" and self.changes:
            for service in ("b", "a"):
                place = place_elsewhere(self.now, at, 100)
                self.take("transferred", at, service=service, place=place)


@given(STEPS, st.booleans(), st.lists(st.integers(50, 250), max_size=8))
def test_no_change_improves_a_place_or_ends_a_penalty(
    steps: list[tuple[str, int]], present: bool, line: list[int]
) -> None:
    changer, twin = Person(True, present), Person(False, present)
    at = 100
    for kind, later in steps:
        at += later
        others = sorted(place for place in line if place <= at)
        for one in (changer, twin):
            one.step(kind, at, others)
        assert changer.now.place >= twin.now.place
        assert changer.now.returned >= twin.now.returned
        assert changer.now.absent_at >= twin.now.absent_at
        assert changer.now.state == twin.now.state
        assert changer.now.passed_at == twin.now.passed_at


def test_the_office_takes_nothing_away_from_who_it_hands_on() -> None:
    one = rules.Ticket(state="serving", place=40, passed_at=60)
    assert place_elsewhere(one, 100, office=True) == 40
    assert place_elsewhere(rules.Ticket(state="missed", place=40, present=True), 100) == 100
    assert place_elsewhere(rules.Ticket(place=40), 100, office=True) == 100


def number(service: str = "moving", *, present: bool = True, **more: Any) -> Ticket:
    return issue(Wish(service, "kiosk" if present else "web", present=present, **more)).ticket


def other(code: str) -> Service:
    return Service.objects.get(code=code)


def test_who_was_absent_stays_behind_after_two_changes(office: Office) -> None:
    mine = number()
    for _ in range(4):
        office.clock.shift(1)
        number()
    office.call()
    office.absent()
    mine.refresh_from_db()
    before = (mine.place, position(mine))
    assert before[1] == 3
    resident.change_service(mine, other("insurance"))
    back = resident.change_service(mine, other("moving"))
    assert (back.place, position(back)) == before and back.returned == 1
    assert list(audit()) == []


def test_who_is_not_there_counts_from_the_change(office: Office) -> None:
    away, here = number("tax", present=False), number("tax")
    office.clock.shift(timedelta(hours=2))
    newcomer = number("insurance")
    office.clock.shift(timedelta(minutes=1))
    for one in (away, here):
        resident.change_service(one, other("insurance"))
    line = Ticket.objects.filter(service__code="insurance").order_by("place", "pk")
    assert list(line) == [here, newcomer, away]


def test_being_late_is_not_undone_by_a_change(office: Office) -> None:
    away = number(present=False)
    line = [number() for _ in range(5)]
    office.call()
    for _ in range(2):
        office.clock.shift(timedelta(minutes=14))
        resident.change_service(away, other("insurance"))
        resident.change_service(away, other("moving"))
    late = resident.arrive(away)
    assert late.passed_at and position(late) == len(line) - 1
    assert list(audit()) == []


def test_staff_hand_on_somebody_with_priority_and_they_keep_it(office: Office) -> None:
    asked = Asked(other("moving"), "staff", present=True, rank="priority")
    mine = take(asked).ticket
    office.call()
    moved = counters.transfer(office.clerk, mine, other("insurance"))
    assert moved.place == mine.place < mine.issued_at
    assert resident.change_service(moved, other("tax")).place == mine.place


def test_a_family_with_one_phone_is_handed_on(office: Office, client: Client) -> None:
    phone = "p" * 32
    first, second = (
        take(Asked(other(code), "web", device=phone)) for code in ("moving", "insurance")
    )
    resident.arrive(first.ticket)
    office.call()
    counters.transfer(office.clerk, first.ticket, other("insurance"))
    live = Ticket.objects.filter(service__code="insurance", state="waiting")
    assert live.count() == 2 and client.get(f"/desk/t/{first.token}/").status_code == 200
    # The phone takes on: the one it still holds, and no link is made twice.
    resident.cancel(second.ticket)
    again = take(Asked(other("insurance"), "web", device=phone))
    assert (again.ticket.label, again.token) == ("A001", first.token)
    resident.cancel(first.ticket)
    assert take(Asked(other("insurance"), "web", device=phone)).ticket.label == "E002"
    assert Ticket.objects.filter(device=digest(phone)).count() == 2
    assert list(audit()) == []


@pytest.mark.parametrize("state", ["serving", "held", "missed"])
def test_a_device_that_holds_one_there_is_told(office: Office, client: Client, state: str) -> None:
    phone = "p" * 32
    held = take(Asked(other("moving"), "web", device=phone)).ticket
    resident.arrive(held)
    office.call()
    if state == "serving":
        counters.start(office.clerk, held)
    elif state == "held":
        counters.hold(office.clerk, held)
    else:
        office.absent()
        office.clock.shift(timedelta(minutes=3))
        office.call()
        office.absent()
    assert Ticket.objects.get(pk=held.pk).state == state
    mine = take(Asked(other("tax"), "web", device=phone))
    answer = client.post(f"/desk/t/{mine.token}/change/", {"service": "moving"})
    assert answer.status_code == 422 and "もうあります" in answer.content.decode()


@pytest.mark.parametrize(
    ("rule", "when", "present"),
    [
        ({"appointment": "only"}, "2026-04-08T10:30:00+09:00", True),
        ({"web_from": None, "web_until": None}, "2026-04-08T10:30:00+09:00", False),
        ({}, "2026-04-08T16:00:00+09:00", False),
        ({}, "2026-04-08T17:00:00+09:00", True),
    ],
)
def test_a_change_asks_the_other_line_whether_it_gives_numbers(
    office: Office, client: Client, rule: dict[str, Any], when: str, present: bool
) -> None:
    service = other("tax")
    service.rules = {**service.rules, **rule}
    service.save()
    wish = Wish("moving", "web", present=present)
    mine = issue(wish).ticket
    office.clock.move_to(when)
    with pytest.raises(NotNow):
        resident.change_service(mine, other("tax"))
    path = f"/desk/t/{wish.token}/change/"
    assert client.post(path, {"service": "tax"}).status_code == 422
    assert 'value="tax"' not in client.get(path).content.decode()
    for wrong in ("a\x00b", "whale", ""):
        assert client.post(path, {"service": wrong}).status_code == 422
    assert not Event.objects.filter(kind="transferred").exists()


def test_withdrawn_lines_and_the_same_one(office: Office) -> None:
    mine = number()
    Service.objects.filter(code="tax").update(withdrawn=True)
    with pytest.raises(ValidationError):
        resident.change_service(mine, other("tax"))
