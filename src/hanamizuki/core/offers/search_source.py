"""Offers, as entries of the one search index."""

from __future__ import annotations

from collections.abc import Iterator

from hanamizuki.core.offers.registry import registry as offers
from hanamizuki.core.search import Entry, registry


def entries() -> Iterator[Entry]:
    """One entry an offer; staff offers stay out of the public index."""
    for offer in offers:
        if offer.audience != "staff" and offer.is_here:
            yield Entry(
                ref=f"offer:{offer.id}",
                kind="offer",
                url=offer.url,
                title=offer.title,
                summary=offer.summary,
                body="",
                keywords=offer.keywords,
                weight=1.5,
            )


registry.source("offers", entries)
