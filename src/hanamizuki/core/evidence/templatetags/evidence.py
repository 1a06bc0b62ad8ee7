"""The words for a group of people in templates."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from hanamizuki.core.evidence.queries import Point
from hanamizuki.core.evidence.splits import split_label as words

register = template.Library()


@register.filter
def split_label(group: Point | str) -> Mapping[str, str]:
    """{ja, en, easy} of a point's group, or of a split key; {} for everyone.

    A key of a district costs a query; a point brings its words along.
    """
    return words(group) if isinstance(group, str) else group.group
