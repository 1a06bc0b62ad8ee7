"""GET /api/v1/search: the one index."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from hanamizuki.core.search.queries import search
from hanamizuki.core.text.api import CleanText

router = Router(tags=["search"])


class HitOut(Schema):
    """One find; `why` says what matched."""

    ref: str
    kind: str
    url: str
    title: dict[str, str]
    summary: dict[str, str]
    score: float
    why: str


class HitsOut(Schema):
    """The finds, best first; empty where nothing matches."""

    query: str
    hits: list[HitOut]


class SearchIn(Schema):
    """What to look for."""

    q: CleanText(100)  # type: ignore[valid-type]


@router.get("", response=HitsOut, summary="Search everything public")
def find(request: HttpRequest, query: Query[SearchIn]) -> dict[str, Any]:
    """Up to 20 finds over services, life events, places and policy lines."""
    return {"query": query.q, "hits": search(query.q)}
