"""The desk's jobs: tell whose turn comes; once a day close and count the days before."""

from __future__ import annotations

from datetime import datetime

from hanamizuki.core.jobs import registry
from hanamizuki.core.notices import registry as notices
from hanamizuki.desk.appointments import jobs as _appointments  # noqa: F401
from hanamizuki.desk.demo import jobs as _demo  # noqa: F401
from hanamizuki.desk.notices import KINDS
from hanamizuki.desk.queries.alerts import wanted
from hanamizuki.desk.services import alerts, day, statistics

ALERTS_EVERY = 2
"""Seconds; the outbox goes out within a second or three more."""


def close(moment: datetime) -> None:
    """Close the days before this one and write their statistics; twice changes nothing."""
    day.close_days(moment.date())
    statistics.close(moment.date())


registry.register("desk.close", close, every="day")
registry.register("desk.alerts", alerts.tell, every=ALERTS_EVERY)
for _kind in KINDS:
    notices.only_while(_kind, wanted)
