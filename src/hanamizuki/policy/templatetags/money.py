"""Amounts of money in templates."""

from __future__ import annotations

from django import template

from hanamizuki.core.text.localised import active_language
from hanamizuki.policy.logic.money import words_en, words_ja

register = template.Library()


@register.filter
def yen(thousand: int | None) -> str:
    """Thousand yen as people say it: 2,011万円, 20.11 million yen; a dash where not known."""
    if thousand is None:
        return "—"
    return words_en(thousand) if active_language() == "en" else words_ja(thousand)
