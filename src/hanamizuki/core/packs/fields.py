"""The names a model knows at a place, and the name that a misspelt one may mean."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel


def known_names(model: type[BaseModel], loc: Iterable[str | int]) -> list[str]:
    """The keys that may stand at `loc` inside a record; those of the model itself for ()."""
    current: list[Any] = [model]
    for part in loc:
        if isinstance(part, int):
            continue
        following = [kind for one in current for kind in _held(one, part)]
        if not following:
            break
        current = following
    return sorted({name for one in current for name in _names(one)}, key=str)


def nearest(name: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known name that looks most like `name`, where one is near."""
    folded = {one.casefold(): one for one in known}
    found = get_close_matches(name.casefold(), folded, n=1, cutoff=cutoff)
    return folded[found[0]] if found else None


def _names(model: Any) -> list[str]:
    if issubclass(model, BaseModel):
        return [info.alias or name for name, info in model.model_fields.items()]
    return [field.name for field in dataclasses.fields(model)]


def _held(model: Any, part: str) -> list[Any]:
    if not issubclass(model, BaseModel):
        return []
    for name, info in model.model_fields.items():
        if part in (name, info.alias):
            return list(_models(info.annotation))
    return []


def _models(annotation: Any) -> Iterator[Any]:
    if isinstance(annotation, type) and not get_args(annotation):
        if issubclass(annotation, BaseModel) or dataclasses.is_dataclass(annotation):
            yield annotation
        return
    for argument in get_args(annotation):
        yield from _models(argument)
