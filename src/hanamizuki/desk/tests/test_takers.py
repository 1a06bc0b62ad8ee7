"""Numbers over the API as the server gives them out: together, in one thread."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from redis import RedisError

from hanamizuki.desk import limits
from hanamizuki.desk.live import takers as module
from hanamizuki.desk.live.takers import PATH, Takers
from hanamizuki.desk.models import Event, Service, Ticket
from hanamizuki.desk.queries.line import position
from hanamizuki.desk.services import issuing, resident
from hanamizuki.desk.services.day import audit
from hanamizuki.desk.services.issuing import Wish, issue
from hanamizuki.desk.services.waiting import WaitingCounts
from hanamizuki.desk.tests.conftest import Office

ADDRESS = "192.0.2.7"


class Asked:
    """One request: what was sent back, or what Django is given to read."""

    def __init__(self, body: Any, address: str = ADDRESS, host: str = "testserver") -> None:
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.sent: list[Mapping[str, Any]] = []
        self.scope = {
            "type": "http",
            "method": "POST",
            "path": PATH,
            "query_string": b"",
            "scheme": "http",
            "client": (address, 5),
            "headers": [
                (b"host", host.encode()),
                (b"content-type", b"application/json"),
                (b"content-length", str(len(self.body)).encode()),
            ],
        }
        self.left: Any = None

    async def receive(self) -> Mapping[str, Any]:
        return {"type": "http.request", "body": self.body, "more_body": True}

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    async def by(self, takers: Takers) -> Asked:
        receive = await takers(self.scope, self.receive, self.send)
        self.left = (await receive())["body"] if receive else None
        return self

    @property
    def answer(self) -> dict[str, Any]:
        assert self.sent[0]["status"] == 201
        return dict(json.loads(self.sent[1]["body"]))


class Here(Takers):
    """Works in the test's own thread, between two runs of the event loop, in its transaction."""

    def _begin(self) -> None:
        pass

    def serve(self) -> None:
        while not self._queue.empty():
            self._serve()


def ask(*some: Asked) -> list[Asked]:
    """All at the same moment."""
    takers, loop = Here(), asyncio.new_event_loop()
    try:
        asking = [loop.create_task(one.by(takers)) for one in some]
        loop.run_until_complete(asyncio.sleep(0.02))
        takers.serve()
        return list(loop.run_until_complete(asyncio.gather(*asking)))
    finally:
        loop.close()


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "close_old_connections", lambda: None)


def test_it_is_the_answer_that_django_gives(office: Office) -> None:
    one = ask(Asked({"service": "moving", "errand": "moved-in", "language": "en"}))[0]
    body = {"service": "moving", "errand": "moved-in", "language": "en"}
    django = Client(REMOTE_ADDR=ADDRESS).post(PATH, body, content_type="application/json").json()
    told = one.answer
    assert (told["number"], told["position"]) == ("A001", 0)
    assert (django["number"], django["position"]) == ("A002", 1)
    same = {"token": "", "link": "", "number": "", "position": 0, "issued_at": "", "forecast": None}
    assert told | same == django | same
    assert told["link"] == f"http://testserver/desk/t/{told['token']}/"
    assert told["issued_at"][:19] == django["issued_at"][:19]
    assert dict(one.sent[0]["headers"])[b"cache-control"] == b"no-store"
    assert Client().get(f"/desk/t/{told['token']}/").status_code == 200


def test_all_who_come_together_get_a_number_each_in_few_transactions(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    real = issuing._together._write

    def write(wishes: list[Wish]) -> Any:
        written.append(len(wishes))
        return real(wishes)

    monkeypatch.setattr(issuing._together, "_write", write)
    some = ask(*(Asked({"service": ("moving", "tax")[n % 2]}) for n in range(30)))
    numbers = sorted(one.answer["number"] for one in some)
    assert numbers == [f"{letter}{n:03}" for letter in "AK" for n in range(1, 16)]
    positions = sorted(one.answer["position"] for one in some)
    assert positions == sorted([*range(15), *range(15)])
    assert sum(written) == 30 and len(written) < 10
    seqs = list(Event.objects.order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(seqs[0], seqs[0] + len(seqs))) and list(audit()) == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"[" * 1900, {}, {"service": "whales"}, {"service": "moving", "x": 1}],
)
def test_what_is_wrong_is_left_to_django_whole_and_uncounted(office: Office, body: Any) -> None:
    bad, good = ask(Asked(body), Asked({"service": "moving"}))
    assert bad.left == bad.body and not bad.sent
    assert good.answer["number"] == "A001"


