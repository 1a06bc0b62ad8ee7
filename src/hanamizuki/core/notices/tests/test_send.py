"""Queueing: in the caller's transaction, once for a key, checked, and neutral where asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from hanamizuki.core.notices import NoticeRequest, Recipient, cancel, send
from hanamizuki.core.notices.logic.template import NEUTRAL
from hanamizuki.core.notices.models import Notice
from hanamizuki.core.notices.services import remind, retry
from hanamizuki.core.notices.tests.conftest import Time
from hanamizuki.core.notices.tests.sample import KIND, WHO, again, declared, queue

pytestmark = pytest.mark.django_db
HER = Recipient("a@example.jp", "en")


def test_it_is_rendered_and_waits() -> None:
    notice = queue(language="en", line="Watching")
    assert (notice.subject, notice.body) == ("Watching: its number", "Watching is late.")
    assert (notice.why, notice.who, notice.state) == ("You are in charge.", WHO, "waiting")
    assert notice.due_at == notice.created_at


def test_a_second_one_of_the_key_is_nothing() -> None:
    first = queue(line="A")
    assert send(KIND, HER, {"line": "B"}, dedupe="1") is False
    assert send(KIND, HER, {"line": "B"}, dedupe="2") is True
    assert again(first).subject == "Aの数字"


def test_what_is_rolled_back_is_not_sent() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        assert send(KIND, HER, {"line": "A"}, dedupe="gone")
        raise RuntimeError
    assert not Notice.objects.filter(dedupe="gone").exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_refuses() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        send(KIND, HER, {"line": "A"}, dedupe="1")


def test_it_can_be_for_later_but_not_for_the_past(time: Time) -> None:
    later = time.now + timedelta(days=2)
    assert queue("later", not_before=later).due_at == later
    assert queue("past", not_before=time.now - timedelta(days=2)).due_at == time.now


def test_a_safe_notice_says_nothing_anywhere() -> None:
    notice = queue(line="DVの相談", safe=True)
    assert (notice.subject, notice.body, notice.why) == NEUTRAL.render("ja", {})
    stored = " ".join(str(value) for value in vars(notice).values())
    assert "DV" not in stored and "http" not in stored


@pytest.mark.parametrize("address", ["", "a", "a@b\nBcc: c@d.example", "a b@example.jp"])
def test_a_wrong_address_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(ValueError, match="not a mail address"):
        queue(to=address)


@pytest.mark.parametrize("line", ["番号は123456789018です", "a\x00b", "長" * 20_001])
def test_texts_that_may_not_be_kept_are_refused(line: str) -> None:
    with pytest.raises(ValueError, match="cannot be sent"):
        queue(line=line)


def test_keys_and_kinds_are_checked() -> None:
    for dedupe in ("", "x" * 201):
        with pytest.raises(ValueError, match="dedupe"):
            send(KIND, HER, {"line": "A"}, dedupe=dedupe)
    with pytest.raises(KeyError, match=KIND):
        send("test.other", HER, {}, dedupe="1")


def test_only_a_waiting_one_can_be_taken_back() -> None:
    notice = queue()
    assert cancel(KIND, "1") and again(notice).state == "cancelled"
    assert not cancel(KIND, "1") and not cancel(KIND, "2")
    assert not send(KIND, HER, {"line": "A"}, dedupe="1")


def test_only_one_given_up_can_be_tried_again() -> None:
    notice = queue()
    assert not retry(notice.pk)
    Notice.objects.filter(pk=notice.pk).update(state="failed", attempts=12, last_error="x")
    assert retry(notice.pk)
    notice = again(notice)
    assert (notice.state, notice.attempts, notice.last_error) == ("waiting", 0, "")


def request(dedupe: str) -> NoticeRequest:
    return NoticeRequest(kind=KIND, recipient=HER, context={"line": "A"}, dedupe=dedupe)


def test_reminders_queue_once_and_one_that_fails_stops_no_other(time: Time) -> None:
    registry, seen = declared(), []

    def broken(moment: object) -> list[NoticeRequest]:
        return [request("half"), NoticeRequest(**{**vars(request("x")), "kind": "test.none"})]

    registry.reminder("broken", broken)
    registry.reminder("late", lambda moment: seen.append(moment) or [request("a"), request("b")])
    first, second = remind(time.now, registry), remind(time.now, registry)
    assert [(one.name, one.asked, one.queued, bool(one.error)) for one in first] == [
        ("broken", 0, 0, True),
        ("late", 2, 2, False),
    ]
    assert second[1].queued == 0 and seen == [time.now, time.now]
    assert set(Notice.objects.values_list("dedupe", flat=True)) == {"a", "b"}
