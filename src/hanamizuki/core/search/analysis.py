"""An entry as the keys it is found by, in three fields: title, more (keywords, summary), body."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from hanamizuki.core.search.cut import BODY_SOUND_LENGTH, SOUND_LENGTH, Cut
from hanamizuki.core.search.registry import Entry
from hanamizuki.core.text.readings import current

# Raise it whenever the keys of an unchanged entry come out differently.
METHOD = 1
FIELDS = ("title", "more", "body")
NAMES = ("title", "more")
# Bodies are looked through only where the names alone do not fill a page.
ENOUGH = 20
KINDS = ("words", "grams", "sounds", "roman")


@dataclass(frozen=True)
class Keys:
    """The keys of one entry: `by_kind[kind][field]` is a list in text order."""

    by_kind: dict[str, dict[str, list[str]]]

    def columns(self) -> list[str]:
        """The keys as space-joined columns, kind by kind, field by field."""
        return [" ".join(self.by_kind[kind][field]) for kind in KINDS for field in FIELDS]


def analyse(entry: Entry) -> Keys:
    """The keys of an entry."""
    cuts = {
        field: Cut(text, BODY_SOUND_LENGTH if field == "body" else SOUND_LENGTH)
        for field, text in _texts(entry).items()
    }
    return Keys(
        {
            "words": {field: cut.words for field, cut in cuts.items()},
            "grams": {field: cut.grams for field, cut in cuts.items()},
            "sounds": {field: cut.sounds for field, cut in cuts.items()},
            "roman": {field: cut.roman if field != "body" else [] for field, cut in cuts.items()},
        }
    )


def _texts(entry: Entry) -> dict[str, str]:
    """The fields; a break between the parts keeps phrases and readings from running across."""
    title = [entry.title.get("ja", ""), entry.title.get("en", "")]
    more = [entry.title.get("easy", ""), *entry.keywords, *entry.summary.values()]
    return {
        "title": "\n".join(filter(None, title)),
        "more": "\n".join(filter(None, more)),
        "body": entry.body,
    }


def digest(entry: Entry) -> str:
    """A name for what was indexed: the entry, the readings in force, the method."""
    content = [
        METHOD,
        current().digest,
        entry.kind,
        entry.url,
        dict(entry.title),
        dict(entry.summary),
        entry.body,
        entry.keywords,
        entry.weight,
    ]
    packed = json.dumps(content, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(packed.encode("ascii")).hexdigest()
