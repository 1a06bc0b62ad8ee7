"""A resolution as one JSON document: the shape of GET /api/v1/places/resolve."""

from __future__ import annotations

from typing import Any

from hanamizuki.core.places.logic.messages import MESSAGES
from hanamizuki.core.places.logic.types import KINDS, Answer, Candidate, Resolution


def resolution_document(resolution: Resolution) -> dict[str, Any]:
    """Every candidate with what is known, ambiguous or unknown of it; sources included."""
    return {
        "status": resolution.status,
        "message": MESSAGES[resolution.message_key],
        "elsewhere": resolution.elsewhere,
        "candidates": [_candidate(one) for one in resolution.candidates],
    }


def _candidate(candidate: Candidate) -> dict[str, Any]:
    town = candidate.town
    answers = {kind: candidate.answer(kind) for kind in KINDS}
    names: dict[str, Any] = {
        kind: answer.only.name if answer.only else None for kind, answer in answers.items()
    }
    return {
        "town": town.full_name,
        "postal_code": town.postal_code,
        "lat": town.lat,
        "lon": town.lon,
        **names,
        "basis": candidate.basis,
        "answers": {kind: _answer(answer) for kind, answer in answers.items()},
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "status": answer.status,
        "basis": answer.basis,
        "options": [
            {
                "id": option.id,
                "name": option.name,
                "confidence": option.confidence,
                "note": option.note,
                "source": option.source,
            }
            for option in answer.options
        ],
    }
