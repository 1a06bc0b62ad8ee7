"""The console's pages: forms alone, a stale screen, one person, what is refused."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hanamizuki.core import clock
from hanamizuki.core.audit.models import Entry
from hanamizuki.core.people.models import Account
from hanamizuki.core.receipts import new_token
from hanamizuki.desk.models import Counter, Errand, Event, Press, Ticket
from hanamizuki.desk.queries.console import FORETOLD, version
from hanamizuki.desk.services import counters
from hanamizuki.desk.services.day import audit, close_days
from hanamizuki.desk.services.issuing import Wish, issue
from hanamizuki.desk.tests.console import ACT, CONSOLE, LOOK, here, send, states, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ward")]


def test_the_whole_day_of_a_counter_by_forms_alone(page: Client, ward: Any) -> None:
    """Without JavaScript: each press leads back to the console, which says what was done."""
    window = Counter.objects.get(code="w1")
    assert "窓口をあける" in page.get(CONSOLE).content.decode()

    def act(do: str, **more: Any) -> str:
        given = {"do": do, "key": new_token(), "seen": version(window), **more}
        return page.post(ACT, given, follow=True).content.decode()

    act("open", services=["moving"])
    window.refresh_from_db()
    assert (window.state, window.takes) == ("open", ["moving"])
    first, second = take(), take()
    assert "A001 を呼びました" in act("next", first="A001")
    assert "もう一度呼びました" in act("recall", ticket=first.pk)
    act("start", ticket=first.pk)
    assert "保留" in act("hold", ticket=first.pk)
    assert "A002 を呼びました" in act("next")
    said = act("absent", ticket=second.pk)
    assert "呼んだばかりです。10:03:00 から" in said and "不在（10:03:00 から）" in said
    ward.shift(timedelta(minutes=3))
    assert "不在（" not in page.get(CONSOLE).content.decode()
    act("absent", ticket=second.pk)
    act("resume", ticket=first.pk)
    act("next")
    assert here(window) == "A001"
    act("finish", ticket=first.pk)
    # Alone in line: not at once.
    assert "A002 は、10:06:00 から呼べます" in act("next")
    ward.shift(timedelta(minutes=3))
    act("next")
    ward.shift(timedelta(minutes=3))
    act("absent", ticket=second.pk)
    assert states() == {"A001": "done", "A002": "missed"}
    assert "呼んでも来なかった人" in page.get(CONSOLE).content.decode()
    act("restore", ticket=second.pk)
    act("next")
    act("start", ticket=second.pk)
    act("finish", ticket=second.pk)
    act("pause")
    act("close")
    window.refresh_from_db()
    assert window.state == "closed" and states()["A002"] == "done"
    assert [one.action for one in Entry.objects.filter(action__startswith="desk.")] == [
        "desk.counter_opened",
        "desk.counter_paused",
        "desk.counter_closed",
    ]
    assert list(audit()) == []


def test_a_double_click_and_a_stale_screen_call_one(page: Client, window: Counter) -> None:
    take(), take(), take()
    given = {"do": "next", "key": new_token(), "seen": version(window), "first": "A001"}
    answers = [page.post(ACT, given, headers={"X-Console": "1"}) for _ in range(2)]
    assert "A001 は、もう呼びました" in answers[1].content.decode()
    stale = page.post(ACT, {**given, "key": new_token()}, headers={"X-Console": "1"})
    assert "ほかの画面で先に進んで" in stale.content.decode()
    assert list(states().values()).count("called") == 1


def test_somebody_else_was_quicker(page: Client, clerk: Account, window: Counter) -> None:
    take(), take()
    other = Counter.objects.get(code="w2")
    counters.open_counter(clerk, other)
    counters.call_next(clerk, other)
    said = send(page, "next", window, first="A001").content.decode()
    assert "A001 は、ほかの窓口が先に呼びました。A002 を呼びました。" in said
    send(page, "finish", window, ticket=Ticket.objects.get(label="A002").pk)
    # A number that is at another counter is not finished from here.
    send(page, "finish", window, ticket=Ticket.objects.get(label="A001").pk)
    assert states() == {"A001": "called", "A002": "done"}


def test_who_is_held_elsewhere_by_now_is_not_called(page: Client, window: Counter) -> None:
    ticket = take()
    said = send(page, "call", window, ticket=ticket.pk).content.decode()
    assert "ほかの窓口が先に呼びました" in said and states() == {"A001": "waiting"}
    for wrong in ({"ticket": "x"}, {"ticket": "999999"}, {"key": "short", "ticket": ticket.pk}):
        assert send(page, "finish", window, **wrong).status_code == 200
    assert send(page, "nonsense", window).status_code == 200
    assert states() == {"A001": "waiting"}


def test_finish_and_next_is_one_press(page: Client, window: Counter, ward: Any) -> None:
    first = take()
    take()
    send(page, "next", window)
    send(page, "start", window, ticket=first.pk)
    said = send(page, "finish_next", window, ticket=first.pk, first="A002").content.decode()
    assert "A002 を呼びました" in said and states() == {"A001": "done", "A002": "called"}
    second = Ticket.objects.get(label="A002")
    assert "呼べる人は、いまいません" not in said
    ward.shift(timedelta(minutes=3))
    take()
    send(page, "absent_next", window, ticket=second.pk)
    assert here(window) == "A003"
    assert list(audit()) == []


def test_looking_is_cheap_and_does_not_prolong_the_session(
    page: Client, window: Counter, ward: Any
) -> None:
    take()
    page.get(CONSOLE)

    def expires() -> Any:
        return Session.objects.get(pk=page.session.session_key).expire_date

    before = expires()
    ward.shift(timedelta(minutes=5))
    looked = page.get(LOOK)
    assert looked.status_code == 200 and "A001" in looked.content.decode()
    same = page.get(LOOK, headers={"If-None-Match": looked["ETag"]})
    assert same.status_code == 304
    assert expires() == before
    take()
    assert page.get(LOOK, headers={"If-None-Match": looked["ETag"]}).status_code == 200
    page.get(CONSOLE)
    assert expires() > before


def test_the_number_of_queries_does_not_grow_with_the_line(
    page: Client, window: Counter, django_assert_max_num_queries: Any
) -> None:
    for _ in range(FORETOLD):
        take(errand="moved-in")
    with CaptureQueriesContext(connection) as few:
        page.get(LOOK)
    for _ in range(50):
        take(errand="moved-in")
    with django_assert_max_num_queries(len(few) + 1):
        shown = page.get(LOOK).content.decode()
    assert "待っている人 62人" in shown


def test_no_name_is_shown_and_the_note_goes_with_the_day(
    page: Client, clerk: Account, window: Counter
) -> None:
    ticket = take()
    path = f"{CONSOLE}person/{ticket.pk}/"
    page.post(path, {"do": "note", "note-note": "車いす。書類はあとから"})
    assert "車いす" in page.get(CONSOLE).content.decode()
    entry = Entry.objects.get(action="desk.noted")
    assert "車いす" not in f"{entry.changes}{entry.reason}"
    refused = page.post(path, {"do": "note", "note-note": "個人番号 123456789018"})
    assert refused.status_code == 200 and "車いす" in Ticket.objects.get(pk=ticket.pk).note
    close_days(clock.today() + timedelta(days=1))
    assert Ticket.objects.get(pk=ticket.pk).note == ""


def test_with_one_person(page: Client, window: Counter, boss: Client) -> None:
    first, second = take(), issue(Wish("moving", "web")).ticket
    path = f"{CONSOLE}person/{second.pk}/"
    shown = page.get(path).content.decode()
    assert "順番の前に呼ぶ" in shown and "順番を早める" not in shown
    assert "順番を早める" in boss.get(path).content.decode()
    page.post(path, {"do": "arrived"})
    assert Ticket.objects.get(pk=second.pk).present
    assert "理由" in page.post(path, {"do": "call", "key": new_token()}).content.decode()
    page.post(path, {"do": "call", "key": new_token(), "call-reason": "child"})
    assert here(window) == second.label
    called = Event.objects.get(kind="called")
    assert called.data == {"counter": "w1", "chosen": True, "reason": "child"}
    done = {"do": "done", "key": new_token(), "seen": version(window)}
    name = f"done-done_{Errand.objects.get().pk}"
    page.post(path, {**done, name: "3"})
    assert Event.objects.get(kind="finished").data == {"done": {"moved-in": 3}}
    other = f"{CONSOLE}person/{first.pk}/"
    page.post(other, {"do": "transfer", "key": new_token(), "transfer-service": "insurance"})
    moved = Ticket.objects.get(pk=first.pk)
    assert (moved.service.code, moved.place) == ("insurance", moved.issued_at)
    boss.post(
        other,
        {"do": "forward", "key": new_token(), "forward-minutes": 5, "forward-reason": "unwell"},
    )
    assert Ticket.objects.get(pk=first.pk).place == moved.place - 5 * 60_000_000
    assert list(audit()) == []


def test_help_is_seen_at_other_counters_until_somebody_answers(
    page: Client, window: Counter
) -> None:
    send(page, "help", window)
    other = page.get("/staff/desk/counter/w2/").content.decode()
    assert "21番の窓口が応援を呼んでいます" in other
    page.post("/staff/desk/counter/w2/act/", {"do": "answer", "of": "w1"})
    assert "応援を呼んでいます" not in page.get("/staff/desk/counter/w2/").content.decode()
    kinds = list(Event.objects.filter(kind__startswith="help").values_list("kind", flat=True))
    assert kinds == ["help_called", "help_answered"]


def test_a_number_by_hand(page: Client, window: Counter) -> None:
    path = "/staff/desk/issue/"
    assert 'name="key"' in page.get(path).content.decode()
    given = {"service": "moving", "channel": "phone", "language": "en"}
    assert "もう一度押してください" in page.post(path, given).content.decode()
    given["key"] = new_token()
    shown = page.post(path, given).content.decode()
    again = page.post(path, given).content.decode()  # sent twice, or the answer drawn again
    ticket = Ticket.objects.get()
    links = [set(re.findall(r"/desk/t/[A-Za-z0-9_-]{32}/", one)) for one in (shown, again)]
    assert links[0] == links[1] and len(links[0]) == 1
    assert not Press.objects.filter(pk=given["key"]).exists()
    assert "A001" in shown and (ticket.channel, ticket.present) == ("phone", False)
    assert "/desk/t/" in shown


def test_a_visit_entered_over_the_page_once(page: Client, window: Counter) -> None:
    given = {
        "service": "moving",
        "counter": "w1",
        "came": "9:05",
        "called": "9:10",
        "finished": "9:20",
        "key": new_token(),
    }
    for _ in range(2):
        assert page.post("/staff/desk/visit/", given).status_code == 302
    assert states() == {"A001": "done"}
    wrong = page.post("/staff/desk/visit/", {**given, "key": new_token(), "called": "9:00"})
    assert wrong.status_code == 200 and "順にしてください" in wrong.content.decode()
