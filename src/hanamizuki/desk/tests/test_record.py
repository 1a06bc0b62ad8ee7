"""What staff see afterwards: were people called when foretold, and what did each window do."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.core.people.models import Account
from hanamizuki.desk.logic.windows import Did, Window, by_window
from hanamizuki.desk.models import Counter, Event, Service, ServiceHour, Ticket
from hanamizuki.desk.queries import overview, windows
from hanamizuki.desk.services import counters, statistics
from hanamizuki.desk.services.console import Visit, enter
from hanamizuki.desk.services.issuing import moment_of
from hanamizuki.desk.tests.console import take
from hanamizuki.desk.tests.days import furnish, lay

DAY = date(2026, 11, 9)
RECORD = "/staff/desk/overview/record/"
EVENTS = st.lists(
    st.builds(
        Did,
        kind=st.sampled_from(("called", "finished", "absent", "recalled", "held")),
        at=st.integers(1, 10**12),
        ticket=st.integers(1, 5),
        service=st.sampled_from(("a", "b")),
        counter=st.sampled_from(("w1", "w2")),
        data=st.just({}),
    ),
    max_size=40,
)


@given(EVENTS)
def test_every_call_and_every_end_counts_once(events: list[Did]) -> None:
    found = by_window(sorted(events, key=lambda one: one.at))
    for name, kind in (("calls", "called"), ("done", "finished"), ("absent", "absent")):
        many = sum(one.kind == kind for one in events)
        assert sum(getattr(one, name) for one in found.values()) == many
    assert all(one.seconds >= 0 for one in found.values())
    both = Window()
    for one in found.values():
        both.add(one)
    assert (both.minutes is None) == (both.done == 0)


@pytest.mark.django_db
def test_promises_and_windows_are_those_of_the_statistics() -> None:
    furnish()
    visits = lay(DAY, told=(300, 1200))
    statistics.close(DAY + timedelta(days=1))
    hours = list(overview.hours(DAY, DAY))
    kept = {(row.service.code, row.hour): row for row in ServiceHour.objects.all()}
    for name in ("told", "kept", "earlier", "later"):
        mine = {(one.service, one.hour): getattr(one, name) for one in hours}
        theirs = {key: getattr(row, name) for key, row in kept.items()}
        assert all(mine.get(key, 0) == many for key, many in theirs.items()) and mine
    assert sum(one.told for one in hours) > sum(one.kept for one in hours) > 0
    rows = list(windows.days(DAY, DAY))
    found = windows.totals(rows)
    for code in ("w1", "w2"):
        here = [one for one in visits if one.window == code and one.called]
        done = [one.finished - one.called for one in here if one.outcome == "done"]
        assert (found[code].calls, found[code].done) == (len(here), len(done))
        assert found[code].minutes == pytest.approx(sum(done) / len(done) / 60)
    assert {one.service for one in windows.days(DAY, DAY, ["papers"])} == {"papers"}


@pytest.mark.django_db
def test_the_page_and_the_sheet_tell_the_same(
    boss: Client, clerk: Account, window: Counter, ward: Any
) -> None:
    def at(ticket: Ticket, low: int, high: int) -> None:
        Ticket.objects.filter(pk=ticket.pk).update(
            told_low=ticket.issued_at + low * 60_000_000,
            told_high=ticket.issued_at + high * 60_000_000,
        )

    for low, high in ((0, 30), (10, 30), (1, 2)):  # in time; earlier than told; later
        at(take(), low, high)
    ward.shift(timedelta(minutes=3))
    for _ in range(3):
        called = counters.call_next(clerk, window)
        assert called is not None
        ward.shift(timedelta(minutes=4))
        counters.finish(clerk, called)
    now = moment_of(Event.objects.order_by("-seq")[0].at)
    came, began, ended = (now - timedelta(minutes=n) for n in (9, 8, 2))
    enter(clerk, Visit(Service.objects.get(code="moving"), window, came, began, ended, {}))
    shown = boss.get(RECORD).content.decode()
    row = shown.split('id="told"')[1].split("</section>")[0]
    cells = [one.split(">")[-1] for one in row.split("</td>")]
    assert cells[0] == "4" and cells[2:6] == ["3", "1（33%）", "1", "1"]
    row = shown.split('id="windows"')[1].split("</section>")[0]
    assert "21番" in row and [one.split(">")[-1] for one in row.split("</td>")][:4] == [
        "4",
        "4",
        "0",
        "4.5分",
    ]
    answer = boss.get("/staff/desk/overview/hours.xlsx")
    with ZipFile(io.BytesIO(answer.content)) as book:
        words = book.read("xl/sharedStrings.xml").decode()
        second = book.read("xl/worksheets/sheet2.xml").decode()
    for word in ("時刻を予告した", "その間に呼んだ", "予告より早い", "予告より遅い", "窓口のid"):
        assert word in words
    assert second.count("<row") == 2 and "<v>4.5</v>" in second


@pytest.mark.django_db
def test_the_page_of_an_empty_or_a_wrong_period(boss: Client, window: Counter) -> None:
    shown = boss.get(f"{RECORD}?first=2020-01-01&last=2020-01-02").content.decode()
    assert "あなたの課の番号はありません" in shown and "窓口で呼んだ人はいません" in shown
    wrong = boss.get(f"{RECORD}?first=2026-01-02&last=2026-01-01")
    assert wrong.status_code == 422 and "1年以内" in wrong.content.decode()
    assert boss.get(f"{RECORD}?first=x").status_code == 422
