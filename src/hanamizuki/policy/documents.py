"""A ward that has only its policy document: the text becomes the tree, without a policy/*.yaml."""

from __future__ import annotations

from collections.abc import Iterator

from hanamizuki.core.packs import PackData
from hanamizuki.policy import services
from hanamizuki.policy.logic.decoding import decode
from hanamizuki.policy.logic.document import Document, Initiative, Measure
from hanamizuki.policy.logic.reader import read_document
from hanamizuki.policy.services import LineInput

DOCUMENTS = ("policy/*.txt", "policy/*.md")


def documents(data: PackData) -> list[tuple[str, Document]]:
    """The pack's documents that say their fiscal year, with the file's name."""
    found = []
    for pattern in DOCUMENTS:
        for file in data.files("policy", pattern):
            document = read_document(decode(file.content))
            if document.fiscal_year is not None:
                found.append((file.origin.file, document))
    return found


def document_years(data: PackData) -> set[int]:
    """The fiscal years of the pack's documents."""
    return {document.fiscal_year for _, document in documents(data) if document.fiscal_year}


def load_documents(data: PackData, known: set[int]) -> None:
    """Store each document's year, unless a YAML file already describes that year."""
    for file, document in documents(data):
        if document.fiscal_year is not None and document.fiscal_year not in known:
            header = {
                "title": {"ja": document.title or file},
                "complete": True,
                "note": None,
                "source": file,
                "as_of": None,
            }
            services.store_policy(document.fiscal_year, header, lines_of(document))


def lines_of(document: Document) -> Iterator[LineInput]:
    """The lines in document order: goal, measures, initiatives, projects, organisation."""
    yield LineInput("goal", "", "goal", {"ja": document.goal or "—"}, {"room": "policy"})
    for measure in document.measures:
        yield LineInput(
            measure.code,
            "goal",
            measure.kind,
            {"ja": measure.title},
            {
                "themes": list(measure.themes),
                "text": _text(measure.text),
            },
        )
        yield from _below(measure)
    if document.organisation:
        yield LineInput("O", "goal", "principles", {"ja": "組織運営"})
        for number, head in enumerate(document.organisation, 1):
            yield LineInput(f"O-{number}", "O", "principle", {"ja": head})


def _text(text: str) -> dict[str, str] | None:
    return {"ja": text} if text else None


def _below(measure: Measure) -> Iterator[LineInput]:
    number = 0
    for initiative in measure.initiatives:
        if not initiative.title:
            yield from _projects(initiative, measure.code, f"{measure.code}-p")
            continue
        number += 1
        code = f"{measure.code}-{number}"
        details = {"text": _text(initiative.text), "mark": initiative.mark}
        yield LineInput(code, measure.code, "initiative", {"ja": initiative.title}, details)
        yield from _projects(initiative, code, code)


def _projects(initiative: Initiative, parent: str, prefix: str) -> Iterator[LineInput]:
    for number, project in enumerate(initiative.projects, 1):
        yield LineInput(
            f"{prefix}-{number}",
            parent,
            "project",
            {"ja": project.title},
            {"mark": project.mark},
        )
