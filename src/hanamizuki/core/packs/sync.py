"""`sync`: rows of a pack into a table by key, keeping ids and what people have entered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models, transaction

M = TypeVar("M", bound=models.Model)
_BATCH = 500


@dataclass(frozen=True)
class SyncReport:
    """How many rows were made, changed, left as they were, and removed (or withdrawn)."""

    created: int
    updated: int
    unchanged: int
    removed: int


def sync(
    model: type[M],
    key_field: str,
    rows: Iterable[Mapping[str, Any]],
    *,
    within: Mapping[str, Any] | None = None,
    withdrawn: str | None = None,
) -> SyncReport:
    """Make a table hold these rows: write by key, remove what is no longer there.

    Every row has the same fields, `key_field` (unique in the table) among them; other columns of
    the table, such as those that people fill in, keep their values, and so do ids. `within`
    limits which rows may be removed (one year, one kind). Give `withdrawn`, the name of a
    boolean field, wherever rows have dependants that people entered (a booking of a counter):
    rows gone from the pack are then marked instead of deleted, and unmarked when they return.
    """
    given = [dict(row) for row in rows]
    if withdrawn:
        given = [{**row, withdrawn: False} for row in given]
    keys = [row[key_field] for row in given]
    if len(set(keys)) < len(keys):
        raise ValueError(f"{model.__name__}: a {key_field} stands twice")
    with transaction.atomic():
        return _sync(model, key_field, given, dict(within or {}), withdrawn)


def _sync(
    model: type[M],
    key_field: str,
    rows: list[dict[str, Any]],
    within: dict[str, Any],
    withdrawn: str | None,
) -> SyncReport:
    manager = model._default_manager
    fields = list(rows[0]) if rows else [key_field]
    stored = {row[key_field]: row for row in manager.values(*dict.fromkeys((key_field, *fields)))}
    changed = [row for row in rows if stored.get(row[key_field]) != row]
    if changed:
        manager.bulk_create(
            [model(**row) for row in changed],
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=[key_field],
            update_fields=[name for name in fields if name != key_field] or [key_field],
        )
    removed = _remove(model, key_field, {row[key_field] for row in rows}, within, withdrawn)
    created = sum(row[key_field] not in stored for row in changed)
    return SyncReport(created, len(changed) - created, len(rows) - len(changed), removed)


def _remove(
    model: type[M], key_field: str, kept: set[Any], within: dict[str, Any], withdrawn: str | None
) -> int:
    candidates = model._default_manager.filter(**within)
    if withdrawn:
        candidates = candidates.filter(**{withdrawn: False})
    gone = [key for key in candidates.values_list(key_field, flat=True) if key not in kept]
    for start in range(0, len(gone), _BATCH):
        batch = model._default_manager.filter(**{f"{key_field}__in": gone[start : start + _BATCH]})
        if withdrawn:
            batch.update(**{withdrawn: True})
        else:
            batch.delete()
    return len(gone)
