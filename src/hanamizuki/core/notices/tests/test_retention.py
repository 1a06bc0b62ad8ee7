"""After the term texts, addresses and files are gone; the record stays. And reading the record."""

from __future__ import annotations

from pathlib import Path

import pytest

from hanamizuki.core.notices import queries
from hanamizuki.core.notices.delivery import deliver
from hanamizuki.core.notices.models import Notice
from hanamizuki.core.notices.queries import Filter
from hanamizuki.core.notices.retention import days, forget
from hanamizuki.core.notices.services import retry
from hanamizuki.core.notices.tests.conftest import Time
from hanamizuki.core.notices.tests.sample import KIND, WHO, again, queue

pytestmark = pytest.mark.django_db


def test_the_record_stays_and_the_rest_goes(folder: Path, time: Time) -> None:
    old, failed = queue("old"), queue("failed")
    deliver()
    Notice.objects.filter(pk=failed.pk).update(state="failed", sent_at=None)
    time.pass_by(days=20)
    young = queue("young")
    deliver()
    waiting = queue("waiting")
    time.pass_by(days=10, seconds=1)
    assert forget(time.now) == 2
    assert forget(time.now) == 0
    gone = again(old)
    assert (gone.email, gone.subject, gone.body, gone.why) == ("", "", "", "")
    assert (gone.kind, gone.dedupe, gone.who, gone.state) == (KIND, "old", WHO, "sent")
    assert gone.forgotten_at == time.now and gone.sent_at is not None
    assert [one.name for one in folder.iterdir()] == [f"{young.message}.eml"]
    assert again(young).body and again(waiting).body
    assert not retry(failed.pk)
    time.pass_by(days=100)
    assert forget(time.now) == 1 and again(waiting).body


def test_many_are_forgotten_in_batches(
    folder: Path, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hanamizuki.core.notices.retention.BATCH", 2)
    for number in range(5):
        queue(str(number))
    deliver()
    assert forget(time.pass_by(days=31)) == 5
    assert list(folder.iterdir()) == []


def test_the_term_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert days() == 30
    monkeypatch.setenv("HANAMIZUKI_NOTICE_DAYS", "7")
    assert days() == 7
    for wrong in ("0", "-1", "x", ""):
        monkeypatch.setenv("HANAMIZUKI_NOTICE_DAYS", wrong)
        with pytest.raises(ValueError, match="HANAMIZUKI_NOTICE_DAYS"):
            days()


def test_the_page_of_what_was_sent(time: Time) -> None:
    first, second, third = queue("1"), queue("2"), queue("3")
    Notice.objects.filter(pk=second.pk).update(who="account:8", state="failed")
    time.pass_by(hours=1)
    fourth = queue("4")

    def shown(**wanted: object) -> list[int]:
        return [one.pk for one in queries.page(Filter(**wanted)).notices]  # type: ignore[arg-type]

    assert shown() == [fourth.pk, third.pk, second.pk, first.pk]
    assert shown(state="failed") == shown(who="account:8") == [second.pk]
    assert shown(since=time.now) == [fourth.pk]
    assert shown(until=time.now, who=WHO) == [third.pk, first.pk]
    assert shown(kind="other") == []
    newest = queries.page(size=2)
    older = queries.page(before=newest.older, size=2)
    assert [one.pk for one in older.notices] == [second.pk, first.pk]
    assert (newest.newer, older.older) == (None, None)
    back = queries.page(after=older.newer, size=2)
    assert [one.pk for one in back.notices] == [fourth.pk, third.pk] and back.newer is None


def test_counts_name_every_state(time: Time) -> None:
    assert queries.waiting_since() is None
    since = time.now
    queue("1")
    time.pass_by(minutes=5)
    queue("2")
    assert queries.counts() == {
        "waiting": 2,
        "sending": 0,
        "sent": 0,
        "failed": 0,
        "unsure": 0,
        "cancelled": 0,
    }
    assert queries.waiting_since() == since
