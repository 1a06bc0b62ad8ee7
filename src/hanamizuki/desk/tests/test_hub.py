"""The hub by itself: who reads slowly, who fell behind, who comes back. No database, no clock."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest

from hanamizuki.desk.live import hub as module
from hanamizuki.desk.live.hub import Hub, Listener
from hanamizuki.desk.logic.hall import CounterFacts, Facts, Hall, Happened, ServiceFacts

DAY = date(2026, 3, 30)
FACTS = Facts(
    {"a": ServiceFacts("a", "A", {"ja": "甲"})}, {"w1": CounterFacts("w1", "21", "2F", ("a",))}
)


class Reader:
    """A connection that keeps what it took; `closed` it takes nothing more until opened."""

    def __init__(self, hub: Hub, digest: str = "", last: int | None = None) -> None:
        self.got = b""
        self.open = asyncio.Event()
        self.open.set()
        self.listener = Listener(self.send, digest)
        hub.listeners.add(self.listener)
        self.got += hub.greet(self.listener, last)

    async def send(self, message: dict[str, Any]) -> None:
        await self.open.wait()
        self.got += message["body"]

    def calls(self) -> list[int]:
        parts = self.got.split(b"\n\n")
        return [int(one.split(b"\n")[0][3:]) for one in parts if b"event:call" in one]


class Desk:
    """Makes events in their order."""

    def __init__(self, hub: Hub) -> None:
        self.hub, self.seq, self.tickets = hub, 0, 0

    def happens(self, kind: str, ticket: int, **data: Any) -> None:
        self.seq += 1
        event = Happened(
            self.seq, self.seq, DAY, kind, "a", "w1", data, ticket, f"A{ticket:03}", f"d{ticket}"
        )
        self.hub._news([event])

    def issue(self) -> int:
        self.tickets += 1
        self.happens("issued", self.tickets, service="a", place=self.tickets, present=True)
        return self.tickets

    def call(self) -> None:
        ticket = self.issue()
        self.happens("called", ticket, counter="w1")
        self.happens("finished", ticket)


async def settled(hub: Hub) -> None:
    """Let the hub tell everybody."""
    for _ in range(20):
        await asyncio.sleep(0)
    while hub._telling is not None and not hub._telling.done():
        await asyncio.sleep(0)
    for _ in range(20):
        await asyncio.sleep(0)


def run(story: Callable[[Hub, Desk], Awaitable[None]]) -> None:
    async def main() -> None:
        hub = Hub()
        hub._loaded(Hall(DAY, FACTS, {"w1": "open"}), [])
        await story(hub, Desk(hub))

    asyncio.run(main())


def test_everybody_hears_each_call_once_in_order() -> None:
    async def story(hub: Hub, desk: Desk) -> None:
        readers = [Reader(hub) for _ in range(module.SLICE + 5)]
        for _ in range(5):
            desk.call()
            await settled(hub)
        assert all(one.calls() == [2, 5, 8, 11, 14] for one in readers)

    run(story)


def test_one_who_takes_nothing_holds_up_nobody_and_gets_the_present_afterwards() -> None:
    async def story(hub: Hub, desk: Desk) -> None:
        sleeper, other = Reader(hub), Reader(hub)
        sleeper.open.clear()
        many = module.KEPT_FRAMES + 10
        for _ in range(many):
            desk.call()
            await settled(hub)
        assert len(other.calls()) == many
        assert sleeper.calls() == []
        before = len(sleeper.got)
        sleeper.open.set()
        await settled(hub)
        late = sleeper.got[before:]
        assert late.count(b"event:snapshot") == 1 and f"A{desk.tickets:03}".encode() in late
        desk.call()
        await settled(hub)
        assert sleeper.calls()[-1] == other.calls()[-1]

    run(story)


def test_one_who_takes_nothing_for_too_long_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(hub: Hub, desk: Desk) -> None:
        sleeper, other = Reader(hub), Reader(hub)
        task = asyncio.get_running_loop().create_task(asyncio.sleep(3_600))
        sleeper.listener.task, other.listener.task = task, None
        sleeper.open.clear()
        desk.call()
        await settled(hub)
        monkeypatch.setattr(module, "STALLED", -1.0)
        hub._beat()
        with pytest.raises(asyncio.CancelledError):
            await task
        await settled(hub)
        assert b"event:beat" in other.got

    run(story)


def test_who_comes_back_gets_what_was_missed_and_nothing_else() -> None:
    async def story(hub: Hub, desk: Desk) -> None:
        for _ in range(4):
            desk.call()
        await settled(hub)
        assert Reader(hub, last=5).calls() == [8, 11]
        assert b"event:snapshot" not in Reader(hub, last=5).got
        assert b"event:snapshot" in Reader(hub, last=desk.seq + 1).got
        assert b"event:snapshot" in Reader(hub).got

    run(story)


def test_a_phone_hears_of_itself_only_when_something_changed() -> None:
    async def story(hub: Hub, desk: Desk) -> None:
        first, second = desk.issue(), desk.issue()
        phone = Reader(hub, digest=f"d{second}")
        assert phone.got.count(b"event:ticket") == 1 and b'"position":1' in phone.got
        desk.issue()  # behind
        hub._tell()
        await settled(hub)
        assert phone.got.count(b"event:ticket") == 1
        desk.happens("called", first, counter="w1")
        await settled(hub)
        assert phone.got.count(b"event:ticket") == 2
        assert b'"position":0' in phone.got.rpartition(b"event:ticket")[2]
        assert f"d{second}".encode() not in phone.got

    run(story)


def test_lengths_of_lines_wait_for_each_other_calls_do_not() -> None:
    async def story(hub: Hub, desk: Desk) -> None:
        reader = Reader(hub)
        hub._told_lines = module.time.monotonic()
        for _ in range(50):
            desk.issue()
        await settled(hub)
        assert b"event:lines" not in reader.got
        desk.happens("called", 1, counter="w1")
        await settled(hub)
        assert reader.got.count(b"event:lines") == 1 and reader.calls() == [51]

    run(story)


def test_when_the_database_is_silent_so_is_the_hub() -> None:
    async def story(hub: Hub, desk: Desk) -> None:
        reader = Reader(hub)
        hub._heard -= 3 * module.BEAT
        hub._beat()
        await settled(hub)
        assert b"event:beat" not in reader.got

    run(story)
