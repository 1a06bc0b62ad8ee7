"""What past days taught the forecast, as the last closed day left it."""

from __future__ import annotations

import logging
from datetime import date

from hanamizuki.core.clock import today
from hanamizuki.desk.logic.scene import Known
from hanamizuki.desk.models import Lesson, Service
from hanamizuki.desk.queries.memory import Remembered

_log = logging.getLogger(__name__)


def known_before(day: date) -> Known:
    """What was known on the morning of a day."""
    lesson = Lesson.objects.filter(day__lt=day).exclude(learnt={}).order_by("-day").first()
    if lesson is None:
        return Known()
    try:
        return Known.from_dict(lesson.learnt)
    except (KeyError, TypeError, ValueError):
        _log.warning("what %s taught was stored by another version; rebuild it", lesson.day)
        return Known()


def usual_paces() -> dict[str, float]:
    """Seconds that a visit takes, of the services for which the pack says so."""
    rows = Service.objects.filter(minutes__isnull=False).values_list("code", "minutes")
    return {code: float(minutes) * 60 for code, minutes in rows if minutes is not None}


known_now = Remembered(lambda: known_before(today()))
"""What is known today."""
