"""The hall follows from the events alone and agrees with what is stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.staff import make_account, make_places

from hanamizuki.core.clock import now, today
from hanamizuki.core.people.roles import Role
from hanamizuki.desk.live import frames
from hanamizuki.desk.live.source import Tail, read_hall
from hanamizuki.desk.logic import line
from hanamizuki.desk.logic.hall import Call, CounterFacts, Facts, Hall, Happened, ServiceFacts
from hanamizuki.desk.models import Counter, Event, Service, Ticket
from hanamizuki.desk.queries.line import lines, position, present_stop
from hanamizuki.desk.services import counters, resident
from hanamizuki.desk.services.issuing import Wish, digest, issue

DAY = date(2026, 3, 30)
CODES = ("a", "b")
FACTS = Facts(
    {code: ServiceFacts(code, code.upper(), {"ja": code}) for code in CODES},
    {"w1": CounterFacts("w1", "21", "2F", CODES)},
)


def data_of(kind: str, draw: Any) -> dict[str, Any]:
    place = draw(st.integers(1, 9))
    return {
        "issued": {"service": draw(st.sampled_from(CODES)), "place": place, "present": True},
        "called": {"counter": "w1"},
        "absent": {"place": place, "out": draw(st.booleans())},
        "restored": {"place": place},
        "prioritised": {"place": place},
        "transferred": {"place": place, "service": draw(st.sampled_from(CODES))},
        "entered": {
            "service": draw(st.sampled_from(CODES)),
            "place": place,
            "counter": "w1",
            **dict.fromkeys(("came", "called", "started", "finished"), 1),
        },
    }.get(kind, {})


@dataclass
class Naive:
    """The same, kept the slow way."""

    people: dict[int, line.Ticket] = field(default_factory=dict)

    def line(self, code: str) -> list[tuple[int, int]]:
        return sorted(
            (one.place, id)
            for id, one in self.people.items()
            if one.service == code and one.state == "waiting"
        )


@given(st.data())
def test_lines_are_those_of_the_tickets(data: st.DataObject) -> None:
    hall, naive = Hall(DAY, FACTS, {}), Naive()
    for seq in range(1, data.draw(st.integers(1, 40)) + 1):
        ticket = data.draw(st.integers(1, 6))
        kind = data.draw(st.sampled_from(line.KINDS))
        given_data = data_of(kind, data.draw)
        happened = Happened(seq, seq, DAY, kind, "", "w1", given_data, ticket, f"A{ticket}", "d")
        told = hall.take(happened)
        try:
            naive.people[ticket] = line.apply(
                naive.people.get(ticket), line.Event(kind, seq, given_data)
            )
        except line.Impossible:
            assert told is None
            continue
        assert isinstance(told, Call) == (kind in ("called", "recalled"))
        assert hall.take(happened) is None  # known already: nothing happens twice
    for code in CODES:
        expected = naive.line(code)
        assert [(place, id) for id, place, _ in hall.line(code).waiting] == expected
        assert hall.waiting(code) == len(expected)
        assert hall.present(code) == sum(naive.people[id].present for _, id in expected)
        for number, (_place, id) in enumerate(expected):
            assert hall.ahead(hall.people[id]) == number
        at_counter = {
            f"A{id}"
            for id, one in naive.people.items()
            if one.service == code and one.state in line.AT_COUNTER
        }
        assert {label for label, _counter in hall.serving(code)} == at_counter


@pytest.fixture
def ward(db: None) -> None:
    make_places()
    for letter, code, window in (("A", "moving", "21"), ("B", "insurance", "27")):
        Service.objects.create(code=code, letter=letter, name={"ja": code})
        Counter.objects.create(
            code=f"w-{code}", label=window, floor="2F", services=[code], state="closed"
        )


def a_day() -> list[str]:
    """Some people come and are called; their secrets."""
    clerk = make_account("clerk@example.lg.jp", Role.COUNTER)
    window = Counter.objects.get(code="w-moving")
    counters.open_counter(clerk, window)
    secrets = [
        issue(Wish("moving", "web", present=number != 1, stops=("moving", "insurance"))).token
        for number in range(5)
    ]
    issue(Wish("insurance", "kiosk", present=True))
    first = counters.call_next(clerk, window)
    assert first is not None
    counters.recall(clerk, first)
    counters.finish(clerk, first)
    second = counters.call_next(clerk, window)
    assert second is not None
    resident.cancel(Ticket.objects.get(digest=digest(secrets[3])))
    return secrets


def test_the_hall_agrees_with_the_database(ward: None) -> None:
    secrets = a_day()
    hall, told = read_hall()
    assert hall.lines() == lines(now())
    assert hall.faults == 0 and hall.seq == Event.objects.count()
    assert [one.again for one in told if isinstance(one, Call)] == [False, True, False]
    for secret in secrets:
        stored = present_stop(Ticket.objects.get(digest=digest(secret)))
        person = hall.find(digest(secret))
        assert person is not None and person.id == stored.pk
        assert (person.now.state, hall.ahead(person)) == (stored.state, position(stored))


def test_lines_cost_the_same_whatever_their_length(
    ward: None, django_assert_num_queries: Any
) -> None:
    for _ in range(30):
        issue(Wish("moving", "web"))
    with django_assert_num_queries(3):
        assert len(lines(now())["moving"].waiting) == 30


def test_on_a_journey_the_link_goes_on_to_the_next_stop(ward: None) -> None:
    secrets = a_day()
    hall, _ = read_hall()
    person = hall.find(digest(secrets[0]))
    assert person is not None and person.label == "B002" and person.now.service == "insurance"
    assert frames.ticket(hall, person, None)["position"] == 1


def test_the_tail_reads_each_event_once(ward: None) -> None:
    tail = Tail()
    hall, _ = tail.start()
    assert hall.seq == 0
    issue(Wish("moving", "web"))
    tail._version = None  # our own connection's commits are not counted by SQLite
    assert [one.seq for one in tail.news()] == [1]
    tail._version = None
    assert tail.news() == []


def test_nothing_private_is_told_to_everybody(ward: None) -> None:
    secrets = a_day()
    hall, told = read_hall()
    public = (
        frames.text(frames.snapshot(hall, {}))
        + b"".join(frames.told(hall, one) for one in told).decode()
    )
    waiting = [one.label for one in hall.people.values() if one.now.state == "waiting"]
    assert waiting and not any(f'"{label}"' in public for label in waiting)
    for secret in secrets:
        assert secret not in public and digest(secret) not in public
    assert "clerk" not in public and "example" not in public


def test_django_answers_where_no_hub_runs(ward: None, client: Any) -> None:
    secrets = a_day()
    state = client.get("/api/v1/desk/state").json()
    assert [one["waiting"] for one in state["services"]] == [2, 2]
    assert state["calls"][0]["window"] == "21" and state["day"] == today().isoformat()
    own = client.get(f"/api/v1/desk/tickets/{secrets[4]}").json()
    assert (own["label"], own["state"], own["position"]) == ("A005", "waiting", 1)
    assert client.get("/api/v1/desk/tickets/forged").status_code == 404
    body = client.get("/api/v1/desk/stream").content.decode()
    assert "event:snapshot\n" in body and body.startswith("retry:")
