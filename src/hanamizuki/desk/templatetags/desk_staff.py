"""The desk's words in templates for staff."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from hanamizuki.desk.models import Counter
from hanamizuki.desk.staff import words

register = template.Library()
_MAPS: dict[str, Mapping[str, words.Words]] = {
    "channel": words.CHANNELS,
    "language": words.LANGUAGES,
    "state": words.STATES,
    "reason": words.REASONS,
}


@register.filter
def desk_word(key: str, of: str) -> Any:
    """The words of a code: `channel|desk_word:"channel"`; the code itself where it has none."""
    return _MAPS[of].get(key, key)


@register.filter
def assumed(counters: Iterable[Counter]) -> bool:
    """Whether any of some counters is there by an assumed number of seats."""
    return any(not one.seats_known for one in counters)


@register.simple_tag
def seats_assumed() -> bool:
    """Whether the ward has any counter whose number of seats is assumed."""
    return Counter.objects.filter(withdrawn=False, seats_known=False).exists()
