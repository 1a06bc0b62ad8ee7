"""What people come for: by theme, by what they type, and what belongs to a visit."""

from __future__ import annotations

import unicodedata

import jaconv

from hanamizuki.desk.models import Errand
from hanamizuki.desk.words import THEMES, Words


def errands() -> list[Errand]:
    """All that is offered, in the pack's order."""
    return list(Errand.objects.filter(withdrawn=False))


def theme_of(errand: Errand) -> str:
    """The theme under which it is shown; each has one."""
    for topic in errand.topics:
        for code, theme in THEMES.items():
            if topic in theme.topics:
                return code
    return "other"


def by_theme(some: list[Errand]) -> list[tuple[str, Words, list[Errand]]]:
    """(code, name, errands) of the themes that have any, in their order."""
    found: dict[str, list[Errand]] = {}
    for one in some:
        found.setdefault(theme_of(one), []).append(one)
    return [(code, theme.name, found[code]) for code, theme in THEMES.items() if code in found]


def matching(some: list[Errand], text: str) -> list[Errand]:
    """Those whose title or words have every part of what was typed, in any script of kana."""
    parts = [_folded(part) for part in text.split()]
    return [one for one in some if all(_has(one, part) for part in parts)]


def _has(errand: Errand, part: str) -> bool:
    said = [*errand.title.values(), *errand.words]
    return any(part in _folded(one) or _folded(one) in part for one in said if one)


def _folded(text: str) -> str:
    plain = jaconv.kata2hira(unicodedata.normalize("NFKC", text).casefold())
    return "".join(plain.split())
