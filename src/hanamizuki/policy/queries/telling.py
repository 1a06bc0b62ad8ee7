"""Sentences with names, numbers and days in them, in every language at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import translation

from hanamizuki.core.clock.templatetags.clock import day, fiscal
from hanamizuki.core.evidence.queries import Evidence
from hanamizuki.core.evidence.splits import split_labels
from hanamizuki.core.places.models import Section
from hanamizuki.core.text.localised import localise
from hanamizuki.policy.models import Milestone
from hanamizuki.policy.sentences import WHY

Texts = dict[str, str]
LANGUAGES = {"ja": "ja", "en": "en", "easy": "ja-easy"}
THE_WARD = {"ja": "区", "en": "the ward", "easy": "区"}


@dataclass(frozen=True)
class Year:
    """A fiscal year in a sentence."""

    number: int


Part = Mapping[str, str] | date | Year | str | int


def compose(pattern: Mapping[str, str], **parts: Part) -> Texts:
    """A pattern {ja, en, easy} with its parts filled in, each in its own language."""
    found = {}
    for key, language in LANGUAGES.items():
        with translation.override(language):
            filled = {name: _said(part, language) for name, part in parts.items()}
            found[key] = pattern[key].format(**filled)
    return found


def listed(texts: Iterable[Mapping[str, str]]) -> Texts:
    """Several texts one after the other: 「A、B」, "A; B"."""
    many = list(texts)
    joined = {"ja": "、", "en": "; ", "easy": "、"}
    return {
        key: joined[key].join(localise(one, language) for one in many)
        for key, language in LANGUAGES.items()
    }


def _said(part: Part, language: str) -> str:
    if isinstance(part, date):
        return day(part)
    if isinstance(part, Year):
        return fiscal(part.number)
    return localise(part, language) if isinstance(part, Mapping) else str(part)


@dataclass(frozen=True)
class Teller:
    """Knows the names that sentences need: of indicators, groups, milestones and sections."""

    evidence: Mapping[str, Evidence]
    milestones: Mapping[str, Milestone]
    sections: Mapping[str, Mapping[str, str]]
    groups: Mapping[str, Mapping[str, str]]

    def what(self, indicator: str, split: str = "") -> Texts:
        """The name of an indicator, with the group where one is meant."""
        item = self.evidence.get(indicator)
        title: Mapping[str, str] = item.title if item else {"ja": indicator}
        if not split:
            return compose({"ja": "{a}", "en": "{a}", "easy": "{a}"}, a=title)
        group = self.groups.get(split) or {"ja": split}
        return compose(
            {"ja": "{a}（{b}）", "en": "{a} ({b})", "easy": "{a}（{b}）"}, a=title, b=group
        )

    def amount(self, indicator: str, value: Decimal | str, *, beside: str | None = None) -> Texts:
        """A value with its unit, written out.

        `beside` a measured value it is rounded as the indicator's values are, unless the two would
        then look the same.
        """
        item = self.evidence.get(indicator)
        number = Decimal(value).normalize()
        decimals = item.decimals if item else 0
        if beside is None:
            exponent = number.as_tuple().exponent
            decimals = max(decimals, -exponent if isinstance(exponent, int) else 0)
        else:
            other = Decimal(beside)
            while other != number and decimals < 4 and round(other - number, decimals) == 0:
                decimals += 1
        unit: Mapping[str, str] = item.unit if item else {"ja": ""}
        return compose(
            {"ja": "{a}{b}", "en": "{a} {b}", "easy": "{a}{b}"},
            a=f"{number:,.{decimals}f}",
            b=unit,
        )

    def why(self, told: Mapping[str, Any]) -> Texts:
        """The sentence for what `queries.progress.as_json` keeps of a reason."""
        rule = told["rule"]
        if rule == "by_hand":
            given = told["by_hand"]
            section = self.sections.get(given["section"], THE_WARD)
            since = date.fromisoformat(given["since"])
            return compose(WHY[rule], section=section, since=since, reason=given["reason"])
        if rule == "worst_target":
            return self.verdict(told["verdict"])
        if rule == "nothing":
            return compose(WHY[rule])
        shown = [self._milestone(one) for one in told.get("milestones", ())]
        if rule == "milestones_open":
            shown = shown[:1]
        return compose(WHY[rule], titles=listed(shown))

    def verdict(self, told: Mapping[str, Any]) -> Texts:
        """What one target says."""
        indicator = told["indicator"]
        parts: dict[str, Part] = {
            "what": self.what(indicator, told["split"]),
            "goal": self.amount(indicator, told["goal"]),
            "due": date.fromisoformat(told["due"]),
        }
        if told["value"] is not None:
            parts["value"] = self.amount(indicator, told["value"])
            parts["at"] = date.fromisoformat(told["value_at"])
        if told["expected_then"] is not None:
            parts["expected"] = self.amount(indicator, told["expected_then"], beside=told["value"])
        return compose(WHY[told["rule"]], **parts)

    def _milestone(self, key: str) -> Texts:
        found = self.milestones.get(key)
        if found is None:
            return {"ja": key}
        return compose(
            {"ja": "{a}（{b}）", "en": "{a} ({b})", "easy": "{a}（{b}）"},
            a=found.title,
            b=found.until or found.on,
        )


def teller(known: Iterable[Evidence], splits: Iterable[str] = ()) -> Teller:
    """One that knows these indicators and groups, and all milestones and sections: 3 queries."""
    return Teller(
        {one.id: one for one in known},
        {one.milestone_id: one for one in Milestone.objects.all()},
        dict(Section.objects.values_list("code", "name")),
        split_labels(splits),
    )
