"""How reminders read: by kind, in three languages, each with its day and its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from hanamizuki.core.text.localised import localise
from hanamizuki.policy.links import day_texts, staff_link
from hanamizuki.policy.logic.reminders import Kind
from hanamizuki.policy.queries.owing import Owed

LANGUAGES = ("ja", "en", "easy")
MOST = 12  # of a kind in one mail; the page has them all
LONGEST = 60

KINDS: dict[Kind, dict[str, str]] = {
    "value_late": {
        "ja": "値の期日をすぎました",
        "en": "Values are late",
        "easy": "数字を 入れる 日を すぎました",
    },
    "milestone_late": {
        "ja": "節目の日をすぎました（終わったら、終わった日を入れてください）",
        "en": "Milestones have passed (enter the day they were reached)",
        "easy": "大切な 日を すぎました（おわったら、おわった 日を 入れてください）",
    },
    "review_late": {
        "ja": "振り返りの期日をすぎました",
        "en": "Reviews are late",
        "easy": "ふりかえりの 日を すぎました",
    },
    "value_due_30": {
        "ja": "30日以内に、値の期日が来ます",
        "en": "Values are due within 30 days",
        "easy": "30日の うちに、数字を 入れる 日が 来ます",
    },
    "milestone_due": {
        "ja": "14日以内に、節目の日が来ます",
        "en": "Milestones come within 14 days",
        "easy": "14日の うちに、大切な 日が 来ます",
    },
    "review_due": {
        "ja": "振り返りを書くときです",
        "en": "It is time to write the review",
        "easy": "ふりかえりを 書く ときです",
    },
    "untouched": {
        "ja": "6か月、だれも手を入れていない行です",
        "en": "Nobody has worked on these lines for six months",
        "easy": "6か月 だれも なにも していない 行です",
    },
    "no_next_milestone": {
        "ja": "次の節目の日がない行です",
        "en": "These lines have no next milestone",
        "easy": "つぎの 大切な 日が ない 行です",
    },
}
# In this order in a mail: what is late first.
ORDER = list(KINDS)
_DUE = {"ja": "（{day}まで）", "en": " (by {day})", "easy": "（{day}まで）"}
_REST = {"ja": "ほか{n}件", "en": "and {n} more", "easy": "ほかに {n}けん"}


def title(one: Owed) -> dict[str, str]:
    """What it is about in a few words: the number and its period, the milestone, the line."""
    texts: Mapping[str, str] = one.what or one.line.title
    period = f" {one.period.label}" if one.period else ""
    return {language: f"{_short(localise(texts, language))}{period}" for language in LANGUAGES}


def page(one: Owed) -> str:
    """The full address of the page where something can be done about it."""
    if one.indicator and one.period:
        return staff_link("value", one.indicator.indicator_id, f"{one.period.first:%Y-%m}")
    return staff_link("line", one.line.pk)


def digest(items: Sequence[Owed]) -> dict[str, str]:
    """The text of a mail in the three languages."""
    ordered = sorted(items, key=lambda one: ORDER.index(one.reminder.kind))
    groups = [(kind, list(some)) for kind, some in groupby(ordered, lambda o: o.reminder.kind)]
    return {
        language: "\n\n".join(_group(kind, some, language) for kind, some in groups)
        for language in LANGUAGES
    }


def _group(kind: Kind, some: Sequence[Owed], language: str) -> str:
    lines = [f"■ {KINDS[kind][language]}"]
    for one in some[:MOST]:
        due = one.reminder.due
        by = _DUE[language].format(day=day_texts(due)[language]) if due else ""
        lines += [f"・{title(one)[language]}{by}", f"  {page(one)}"]
    if len(some) > MOST:
        lines.append(_REST[language].format(n=len(some) - MOST))
    return "\n".join(lines)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
