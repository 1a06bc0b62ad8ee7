"""The demo's job: every second in the worker, in a ward that is started as a demo."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from hanamizuki.core.jobs import registry
from hanamizuki.desk.demo.day import Demo
from hanamizuki.desk.demo.services import standing

EVERY = 1.0
_demo = Demo()


def turn(moment: datetime) -> None:
    """Go on with the demo, in a database that is marked as one alone."""
    if settings.DEMO_DAY == "off" or (_demo.day is None and standing() != "demo"):
        return
    _demo.turn(moment)


if settings.DEMO_DAY != "off":
    registry.register("desk.demo", turn, every=EVERY)
