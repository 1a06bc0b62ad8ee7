"""A list in prose to projects, with the phrases that only say the heading again kept apart."""

from __future__ import annotations

from difflib import SequenceMatcher

from hanamizuki.policy.logic import prose
from hanamizuki.policy.logic.annotations import annotate
from hanamizuki.policy.logic.document import Project
from hanamizuki.policy.logic.entries import Entry
from hanamizuki.policy.logic.japanese import tokens
from hanamizuki.policy.logic.widths import key

# Words every heading of a policy may use; sharing only these says nothing.
_COMMON = frozenset(
    [
        "実施",
        "推進",
        "充実",
        "取組",
        "実現",
        "強化",
        "提供",
        "向上",
        "づくり",
        "まちづくり",
        "作り",
        "等",
        "者",
        "化",
        "的",
        "区",
    ]
)

# So many letters in a row are no chance.
_RUN = 7


def projects_of_text(entry: Entry, heading: str) -> tuple[list[Project], list[str]]:
    """The projects a text lists, and the umbrella phrases that only restate its heading."""
    projects: list[Project] = []
    umbrellas: list[str] = []
    at = 0
    for item in prose.split(entry.text):
        at = max(entry.text.find(item.title, at), at)
        if item.umbrella and restates(item.title, heading):
            umbrellas.append(item.title)
            continue
        noted = annotate(item.title)
        if noted.title:
            line = entry.line_at(at)
            projects.append(Project(noted.title, noted.mark, noted.budget_thousand_yen, line))
    return projects, umbrellas


def restates(phrase: str, heading: str) -> bool:
    """Whether most of what a heading says, or a long run of it, is said again by a phrase."""
    if _shared_run(key(phrase), key(heading)) >= _RUN:
        return True
    said, again = _content(heading), _content(phrase)
    if not said or not again:
        return False
    return len(said & again) >= max(1, round(0.5 * min(len(said), len(again))))


def _shared_run(one: str, other: str) -> int:
    return SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size


def _content(text: str) -> set[str]:
    return {
        t.surface
        for t in tokens(text)
        if t.pos in ("名詞", "動詞", "形状詞", "接尾辞")
        and t.surface not in _COMMON
        and t.form[:2] not in ("連体", "終止")
    }
