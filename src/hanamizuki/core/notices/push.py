"""Web Push: keeping subscriptions, and the worker's round that sends to them.

The promises are the outbox's own (docs/notices.md). A round ends after some seconds whatever the
services do, so that mail and the other jobs go on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import timedelta

from django.db import IntegrityError

from hanamizuki.core import clock
from hanamizuki.core.notices import delivery, webpush
from hanamizuki.core.notices.delivery import Outcome, Verdict
from hanamizuki.core.notices.logic.schedule import soon
from hanamizuki.core.notices.logic.webpush import NoTarget, Target, checked
from hanamizuki.core.notices.models import Notice, PushSubscription
from hanamizuki.core.notices.webpush import Answer, Letter, public_key

LEASE = timedelta(seconds=60)
DAY = 24 * 3600  # seconds that a service may keep what has no end of its own

__all__ = ["NoTarget", "deliver", "drop", "keep", "public_key"]


def keep(endpoint: str, p256dh: str, auth: str) -> int:
    """Keep a browser's subscription; its number, for a `Recipient`. Raises NoTarget."""
    target = checked(endpoint, p256dh, auth, loopback=webpush.loopback())
    made = PushSubscription.objects.create(
        endpoint=target.endpoint, p256dh=target.p256dh, auth=target.auth, created_at=clock.now()
    )
    return int(made.pk)


def drop(numbers: Collection[int]) -> None:
    """Forget subscriptions."""
    PushSubscription.objects.filter(pk__in=numbers).delete()


def deliver(lease: timedelta = LEASE, stopped: Callable[[], bool] = lambda: False) -> Outcome:
    """Send the pushes that are due, many at once, for about ten seconds at most."""
    outcome = Outcome()
    end = time.monotonic() + webpush.PATIENCE
    if not delivery.due_ids("push", 1):
        return outcome
    delivery.give_up_late(outcome)
    delivery.settle_interrupted(outcome, "push", sends_once=False)
    while not stopped() and (left := end - time.monotonic()) > 0:
        due = delivery.due_ids("push", webpush.TOGETHER)
        if not due:
            break
        _send(due, lease, max(left, 2.0), outcome)
    return outcome


def _send(due: list[int], lease: timedelta, patience: float, outcome: Outcome) -> None:
    letters: list[tuple[Notice, Letter]] = []
    for pk in due:
        notice = delivery.claim(pk, lease)
        if notice is None or not delivery.still_wanted(notice):
            continue
        if notice.push is None:
            delivery.put_back(notice, "refused", "gone", outcome, timedelta())
            continue
        letters.append((notice, _letter(notice, notice.push)))
    answers = webpush.send_all([letter for _notice, letter in letters], patience)
    for (notice, letter), answer in zip(letters, answers, strict=True):
        _settle(notice, letter, answer, outcome)


def _letter(notice: Notice, to: PushSubscription) -> Letter:
    left = (notice.until - clock.now()).total_seconds() if notice.until else DAY
    return Letter(
        target=Target(to.endpoint, to.p256dh, to.auth),
        title=notice.subject,
        body=notice.body,
        link=notice.link,
        language="en" if notice.language == "en" else "ja",
        topic=notice.message.hex,  # 32 letters, the most that a Topic may have
        seconds=max(1, int(left)),
    )


def _settle(notice: Notice, letter: Letter, answer: Answer, outcome: Outcome) -> None:
    if answer.kind == "sent":
        delivery.went(notice, outcome)
        return
    verdict: Verdict = "later"
    if answer.kind == "unsure":
        verdict = "unsure" if delivery.holds() else "later"
    elif answer.kind in ("gone", "refused"):
        verdict = "refused"
    wait = max(soon(notice.attempts), timedelta(seconds=answer.pause))
    why = f"gone ({answer.why})" if answer.kind == "gone" else answer.why
    delivery.put_back(notice, verdict, why, outcome, wait)
    if answer.kind == "gone":
        # Whatever else was to go to that browser is not: its service knows it no more.
        with suppress(IntegrityError):  # more was queued meanwhile: that will be told so too
            PushSubscription.objects.filter(endpoint=letter.target.endpoint).delete()
