"""What people come to the counters for, found by their own words."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from hanamizuki.core.search import Entry, registry
from hanamizuki.desk.models import Service
from hanamizuki.desk.queries import offered

LIFTED = 1.4


def entries() -> Iterator[Entry]:
    """One entry an errand: its title, and the counters it goes to or where else it is done."""
    names = {one.code: one.name for one in Service.objects.filter(withdrawn=False)}
    for errand in offered.errands():
        stops = [names[code] for code in errand.services if code in names]
        bring = [thing["text"] for thing in errand.bring or ()]
        elsewhere = [way["text"] for way in errand.elsewhere or ()]
        yield Entry(
            ref=f"errand:{errand.code}",
            kind="errand",
            url=reverse("desk:take", args=[errand.code]),
            title=errand.title,
            summary=_joined(stops) if stops else elsewhere[0],
            body="\n".join(text for fact in (*stops, *bring, *elsewhere) for text in fact.values()),
            keywords=tuple(errand.words),
            weight=LIFTED,
        )


def _joined(names: list[dict[str, str]]) -> dict[str, str]:
    """Names in a row, in every language in which the first is known."""
    return {
        language: " → ".join(name.get(language, name["ja"]) for name in names)
        for language in names[0]
    }


registry.source("desk", entries)
