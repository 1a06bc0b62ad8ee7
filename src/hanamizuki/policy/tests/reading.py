"""The fixture documents with their expected trees, and a plain view of a reading to compare."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from hanamizuki.policy.logic.document import Document, Measure

FOLDER = Path(__file__).parent / "documents"
NAMES = sorted(path.name for path in FOLDER.iterdir() if path.suffix in (".txt", ".md"))


def text_of(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def expected(name: str) -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load((FOLDER / name).with_suffix(".yaml"))
    for measure in found["measures"]:
        measure.setdefault("themes", [])
        measure.setdefault("kind", "measure")
    return found


def tree(measures: tuple[Measure, ...]) -> list[dict[str, Any]]:
    return [
        {
            "code": measure.code,
            "title": measure.title,
            "kind": measure.kind,
            "themes": list(measure.themes),
            "initiatives": [
                {"title": one.title, "projects": [project.title for project in one.projects]}
                for one in measure.initiatives
            ],
        }
        for measure in measures
    ]


def lines_accounted(document: Document) -> dict[int, int]:
    """How often each source line is told: as used, as ornament or as unplaced."""
    counts: dict[int, int] = {}
    told = [
        *document.used,
        *(o.line for o in document.ornaments),
        *(u.line for u in document.unplaced),
    ]
    for line in told:
        counts[line] = counts.get(line, 0) + 1
    return counts
