"""The house's own job: what the log-in keeps goes when its time is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module

from axes.models import AccessAttempt
from django.conf import settings

from hanamizuki.core.jobs import registry

TERM = timedelta(days=1)


def expire(moment: datetime) -> None:
    """Remove sessions that have ended, and counts of wrong log-ins, which hold addresses."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    AccessAttempt.objects.filter(attempt_time__lt=moment - TERM).delete()


registry.register("site.expire", expire, every="day")
