"""Running the sections' own checks, without blaming a reference for another record's fault."""

from __future__ import annotations

from collections.abc import Iterator

from hanamizuki.core.packs.data import PackData
from hanamizuki.core.packs.manifest import MANIFEST
from hanamizuki.core.packs.messages import problem
from hanamizuki.core.packs.schema import Origin, Problem
from hanamizuki.core.packs.sections import Section, SectionRegistry


def reference_problems(data: PackData, registry: SectionRegistry) -> Iterator[Problem]:
    """What the sections' checks find, less what only follows from records that were lost."""
    for section in registry.all():
        yield from _checked(section, data)


def _checked(section: Section, data: PackData) -> list[Problem]:
    data.used = {section.name}
    try:
        found = list(section.check(data))
    except Exception as error:
        if data.problems:
            # A check may stumble over content that is missing because it could not be read;
            # what is wrong with that content is said already.
            return []
        why = f"{type(error).__name__}: {error}"
        origin = Origin(f"{data.name}/{MANIFEST}", 1)
        return [problem(origin, "check_failed", section=section.name, why=why)]
    used = [data.sections[name] for name in data.used]
    if any(one.lost_all for one in used):
        return []
    lost = {key for one in used for key in one.lost}
    return [one for one in found if not _follows(one, lost)]


def _follows(found: Problem, lost: set[str]) -> bool:
    return any(_names(str(found.what), key) or _names(str(found.instead), key) for key in lost)


def _names(text: str, key: str) -> bool:
    """Whether a message names a key, as a word of its own."""
    at = text.find(key)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(key) : at + len(key) + 1]
        if not _joins(before) and not _joins(after):
            return True
        at = text.find(key, at + 1)
    return False


def _joins(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in ("-", "_"))
