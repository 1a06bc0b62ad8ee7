"""Messages of the places' pack sections, in both languages that packs are checked in."""

from __future__ import annotations

from hanamizuki.core.packs import Localised


def say(ja: str, en: str) -> Localised:
    """A message in Japanese and English."""
    return Localised(ja=ja, en=en)
