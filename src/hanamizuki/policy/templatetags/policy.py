"""The policy room's words in templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse

from hanamizuki.core.audit.logic.differences import Segment, segments
from hanamizuki.core.people.policy import allowed
from hanamizuki.core.text.localised import localise
from hanamizuki.policy import words
from hanamizuki.policy.queries.story import TextChange
from hanamizuki.policy.sentences import ICONS
from hanamizuki.policy.staff.nav import NAV

register = template.Library()
_MAPS: dict[str, Mapping[Any, Any]] = {
    "progress": words.PROGRESS,
    "monitoring": words.MONITORING,
    "kept": words.KEPT,
    "question": words.QUESTIONS,
    "answer": words.ANSWERS,
    "gap": words.GAPS,
    "grade": words.GRADES,
    "half": words.HALVES,
    "field": words.FIELDS,
    "budget_state": words.BUDGET_STATES,
    "fate": words.FATES,
}


@register.filter
def word(key: str, of: str) -> Any:
    """The entry of a map in `policy.words`: `state|word:"progress"`; {} where it has none.

    Of progress and kept a `Word` (text, icon, look), of the others a map {ja, en, easy}.
    """
    return _MAPS[of].get(key, {})


@register.simple_tag(takes_context=True)
def staff_nav(context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The entries of the room's second menu that the reader may open: name, url, label."""
    account = context["request"].user
    return [
        {"name": one.name, "url": reverse(f"policy_staff:{one.name}"), "label": one.label}
        for one in NAV
        if allowed(account, one.action)
    ]


@register.filter
def story_icon(kind: str) -> str:
    """The icon of a story's entry; a plain dot for what another room tells."""
    return ICONS.get(kind, "circle-dot")


@register.filter
def diff(change: TextChange) -> tuple[Segment, ...]:
    """What stayed, went and came in a text, in the reader's language."""
    return segments(localise(change.before), localise(change.after))
