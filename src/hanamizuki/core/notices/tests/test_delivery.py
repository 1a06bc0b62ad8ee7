"""Delivery by files and by a real mail server: once, retried, given up, or left to a person."""

from __future__ import annotations

import email
import email.policy
import smtplib
import socket
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail as outbox

from hanamizuki.core.notices import delivery
from hanamizuki.core.notices.delivery import deliver
from hanamizuki.core.notices.logic.schedule import MAX_ATTEMPTS, pause
from hanamizuki.core.notices.models import Notice
from hanamizuki.core.notices.tests.conftest import Time
from hanamizuki.core.notices.tests.mail_server import MailServer, mail_server
from hanamizuki.core.notices.tests.sample import again, queue

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, settings: object) -> Iterator[MailServer]:
    with mail_server() as made:
        port = made.server_address[1]
        monkeypatch.setenv("HANAMIZUKI_EMAIL_URL", f"smtp://127.0.0.1:{port}")
        settings.EMAIL_BACKEND = "hanamizuki.core.notices.carrier.EmailBackend"  # type: ignore[attr-defined]
        yield made


def interrupted(notice: Notice, time: Time, attempts: int = 1) -> None:
    """As a worker leaves it that dies while it sends."""
    Notice.objects.filter(pk=notice.pk).update(
        state="sending",
        claim=uuid.uuid4(),
        lease_until=time.now + delivery.LEASE,
        attempts=attempts,
    )


