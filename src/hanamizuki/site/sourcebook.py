"""Every source that the loaded facts name, with what was taken from it and how often."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Model

from hanamizuki.core.clock.models import OpeningHours
from hanamizuki.core.evidence.models import Value
from hanamizuki.core.places.models import (
    Association,
    Catchment,
    Desk,
    District,
    Facility,
    Section,
    Town,
)
from hanamizuki.desk.models import Counter as Window
from hanamizuki.desk.models import Errand, Pattern, Service
from hanamizuki.policy.models import BudgetLine, Milestone, Policy, Theme
from hanamizuki.site.models import Notice, Topic
from hanamizuki.site.templatetags.ward import sources

EVENTS = "できごと・お知らせ"
WHAT: dict[str, tuple[type[Model], ...]] = {
    "運営方針": (Policy, Milestone, Theme),
    "予算": (BudgetLine,),
    "数字": (Value,),
    "町・地区": (Town, District, Catchment, Association),
    "施設": (Facility,),
    "窓口": (Section, Desk, OpeningHours, Service, Window, Errand, Pattern),
    EVENTS: (Notice,),
}


@dataclass(frozen=True)
class Row:
    """One source: address (empty where only a title is known), uses, what it is used for."""

    text: str
    url: str
    uses: int
    what: str


def _used() -> Iterator[tuple[str, str]]:
    for what, models in WHAT.items():
        for model in models:
            for text in model._default_manager.values_list("source", flat=True):
                yield what, text
    for topic in Topic.objects.all():
        for fact in topic.facts:
            yield EVENTS, fact["source"]
    for errand in Errand.objects.all():
        for fact in (*(errand.bring or ()), *(errand.elsewhere or ())):
            yield "窓口", fact["source"]


def sourcebook() -> list[Row]:
    """The distinct sources, most used first."""
    uses: Counter[tuple[str, str]] = Counter()
    what_for: dict[tuple[str, str], set[str]] = defaultdict(set)
    for what, text in _used():
        for link in sources(text):
            key = (link.url or link.text, link.url)
            uses[key] += 1
            what_for[key].add(what)
    return [
        Row(text, url, count, "、".join(sorted(what_for[text, url])))
        for (text, url), count in uses.most_common()
    ]