def test_a_closed_service_a_stranger_and_a_forged_host_are_left_to_django(office: Office) -> None:
    there = Asked({"service": "moving", "present": True})
    forged = Asked({"service": "moving"}, host="evil.example")
    assert [one.left for one in ask(there, forged)] == [there.body, forged.body]
    office.clock.move_to("2026-04-08T21:00:00+09:00")
    late = ask(Asked({"service": "moving"}))[0]
    assert late.left == late.body and Ticket.objects.count() == 0


def test_a_long_or_unfinished_body_is_left_to_django(office: Office) -> None:
    long = Asked({"service": "moving", "errand": "x" * 3_000})
    cut = Asked({"service": "moving"})
    cut.scope["headers"][2] = (b"content-length", b"4000")
    assert [one.left for one in ask(long, cut)] == [long.body, cut.body]


def test_one_address_has_its_limit(office: Office, settings: Any) -> None:
    settings.RATE_LIMIT = True
    caches["counts"].clear()
    some = ask(*(Asked({"service": "moving"}) for _ in range(limits.OUTSIDE + 5)))
    assert sum(bool(one.sent) for one in some) == limits.OUTSIDE
    assert ask(Asked({"service": "moving"}, address="192.0.2.8"))[0].answer["position"] == 40


def test_who_takes_a_number_does_not_wait_for_a_silent_counts_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    class Silent:
        def add(self, name: str, *more: object) -> bool:
            asked.append(name)
            raise RedisError("timed out")

    monkeypatch.setattr(limits, "caches", {"counts": Silent()})
    monkeypatch.setattr(limits, "_silent_until", 0.0)
    assert [limits.counted(f"x{n}", 60) for n in range(20)] == [1] * 20
    assert asked == ["x0"]
    monkeypatch.setattr(limits, "_silent_until", 0.0)  # later
    assert limits.counted("y", 60) == 1 and asked == ["x0", "y"]


def test_a_fault_is_told_and_the_next_gets_a_number(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(module, "issue_all", lambda wishes: [OSError("disk")] * len(wishes))
        failed = ask(Asked({"service": "moving"}))[0]
    assert failed.sent[0]["status"] == 503 and Ticket.objects.count() == 0
    assert ask(Asked({"service": "moving"}))[0].answer["number"] == "A001"


def test_a_service_withdrawn_this_moment_gives_none(office: Office, settings: Any) -> None:
    from hanamizuki.desk.queries.glance import services

    settings.DESK_MEMORY = 60.0
    try:
        assert ask(Asked({"service": "moving"}))[0].answer["number"] == "A001"
        Service.objects.filter(code="moving").update(withdrawn=True)
        assert services()["moving"].withdrawn is False  # remembered
        gone, other = ask(Asked({"service": "moving"}), Asked({"service": "tax"}))
        assert gone.left == gone.body and other.answer["number"] == "K001"
    finally:
        services.forget()


def test_counts_are_right_whatever_happens_between(office: Office, settings: Any) -> None:
    """Positions as they are counted on against positions counted anew."""
    settings.DESK_MEMORY = 60.0
    counts = WaitingCounts()
    issuing.waiting_counts, before = counts, issuing.waiting_counts
    try:
        for step in range(25):
            made = issue(Wish(("moving", "tax")[step % 2], "kiosk", present=True))
            assert made.before == position(made.ticket), step
            if step % 6 == 3:
                office.call("moving")
                office.finish("moving")
            if step % 7 == 5:
                resident.cancel(made.ticket)
            if step == 12:  # a place still to come, as an appointment has one
                late = Ticket.objects.filter(state="waiting").latest("place")
                Ticket.objects.filter(pk=late.pk).update(place=late.place + 10**12)
                counts._known.clear()
        assert len(counts._known) < 2  # a line with a place still to come is counted each time
    finally:
        issuing.waiting_counts = before
        issuing.services.forget()
