"""The reader's filters and pages, and the history of one subject."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from hanamizuki.core import audit
from hanamizuki.core.audit import queries
from hanamizuki.core.audit.models import Entry
from hanamizuki.core.audit.queries import Filter

pytestmark = pytest.mark.django_db
ONE, TWO = "account:1", "account:2"


@pytest.fixture
def five(monkeypatch: pytest.MonkeyPatch) -> list[Entry]:
    def at(day: int, hour: int, *given: str, **more: str) -> Entry:
        moment = datetime(2026, 4, day, hour, tzinfo=UTC)
        monkeypatch.setattr("hanamizuki.core.clock.now", lambda: moment)
        return audit.record(*given, **more)  # type: ignore[arg-type]

    return [
        at(1, 0, ONE, "policy.line.changed", "policy.line:2025/1-1", section="kikaku"),
        at(2, 14, ONE, "policy.review.approved", "policy.line:2025/1-2"),
        at(2, 15, TWO, "people.joined", "account:2"),  # 3 April in Japan
        at(3, 0, TWO, "policy.line.changed", "policy.line:2024/1-1", section="kikaku"),
        at(4, 0, TWO, "policy.line.changed", "policy.line:2025/1-1", section="somu"),
    ]


@pytest.mark.parametrize(
    ("wanted", "which"),
    [
        (Filter(), "43210"),
        (Filter(actor=ONE), "10"),
        (Filter(action="policy.line.changed"), "430"),
        (Filter(action="policy."), "4310"),
        (Filter(subject="policy.line:2025/1-1"), "40"),
        (Filter(subject="policy.line:2025/"), "410"),
        (Filter(section="kikaku"), "30"),
        (Filter(since=date(2026, 4, 3)), "432"),
        (Filter(until=date(2026, 4, 2)), "10"),
        (Filter(since=date(2026, 4, 2), until=date(2026, 4, 3)), "321"),
        (Filter(actor=TWO, section="somu"), "4"),
        (Filter(actor="account:"), ""),
    ],
)
def test_filters(five: list[Entry], wanted: Filter, which: str) -> None:
    ours = {entry.seq: str(index) for index, entry in enumerate(five)}
    shown = queries.page(wanted).entries
    assert "".join(ours[entry.seq] for entry in shown if entry.seq in ours) == which


def test_pages_lead_to_the_end_and_back(five: list[Entry]) -> None:
    wanted = Filter(since=date(2026, 4, 1), until=date(2026, 4, 4))
    seqs = [entry.seq for entry in five][::-1]
    first = queries.page(wanted, size=2)
    second = queries.page(wanted, before=first.older, size=2)
    third = queries.page(wanted, before=second.older, size=2)
    shown = [[entry.seq for entry in one.entries] for one in (first, second, third)]
    assert shown == [seqs[:2], seqs[2:4], seqs[4:]]
    assert (first.newer, third.older) == (None, None)
    back = queries.page(wanted, after=third.newer, size=2)
    assert [entry.seq for entry in back.entries] == seqs[2:4]
    again = queries.page(wanted, after=back.newer, size=2)
    assert [entry.seq for entry in again.entries] == seqs[:2]
    assert again.newer is None and again.older == first.older


def test_a_page_beyond_the_end_leads_back(five: list[Entry]) -> None:
    wanted = Filter(actor=ONE)
    end = queries.page(wanted, before=five[0].seq)
    assert end.entries == [] and end.newer is not None
    assert [e.seq for e in queries.page(wanted, after=end.newer).entries] == [
        five[1].seq,
        five[0].seq,
    ]


def test_actions_are_the_choices(five: list[Entry]) -> None:
    assert set(queries.actions()) >= {entry.action for entry in five}
    assert queries.actions() == sorted(set(queries.actions()))


def test_history_shows_differences_newest_first_and_reads_on_demand() -> None:
    subject = "policy.line:2031/9-9"
    audit.record(ONE, "policy.line.added", subject, after={"title": "見守り", "target": 3})
    audit.record(
        TWO,
        "policy.line.changed",
        subject,
        before={"title": "見守り", "target": 3},
        after={"title": "見守り活動", "target": 3},
    )
    audit.read(TWO, subject, "照会")
    changed, added = queries.history(subject)
    assert [(d.field, d.kind) for d in added.differences] == [
        ("target", "added"),
        ("title", "added"),
    ]
    (title,) = changed.differences
    assert [(s.part, s.text) for s in title.segments] == [("same", "見守り"), ("added", "活動")]
    assert len(queries.history(subject, reads=True)) == 3
    assert len(queries.history(subject, limit=1)) == 1
