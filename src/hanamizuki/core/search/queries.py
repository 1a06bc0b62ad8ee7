"""Reading the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hanamizuki.core.search import keys
from hanamizuki.core.search.backends import backend
from hanamizuki.core.search.models import Document
from hanamizuki.core.search.plan import Plan, Step, plan
from hanamizuki.core.search.why import Why, reasons

_DEPTH = 60  # ranks of each list that count
_DAMPING = 60  # reciprocal rank fusion: 1 / (60 + rank)


@dataclass(frozen=True)
class Hit:
    """One document found. Texts are maps {ja, en, easy}.

    `why` names what matched, as a page can show it; `reasons` is the same in parts.
    """

    ref: str
    kind: str
    url: str
    title: dict[str, str]
    summary: dict[str, str]
    score: float
    why: str
    reasons: tuple[Why, ...]


def search(text: str, limit: int = 20, kinds: Sequence[str] | None = None) -> list[Hit]:
    """The best documents for what somebody typed, best first; [] when nothing fits.

    `kinds` restricts to these kinds of document. Never raises, whatever the text is.
    """
    wanted = plan(text)
    with backend().reading():
        scores = _fused(wanted.steps, kinds) or _fused(wanted.fallback, kinds)
    best = sorted(scores, key=lambda pk: (-scores[pk], pk))[: max(2 * limit, 40)]
    documents = Document.objects.in_bulk(best)
    rated = [
        (scores[pk] * document.weight * _fit(wanted, document), document)
        for pk, document in documents.items()
    ]
    rated.sort(key=lambda pair: (-pair[0], len(pair[1].title.get("ja", "")), pair[1].pk))
    return [_hit(wanted, score, document) for score, document in rated[: max(limit, 0)]]


def _fused(steps: list[Step], kinds: Sequence[str] | None) -> dict[int, float]:
    """Reciprocal rank fusion of the lists, by primary key."""
    engine = backend()
    scores: dict[int, float] = {}
    for step in steps:
        for rank, pk in enumerate(engine.ranked(step.wanted, kinds, _DEPTH), 1):
            scores[pk] = scores.get(pk, 0.0) + step.weight / (_DAMPING + rank)
    return scores


def _fit(wanted: Plan, document: Document) -> float:
    """How well the names of a document fit the whole query: 1 up to 2 for the very name."""
    query = keys.kana(wanted.text).replace(" ", "")
    best = 1.0
    for name in [*document.title.values(), *document.keywords.split("\n")]:
        folded = keys.kana(keys.plain(name)).replace(" ", "")
        if not folded:
            continue
        if folded == query:
            return 2.0
        if folded.startswith(query):
            best = max(best, 1.3 + 0.5 * len(query) / len(folded))
        elif query in folded:
            best = max(best, 1.1 + 0.3 * len(query) / len(folded))
    return best


def _hit(wanted: Plan, score: float, document: Document) -> Hit:
    found = reasons(wanted, document)
    return Hit(
        ref=document.ref,
        kind=document.kind,
        url=document.url,
        title=document.title,
        summary=document.summary,
        score=score,
        why="、".join(str(one) for one in found),
        reasons=found,
    )
