"""Web Push against a service of this machine: sent once, retried in time, gone, in doubt."""

from __future__ import annotations

import socket
import time as machine
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.db import transaction

from hanamizuki.core.notices import Recipient, delivery, push, send, webpush
from hanamizuki.core.notices.models import Notice, PushSubscription
from hanamizuki.core.notices.registry import registry
from hanamizuki.core.notices.retention import forget, forget_kinds
from hanamizuki.core.notices.tests.conftest import Time
from hanamizuki.core.notices.tests.push_server import Browser, PushServer, push_server, signed_by
from hanamizuki.core.notices.tests.sample import KIND, again
from hanamizuki.core.notices.tests.sample import queue as queue_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(settings: Any, time: Time) -> Iterator[PushServer]:
    settings.PUSH_LOOPBACK = True
    with push_server() as made:
        yield made


def keep(browser: Browser) -> int:
    return push.keep(browser.endpoint, **browser.keys)


def queue(to: int, dedupe: str = "1", **more: Any) -> Notice:
    with transaction.atomic():
        send(KIND, Recipient("", "ja", push=to), {"line": "見守り"}, dedupe=dedupe, **more)
    return Notice.objects.get(kind=KIND, dedupe=dedupe)


def test_the_browser_reads_it_and_knows_the_ward(service: PushServer, settings: Any) -> None:
    browser = service.browser()
    notice = queue(
        keep(browser), link="/desk/t/x/", until=delivery.clock.now() + timedelta(minutes=9)
    )
    assert push.deliver().sent == 1
    assert browser.got == [
        {
            "title": "見守りの数字",
            "body": "見守りがまだです。",
            "link": "/desk/t/x/",
            "lang": "ja",
            "tag": notice.message.hex,
        }
    ]
    (_path, headers), stored = service.requests[0], again(notice)
    assert (headers["Content-Encoding"], headers["TTL"]) == ("aes128gcm", "540")
    assert (headers["Urgency"], headers["Topic"]) == ("high", notice.message.hex)
    assert signed_by(headers["Authorization"], service.origin)["k"] == push.public_key()
    assert (stored.state, stored.email, stored.carrier) == ("sent", "", "push")
    assert push.deliver() == delivery.Outcome() and len(service.requests) == 1


def test_mail_and_push_each_send_their_own(service: PushServer) -> None:
    browser = service.browser()
    queue(keep(browser))
    queue_mail("by mail")
    assert delivery.deliver().sent == 1 and len(outbox.outbox) == 1 and browser.got == []
    assert push.deliver().sent == 1 and len(outbox.outbox) == 1 and len(browser.got) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(service: PushServer, status: int) -> None:
    browser = service.browser()
    service.answers["/push/a"] = [status]
    one, twice = keep(browser), keep(browser)
    other = keep(service.browser("b"))
    first, second = (
        queue(one, "1"),
        queue(twice, "2", not_before=delivery.clock.now() + timedelta(minutes=1)),
    )
    assert push.deliver().failed == 1
    assert again(first).state == "failed" and again(first).last_error == f"gone (HTTP {status})"
    assert list(PushSubscription.objects.values_list("pk", flat=True)) == [other]
    Notice.objects.filter(pk=second.pk).update(due_at=delivery.clock.now())
    assert push.deliver().failed == 1
    assert again(second).last_error == "gone" and len(service.requests) == 1


def test_a_service_that_is_busy_is_asked_again_in_its_time(service: PushServer, time: Time) -> None:
    browser = service.browser()
    service.answers["/push/a"] = [429, 503, 500]
    notice = queue(keep(browser), until=time.now + timedelta(minutes=5))
    for seconds in (3, 4, 8):  # what it asked for; then ours
        assert push.deliver().later == 1
        assert again(notice).due_at == time.now + timedelta(seconds=seconds)
        assert push.deliver() == delivery.Outcome()
        time.pass_by(seconds=seconds)
    assert push.deliver().sent == 1
    assert len(browser.got) == 1 and len(service.requests) == 4


def test_what_is_too_late_is_not_told(service: PushServer, time: Time) -> None:
    browser = service.browser()
    service.answers["/push/a"] = [503] * 20
    notice = queue(keep(browser), until=time.now + timedelta(seconds=20))
    mail = queue_mail("mail", until=time.now + timedelta(seconds=20))
    while again(notice).state == "waiting":
        push.deliver()
        time.pass_by(seconds=5)
    assert again(notice).state == "failed" and 3 <= len(service.requests) <= 5
    time.pass_by(seconds=30)
    assert delivery.deliver().failed == 1
    assert again(mail).last_error == "too late" and outbox.outbox == []


def test_what_the_service_refuses_is_not_tried_again(service: PushServer) -> None:
    service.browser()
    for number, status in enumerate((400, 401, 403, 413, 302)):
        service.answers["/push/a"] = [status]
        notice = queue(keep(service.browsers["/push/a"]), str(number))
        assert push.deliver().failed == 1
        assert again(notice).last_error == f"HTTP {status}"
    assert PushSubscription.objects.count() == 5 and len(service.requests) == 5


