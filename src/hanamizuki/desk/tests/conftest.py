"""A small ward office on a Wednesday morning, for tests that say they use `office`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client
from tests.support.staff import SECTION, log_in, make_account, make_places

from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role
from hanamizuki.desk.models import Counter, Errand, Service
from hanamizuki.desk.services import counters

WEDNESDAY = "2026-04-08T10:00:00+09:00"
RULES = {
    "web_from": "09:30",
    "web_until": "16:00",
    "grace_minutes": 15,
    "call_minutes": 3,
    "return_after": 3,
    "priority_minutes": 15,
    "limit_per_device": 3,
}


@dataclass
class Office:
    """The clock (`move_to`), a clerk, and the windows by service."""

    clock: Any
    clerk: Account
    windows: dict[str, Counter]

    def call(self, service: str = "moving") -> str:
        """Call the next one; the number."""
        called = counters.call_next(self.clerk, self.windows[service])
        return called.label if called else ""

    def finish(self, service: str = "moving") -> None:
        """Finish with whoever is at the window."""
        window = self.windows[service]
        counters.finish(self.clerk, window.tickets.get(state__in=("called", "serving")))

    def absent(self, service: str = "moving") -> None:
        """Whoever was called is not there when the call has stood long enough."""
        self.clock.shift(timedelta(minutes=3))
        counters.absent(self.clerk, self.windows[service].tickets.get(state="called"))


def text(word: str) -> dict[str, str]:
    return {"ja": word, "en": f"{word} (en)", "easy": word}


@pytest.fixture
def office(db: None) -> Iterator[Office]:
    make_places()
    caches["counts"].clear()
    windows = {}
    for order, (code, letter, label) in enumerate(
        (("moving", "A", "21"), ("insurance", "E", "27"), ("tax", "K", ""))
    ):
        Service.objects.create(
            code=code,
            letter=letter,
            order=order,
            name=text({"moving": "引っ越しの届", "insurance": "国民健康保険"}.get(code, "税")),
            section="sample-section",
            rules=RULES,
        )
        windows[code] = Counter.objects.create(
            code=f"w-{code}", label=label, floor="2F" if label else "", services=[code]
        )
    Errand.objects.create(
        code="moved-in",
        title=text("引っ越してきた"),
        words=["転入", "ひっこし"],
        services=["moving", "insurance"],
        when={"insurance": text("会社の保険がない人")},
        bring=[{"text": text("転出証明書"), "who": None, "source": "見本", "as_of": ""}],
        topics=["moving"],
    )
    Errand.objects.create(
        code="tax-paper", title=text("税の証明"), services=["tax"], topics=["tax"], order=1
    )
    Errand.objects.create(
        code="pass",
        title=text("敬老パス"),
        services=[],
        elsewhere=[{"text": text("駅でできます"), "source": "見本"}],
        topics=["care"],
        order=2,
    )
    clerk = make_account("clerk@example.lg.jp", Role.COUNTER)
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        for window in windows.values():
            counters.open_counter(clerk, window)
        yield Office(clock, clerk, windows)


@pytest.fixture
def ward(db: None) -> Iterator[Any]:
    """Two counters of one section at ten o'clock, one of another; the clock can be moved."""
    make_places()
    for order, (letter, code) in enumerate((("A", "moving"), ("B", "insurance"))):
        Service.objects.create(
            code=code, letter=letter, order=order, name=text(code), section=SECTION
        )
    for number in (1, 2):
        Counter.objects.create(
            code=f"w{number}",
            label=f"{20 + number}",
            section=SECTION,
            order=number,
            services=["moving", "insurance"],
        )
    Counter.objects.create(code="other", label="9", section="elsewhere", services=["moving"])
    Errand.objects.create(code="moved-in", title=text("転入"), services=["moving"])
    with time_machine.travel("2026-04-08T10:00:00+09:00", tick=False) as moving:
        yield moving


@pytest.fixture
def clerk(ward: Any) -> Account:
    return make_account("clerk@example.lg.jp", Role.COUNTER)


@pytest.fixture
def window(clerk: Account) -> Counter:
    found = Counter.objects.get(code="w1")
    counters.open_counter(clerk, found)
    found.refresh_from_db()
    return found


@pytest.fixture
def page(client: Client, clerk: Account) -> Client:
    return log_in(client, clerk)


@pytest.fixture
def boss(clerk: Account) -> Client:
    return log_in(Client(), make_account("boss@example.lg.jp", Role.SECTION_STAFF))