def test_a_file_holds_the_mail(folder: Path, time: Time) -> None:
    notice = queue(line="綱島東の見守り")
    assert deliver().sent == 1
    (file,) = folder.iterdir()
    assert file.name == f"{notice.message}.eml"
    assert (file.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    made = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert (made["Subject"], made["To"]) == ("綱島東の見守りの数字", "a@example.jp")
    assert made["Message-ID"] == f"<{notice.message}@localhost>"
    assert made["Date"] == "Mon, 01 Jun 2026 09:00:00 +0900"
    assert made["Auto-Submitted"] == "auto-generated"
    assert made.get_content() == "綱島東の見守りがまだです。\n\n-- \n担当のため。\n"
    stored = again(notice)
    assert (stored.state, stored.sent_at, stored.attempts) == ("sent", time.now, 1)
    assert (stored.claim, stored.lease_until) == (None, None)
    assert deliver() == delivery.Outcome()


def test_only_what_is_due_goes_oldest_first(time: Time) -> None:
    queue("later", not_before=time.now + timedelta(hours=1))
    time.pass_by(minutes=-1)
    queue("first", line="一")
    time.pass_by(minutes=1)
    queue("second", line="二")
    assert deliver().sent == 2
    assert [one.subject for one in outbox.outbox] == ["一の数字", "二の数字"]
    time.pass_by(hours=1)
    assert deliver().sent == 1


def test_an_interrupted_one_waits_for_its_lease_and_doubles_no_file(
    folder: Path, time: Time
) -> None:
    notice = queue()
    assert deliver().sent == 1
    (file,) = folder.iterdir()
    before = (file.stat().st_ino, file.stat().st_mtime_ns)
    Notice.objects.filter(pk=notice.pk).update(sent_at=None, state="waiting")
    interrupted(notice, time)
    assert deliver().sent == 0
    time.pass_by(seconds=121)
    assert deliver().sent == 1
    assert again(notice).attempts == 2
    assert [(one.stat().st_ino, one.stat().st_mtime_ns) for one in folder.iterdir()] == [before]


def test_one_claimed_by_another_is_left_alone(time: Time, monkeypatch: pytest.MonkeyPatch) -> None:
    notice = queue()
    ids = delivery._due_ids()
    interrupted(notice, time)
    monkeypatch.setattr(delivery, "_due_ids", lambda: ids and [ids.pop()])
    assert deliver().sent == 0 and outbox.outbox == []


def test_stopping_finishes_the_one_in_hand() -> None:
    for key in "abc":
        queue(key)
    stops = iter([False, False, True])
    assert deliver(stopped=lambda: next(stops, True)).sent == 1
    assert Notice.objects.filter(state="waiting").count() == 2


def test_a_server_gets_it_with_its_own_message_id(server: MailServer) -> None:
    notice = queue()
    assert deliver().sent == 1
    assert f"Message-ID: <{notice.message}@localhost>" in server.accepted[0]


def test_what_the_server_refuses_for_good_is_not_tried_again(server: MailServer) -> None:
    server.answers = {"nobody@": "550 no such user", "full@": "452 full"}
    gone, full, fine = (queue(n, to=f"{n}@example.jp") for n in ("nobody", "full", "fine"))
    outcome = deliver()
    assert (outcome.sent, outcome.later, outcome.failed) == (1, 1, 1)
    assert again(gone).state == "failed"
    assert again(gone).last_error == "SMTPRecipientsRefused 550"
    assert again(full).state == "waiting" and again(fine).state == "sent"


def test_later_comes_later_each_time_and_ends(server: MailServer, time: Time) -> None:
    server.answers = {"a@": "451 try later"}
    notice = queue()
    for attempt in range(1, MAX_ATTEMPTS):
        assert deliver().later == 1
        assert again(notice).due_at == time.now + pause(attempt)
        assert deliver() == delivery.Outcome()
        time.now = again(notice).due_at
    assert deliver().failed == 1
    assert again(notice).state == "failed" and server.accepted == []


def test_an_unreachable_server_costs_no_attempt(
    monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        url = f"smtp://127.0.0.1:{taken.getsockname()[1]}"
        monkeypatch.setenv("HANAMIZUKI_EMAIL_URL", url)
        settings.EMAIL_BACKEND = "hanamizuki.core.notices.carrier.EmailBackend"  # type: ignore[attr-defined]
        notice = queue()
        outcome = deliver()
    assert outcome.outage.startswith("ConnectionRefusedError") and outcome.sent == 0
    assert (again(notice).state, again(notice).attempts) == ("waiting", 0)


def test_a_server_that_goes_away_ends_the_round(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = queue("1"), queue("2")

    def gone(*_: object) -> bool:
        raise ConnectionRefusedError

    server.answers = {"a@": "421 closing"}
    opens = iter([None])
    real = smtplib.SMTP.connect

    def connect(*given: object) -> object:
        return real(*given) if next(opens, gone) is None else gone()  # type: ignore[arg-type]

    monkeypatch.setattr(smtplib.SMTP, "connect", connect)
    outcome = deliver()
    assert outcome.later == 1 and outcome.outage == "ConnectionRefusedError"
    assert {again(first).attempts, again(second).attempts} == {0, 1}


@pytest.mark.parametrize(("unsure", "state"), [("", "unsure"), ("retry", "waiting")])
def test_a_connection_that_breaks_after_the_text_leaves_doubt(
    server: MailServer, monkeypatch: pytest.MonkeyPatch, unsure: str, state: str
) -> None:
    monkeypatch.setenv("HANAMIZUKI_EMAIL_UNSURE", unsure)
    server.hang_up_after_data = True
    notice = queue()
    deliver()
    assert (again(notice).state, len(server.accepted)) == (state, 1)


@pytest.mark.parametrize(("unsure", "state"), [("", "unsure"), ("retry", "sent")])
def test_a_worker_that_died_while_sending_to_a_server_leaves_doubt(
    server: MailServer, monkeypatch: pytest.MonkeyPatch, time: Time, unsure: str, state: str
) -> None:
    monkeypatch.setenv("HANAMIZUKI_EMAIL_UNSURE", unsure)
    notice = queue()
    interrupted(notice, time)
    time.pass_by(seconds=121)
    deliver()
    assert again(notice).state == state


def test_holding_changes_nothing_for_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch, time: Time
) -> None:
    monkeypatch.setenv("HANAMIZUKI_EMAIL_UNSURE", "hold")
    notice = queue()
    interrupted(notice, time)
    time.pass_by(seconds=121)
    assert deliver().sent == 1
    assert again(notice).state == "sent"


def test_one_that_kills_every_worker_is_given_up(folder: Path, time: Time) -> None:
    notice = queue()
    interrupted(notice, time, attempts=MAX_ATTEMPTS)
    time.pass_by(seconds=121)
    assert deliver().failed == 1
    assert (again(notice).state, folder.exists() and list(folder.iterdir())) == ("failed", [])


def test_a_mail_that_cannot_be_made_fails_and_stops_no_other(time: Time, settings: object) -> None:
    bad, good = queue("bad"), queue("good")
    Notice.objects.filter(pk=bad.pk).update(email="a\nb@example.jp")
    outcome = deliver()
    assert (outcome.failed, outcome.sent) == (1, 1)
    assert again(bad).last_error == "BadHeaderError" and again(good).state == "sent"


def test_a_full_disk_is_tried_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notice = queue()

    def full(_: int) -> None:
        raise OSError(28, "no space left")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        assert deliver().later == 1
    assert again(notice).last_error == "OSError 28" and list(folder.iterdir()) == []
