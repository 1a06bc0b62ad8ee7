"""The pack section `synonyms`: everyday words and office words for the same thing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, StringConstraints

from hanamizuki.core.packs import PackData, PackModel, Problem, Section, registry
from hanamizuki.core.search import services
from hanamizuki.core.search.keys import plain
from hanamizuki.core.search.models import SynonymTerm
from hanamizuki.core.search.synonyms import term_keys

Term = Annotated[str, StringConstraints(min_length=1, max_length=60)]


class Synonyms(PackModel):
    """One group: whoever types one of the terms finds the others."""

    id: Annotated[str, Field(min_length=1, max_length=80)]
    terms: tuple[Term, ...] = Field(min_length=2)
    source: str = ""


def check(data: PackData) -> Iterable[Problem]:
    """Every term must leave something to look up, and stand in its group once."""
    for record in data.records("synonyms"):
        seen: set[str] = set()
        for term in record.value.terms:
            if term in seen:
                yield Problem(record.origin, f"{term!r} が二度あります", "一度だけ書く")
            seen.add(term)
            if not plain(term):
                yield Problem(record.origin, f"{term!r} には文字がありません", "ことばを書く")


def load(data: PackData) -> None:
    """Write the merged groups. Small and only ever read, so it is written anew as a whole."""
    rows = [
        SynonymTerm(group=record.value.id, key=key, term=term)
        for record in data.records("synonyms")
        for term in record.value.terms
        for key in sorted(term_keys(term))
    ]
    SynonymTerm.objects.all().delete()
    SynonymTerm.objects.bulk_create(rows, batch_size=500)


registry.register(
    Section(
        name="synonyms",
        files=("synonyms.yaml",),
        record=Synonyms,
        check=check,
        load=load,
        after=("readings",),
        help="Groups of everyday and office words that should find each other.",
        example={
            "synonyms.yaml": (
                "- {id: large-rubbish, terms: [粗大ごみ, 大型ごみ, 大きいごみ, large trash]}\n"
                "- id: nhi\n"
                "  terms: [国民健康保険, 国保]\n"
                "  source: 区のよくある質問\n"
            )
        },
    )
)
registry.after_load(services.rebuild)
