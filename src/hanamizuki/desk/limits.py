"""How many numbers one address may take: generous, since a hall shares one."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from redis import RedisError

from hanamizuki.core.visitors import in_the_house, visitor_key

MINUTES = 10
OUTSIDE, INSIDE = 40, 1_000
"""Numbers in ten minutes: of one address outside, and of one of the office's own."""
SILENCE = 5.0
"""Seconds in which a counts' server that did not answer is not asked; no number waits for it."""

_silent_until = 0.0


def room_left(request: HttpRequest) -> bool:
    """Whether this address may take another number now; counts it."""
    if not settings.RATE_LIMIT:
        return True
    limit = INSIDE if in_the_house(request) else OUTSIDE
    return counted(f"desk-take:{visitor_key(request)}", MINUTES * 60) <= limit


def counted(name: str, seconds: int) -> int:
    """How often a name has come in the time that began with its first, this one included."""
    global _silent_until
    if time.monotonic() < _silent_until:
        return 1
    cache = caches["counts"]
    try:
        return 1 if cache.add(name, 1, seconds) else cache.incr(name)
    except RedisError:  # without the counts' server nobody is kept from a number
        _silent_until = time.monotonic() + SILENCE
        return 1
    except ValueError:  # its time was over in between
        return 1
