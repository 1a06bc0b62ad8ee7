"""Life events, as entries of the one search index."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from hanamizuki.core.search import Entry, registry
from hanamizuki.site.models import Topic


def topics() -> Iterator[Entry]:
    """One entry a life event, with its facts as body."""
    for topic in Topic.objects.all():
        yield Entry(
            ref=f"topic:{topic.topic_id}",
            kind="topic",
            url=reverse("topic", args=[topic.topic_id]),
            title=topic.title,
            summary=topic.summary,
            body="\n".join([topic.first["ja"], *(fact["text"]["ja"] for fact in topic.facts)]),
            keywords=tuple(topic.keywords),
            weight=1.6,
        )


registry.source("topics", topics)
