"""The anchors that the worker keeps in the data folder: one line a day, moment and SEQ:HASH.

They show damage, and whoever changed the database alone. Only a copy kept elsewhere shows what
somebody did who could write to both: docs/audit.md.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from hanamizuki.core.audit.rows import Anchor

FILE = "audit-anchors.txt"


@dataclass(frozen=True)
class Kept:
    """An anchor and when it was taken."""

    at: datetime
    anchor: Anchor


def file() -> Path:
    """Where they are."""
    return Path(settings.DATA_DIR) / FILE


def keep(moment: datetime, anchor: Anchor) -> None:
    """Add an anchor, for the owner's eyes; it is on the disk when this returns."""
    handle = os.open(file(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "a", encoding="ascii") as out:
        out.write(f"{moment.isoformat(timespec='seconds')} {anchor}\n")
        out.flush()
        os.fsync(out.fileno())


def kept() -> list[Kept]:
    """All of them, oldest first. Raises ValueError for a line that is none."""
    try:
        lines = file().read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    found = []
    for line in lines:
        moment, _, anchor = line.partition(" ")
        found.append(Kept(datetime.fromisoformat(moment), Anchor.parse(anchor)))
    return found


def last() -> Kept | None:
    """The newest, or None."""
    return (kept() or [None])[-1]  # type: ignore[list-item]
