"""Remembers what a preparing step last worked from, so that an unchanged step is skipped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

NAME = "stamps.json"


class Stamps:
    """Digests by step name, in the data folder. Losing the file only costs time."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / NAME
        try:
            self._known: dict[str, str] = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError):
            self._known = {}

    def same(self, step: str, digest: str) -> bool:
        """True when the step was last finished from the same input."""
        return self._known.get(step) == digest

    def set(self, step: str, digest: str) -> None:
        """Remember that the step is finished."""
        self._known[step] = digest
        self._save()

    def forget(self, *steps: str) -> None:
        """Let the steps run again."""
        for step in steps:
            self._known.pop(step, None)
        self._save()

    def _save(self) -> None:
        part = self._file.with_suffix(".part")
        part.write_text(json.dumps(self._known, indent=1), "utf-8")
        part.replace(self._file)


def digest(parts: Iterable[object]) -> str:
    """One digest of the parts' text."""
    made = hashlib.sha256()
    for part in parts:
        made.update(f"{part}\0".encode())
    return made.hexdigest()


def traces(files: Iterable[Path]) -> list[str]:
    """Path, size and change time of each file: what tells, without reading, that one changed."""
    found = []
    for file in sorted(files):
        stat = file.stat()
        found.append(f"{file} {stat.st_size} {stat.st_mtime_ns}")
    return found
