"""Two people changed one record: what each did, joined; what both did, laid open."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = Any
"""What `json` writes: None, bool, int, float, str, list, dict with str keys."""

LANGUAGES = frozenset(("ja", "en", "easy"))
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Clash:
    """Both sides changed `field` ("title.ja" inside a text map), differently; None where absent."""

    field: str
    base: Json
    theirs: Json
    yours: Json


@dataclass(frozen=True, slots=True)
class Merge:
    """`merged` has yours where there is a clash; `taken` are the fields that only they changed."""

    merged: dict[str, Json]
    taken: tuple[str, ...]
    clashes: tuple[Clash, ...]


def merge(base: Mapping[str, Json], theirs: Mapping[str, Json], yours: Mapping[str, Json]) -> Merge:
    """Join two changed copies of one record's fields.

    `base` is what both started from, `theirs` what is stored now, `yours` what was typed.
    The same change on both sides is no clash. Text maps {ja, en, easy} are joined key by key.
    Field names hold no dots. Clashes come in the base's order, fields new to it by name.
    """
    merged: dict[str, Json] = {}
    taken: list[str] = []
    clashes: list[Clash] = []
    _join("", (base, theirs, yours), merged, taken, clashes)
    return Merge(merged, tuple(taken), tuple(clashes))


def _join(
    prefix: str,
    sides: tuple[Mapping[str, Json], Mapping[str, Json], Mapping[str, Json]],
    merged: dict[str, Json],
    taken: list[str],
    clashes: list[Clash],
) -> None:
    for field in _fields(sides[0], sides[1:]):
        base, theirs, yours = (side.get(field, _ABSENT) for side in sides)
        path = prefix + field
        kept = yours
        if _same(theirs, yours) or _same(base, theirs):
            pass
        elif _same(base, yours):
            kept = theirs
            taken.append(path)
        elif not prefix and _texts(theirs) and _texts(yours) and (_texts(base) or _empty(base)):
            kept = {}
            _join(f"{field}.", ({} if _empty(base) else base, theirs, yours), kept, taken, clashes)
        else:
            clashes.append(Clash(path, *(_shown(one) for one in (base, theirs, yours))))
        if kept is not _ABSENT:
            merged[field] = kept


def _fields(base: Mapping[str, Json], others: Iterable[Mapping[str, Json]]) -> list[str]:
    new = {field for other in others for field in other if field not in base}
    return [*base, *sorted(new)]


def _same(one: Json, other: Json) -> bool:
    if one is _ABSENT or other is _ABSENT:
        return one is other
    # As text, since Python holds True, 1 and 1.0 for equal and a stored record does not.
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _texts(one: Json) -> bool:
    return isinstance(one, Mapping) and bool(one) and LANGUAGES.issuperset(one)


def _empty(one: Json) -> bool:
    return one is _ABSENT or one is None


def _shown(one: Json) -> Json:
    return None if one is _ABSENT else one
