"""Loading a pack: all sections in one transaction, skipped where nothing has changed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from hanamizuki.core import clock
from hanamizuki.core.packs.data import PackData
from hanamizuki.core.packs.schema import PackInvalid
from hanamizuki.core.packs.sections import SectionRegistry
from hanamizuki.core.packs.sections import registry as house
from hanamizuki.core.packs.stack import checked

_LOCK = 0x68616E61  # any number that no other advisory lock of ours uses


@dataclass(frozen=True)
class LoadReport:
    """What a load did; `records` counts the merged records of each section."""

    name: str
    digest: str
    changed: bool
    records: dict[str, int]

    def as_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return {
            "pack": self.name,
            "digest": self.digest,
            "changed": self.changed,
            "records": self.records,
        }


def load(
    root: Path,
    name_or_dir: str | os.PathLike[str],
    *,
    force: bool = False,
    registry: SectionRegistry = house,
) -> LoadReport:
    """Check a pack and write all of it, or nothing.

    Raises PackInvalid with every problem where there is one. Loading the same files again does
    nothing, unless `force` says that the code or the database may have changed.
    """
    data = checked(root, name_or_dir, registry=registry)
    if data.problems:
        raise PackInvalid(data.problems)
    with transaction.atomic():
        _wait_for_other_loads()
        changed = force or not _is_loaded(data)
        if changed:
            _write(data, registry)
    records = {name: content.count for name, content in data.sections.items()}
    return LoadReport(data.name, data.digest, changed, records)


def _write(data: PackData, registry: SectionRegistry) -> None:
    from hanamizuki.core.packs.models import PackLoad

    store_document("manifest", data.ward.model_dump(mode="json"))
    for section in registry.all():
        section.load(data)
    for hook in registry.hooks:
        hook()
    PackLoad.objects.create(name=data.name, digest=data.digest, loaded_at=clock.now())


def _is_loaded(data: PackData) -> bool:
    from hanamizuki.core.packs.models import PackLoad

    latest = PackLoad.objects.first()
    return latest is not None and (latest.name, latest.digest) == (data.name, data.digest)


def _wait_for_other_loads() -> None:
    """One load at a time; SQLite's immediate transactions see to that by themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def store_document(name: str, body: dict[str, Any]) -> None:
    """Keep a part of the pack as JSON under a name (for sections without tables)."""
    from hanamizuki.core.packs.models import LoadedDocument

    LoadedDocument.objects.update_or_create(name=name, defaults={"body": body})
