"""Writing the index."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.db import transaction

from hanamizuki.core.search.analysis import Keys, analyse, digest
from hanamizuki.core.search.backends import backend
from hanamizuki.core.search.models import Document
from hanamizuki.core.search.registry import Entry, discover, registry

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def rebuild() -> int:
    """Make the index say what the sources say now; returns the number of entries in it.

    Entries that have not changed are kept as they are. The new index appears in one transaction;
    the slow part, splitting texts into words, is done before it begins.
    """
    discover()
    wanted = {entry.ref: (entry, digest(entry)) for entry in registry.entries()}
    ready = _analysed(wanted, _stored())
    with transaction.atomic():
        engine = backend()
        engine.lock()
        stored = _stored()
        ready |= _analysed(wanted, stored, ready)
        stale = [ref for ref, mark in stored.items() if ref not in wanted or wanted[ref][1] != mark]
        fresh = [ref for ref, (_, mark) in wanted.items() if stored.get(ref) != mark]
        for start in range(0, len(stale), 500):
            Document.objects.filter(ref__in=stale[start : start + 500]).delete()
        made = Document.objects.bulk_create(
            [_document(*wanted[ref]) for ref in fresh], batch_size=500
        )
        if stale or made:
            engine.write((document.pk, ready[document.ref]) for document in made)
            engine.tidy()
    return len(wanted)


def _stored() -> dict[str, str]:
    return dict(Document.objects.values_list("ref", "digest"))


def _analysed(
    wanted: Mapping[str, tuple[Entry, str]],
    stored: Mapping[str, str],
    done: Mapping[str, Keys] | None = None,
) -> dict[str, Keys]:
    """The keys of what is new or changed and not done yet."""
    return {
        ref: analyse(entry)
        for ref, (entry, mark) in wanted.items()
        if stored.get(ref) != mark and ref not in (done or {})
    }


def _document(entry: Entry, mark: str) -> Document:
    return Document(
        ref=entry.ref,
        kind=entry.kind,
        url=entry.url,
        title={language: _storable(text) for language, text in entry.title.items()},
        summary={language: _storable(text) for language, text in entry.summary.items()},
        keywords=_storable("\n".join(entry.keywords)),
        weight=entry.weight,
        digest=mark,
    )


def _storable(text: str) -> str:
    """Without what a database cannot hold; the index keeps a copy to show, not the original."""
    return _UNSTORABLE.sub("\ufffd", text)