@pytest.mark.parametrize("answer", ["hang", "hang up"])
@pytest.mark.parametrize(("unsure", "state"), [("", "unsure"), ("retry", "waiting")])
def test_a_service_that_says_nothing_leaves_doubt_and_holds_up_nobody(
    service: PushServer, monkeypatch: Any, unsure: str, state: str, answer: str
) -> None:
    monkeypatch.setenv("HANAMIZUKI_EMAIL_UNSURE", unsure)
    monkeypatch.setattr(webpush, "ANSWER", 0.3)
    fine = service.browser("b")
    service.answers["/push/a"] = [answer]
    silent = queue(keep(service.browser()), "1")
    queue(keep(fine), "2")
    begun = machine.monotonic()
    push.deliver()
    assert machine.monotonic() - begun < 3
    assert again(silent).state == state and len(fine.got) == 1
    assert len([path for path, _ in service.requests if path == "/push/a"]) == 1


def test_a_round_ends_though_services_drip(service: PushServer, monkeypatch: Any) -> None:
    monkeypatch.setattr(webpush, "ANSWER", 15.0)
    service.answers["/push/a"] = ["hang"]
    letters = [
        webpush.Letter(webpush.Target(one.endpoint, **one.keys), "", "", "", "ja", "t", 9)
        for one in (service.browser(), service.browser("b"))
    ]
    begun = machine.monotonic()
    answers = webpush.send_all(letters, patience=0.5)
    assert [one.kind for one in answers] == ["unsure", "sent"]
    assert machine.monotonic() - begun < 3


def test_an_unreachable_service_is_tried_again(settings: Any, time: Time) -> None:
    settings.PUSH_LOOPBACK = True
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        browser = Browser(f"http://127.0.0.1:{taken.getsockname()[1]}/p")
        notice = queue(keep(browser))
        assert push.deliver().later == 1
    assert again(notice).last_error == "ConnectionRefusedError"


def test_a_name_that_leads_into_the_house_is_not_called(
    service: PushServer, settings: Any, monkeypatch: Any
) -> None:
    notice = queue(push.keep("https://push.example.net/p", **service.browser().keys))
    settings.PUSH_LOOPBACK = False
    for inside in ("127.0.0.1", "10.0.0.5", "::1"):
        family = socket.AF_INET6 if ":" in inside else socket.AF_INET
        found = [
            (socket.AF_INET, 1, 6, "", ("8.8.8.8", 443)),
            (family, 1, 6, "", (inside, service.server_address[1])),
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, found=found, **__: found)
        Notice.objects.filter(pk=notice.pk).update(state="waiting")
        assert push.deliver().failed == 1
        assert again(notice).last_error == "NotPublic"
    assert service.requests == []
    with pytest.raises(push.NoTarget):
        push.keep(service.browser().endpoint, **service.browser().keys)


def test_a_worker_that_died_leaves_doubt(service: PushServer, time: Time) -> None:
    notice = queue(keep(service.browser()))
    assert delivery.claim(notice.pk, push.LEASE)
    assert push.deliver() == delivery.Outcome()
    time.pass_by(seconds=61)
    assert push.deliver().unsure == 1
    assert again(notice).state == "unsure" and service.requests == []


def test_what_is_no_longer_wanted_is_taken_back(service: PushServer, monkeypatch: Any) -> None:
    monkeypatch.setitem(registry._wanted, KIND, lambda dedupe: dedupe == "still")
    browser = service.browser()
    number = keep(browser)
    off, still, mail = queue(number, "off"), queue(number, "still"), queue_mail("mail")
    assert push.deliver().sent == 1 and delivery.deliver().sent == 0
    assert [again(one).state for one in (off, still, mail)] == ["cancelled", "sent", "cancelled"]
    assert len(browser.got) == 1 and outbox.outbox == []


def test_a_recipient_has_one_way(service: PushServer) -> None:
    number = keep(service.browser())
    for wrong in (Recipient("a@example.jp", push=number), Recipient("")):
        with pytest.raises(ValueError), transaction.atomic():
            send(KIND, wrong, {"line": "x"}, dedupe="1")


def test_forgetting_takes_address_and_link(service: PushServer, time: Time) -> None:
    sent = queue(keep(service.browser()), "sent", link="/desk/t/secret/")
    push.deliver()
    waits = queue(keep(service.browser()), "waits", not_before=time.now + timedelta(hours=1))
    time.pass_by(minutes=1)
    later = queue(keep(service.browser()), "later")
    assert forget_kinds([KIND], time.now, time.now) == 2
    for one, state in ((sent, "sent"), (waits, "cancelled")):
        gone = again(one)
        assert (gone.state, gone.push_id, gone.link, gone.body) == (state, None, "", "")
    assert again(later).push_id and again(later).body
    time.pass_by(days=31)
    push.deliver()
    time.pass_by(days=31)
    assert forget(time.now) == 1 and again(later).push_id is None


def test_the_service_worker_is_at_the_root(client: Any) -> None:
    answer = client.get("/sw.js")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "showNotification" in answer.content.decode() and len(answer.content) < 2_000
    assert client.post("/sw.js").status_code == 405
