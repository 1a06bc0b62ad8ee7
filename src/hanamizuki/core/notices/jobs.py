"""The outbox's jobs: deliver all the time; once a day remind, and forget what is old."""

from __future__ import annotations

from datetime import datetime, time

from hanamizuki.core.jobs import JobFailed, registry
from hanamizuki.core.notices import delivery, push, retention, services

MORNING = time(7)  # reminders are mail to people, who sleep at midnight
INTERVAL = 3  # seconds
PUSH_INTERVAL = 1  # seconds: who is told that their turn comes is told now


def deliver(moment: datetime) -> None:
    """Send what is due. Raises JobFailed where no mail can be sent at all, so that it waits."""
    if outage := delivery.deliver().outage:
        raise JobFailed(f"no mail can be sent: {outage}")


def deliver_push(moment: datetime) -> None:
    """Send the pushes that are due. By itself, so that mail that cannot go delays none."""
    push.deliver()


def remind(moment: datetime) -> None:
    """Queue the day's reminders. Raises JobFailed where one failed; the others are queued."""
    failed = [f"{one.name} ({one.error})" for one in services.remind(moment) if one.error]
    if failed:
        raise JobFailed(f"reminders failed: {', '.join(failed)}")


registry.register("notices.push", deliver_push, every=PUSH_INTERVAL)
registry.register("notices.deliver", deliver, every=INTERVAL)
registry.register("notices.remind", remind, every="day", after=MORNING)
registry.register("notices.forget", retention.forget, every="day")
