"""How many appointments one address may ask for, and how often codes may be guessed."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from hanamizuki.core.visitors import in_the_house, visitor_key
from hanamizuki.desk.limits import INSIDE, MINUTES, counted

OUTSIDE = 20
"""Appointments asked for in ten minutes from one address outside."""
GUESSES = 30
"""Wrong codes in ten minutes at one kiosk."""


def booking_left(request: HttpRequest) -> bool:
    """Whether this address may ask for another appointment now; counts it."""
    if not settings.RATE_LIMIT:
        return True
    limit = INSIDE if in_the_house(request) else OUTSIDE
    return counted(f"desk-book:{visitor_key(request)}", MINUTES * 60) <= limit


def guess_left(request: HttpRequest) -> bool:
    """Whether another wrong code may be given at this machine; counts it."""
    if not settings.RATE_LIMIT:
        return True
    return counted(f"desk-book-code:{visitor_key(request)}", MINUTES * 60) <= GUESSES
