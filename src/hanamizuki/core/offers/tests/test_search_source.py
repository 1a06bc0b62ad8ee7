"""Offers in the search index."""

from __future__ import annotations

import pytest

from hanamizuki.core.offers import search_source
from hanamizuki.core.offers.registry import OfferRegistry
from hanamizuki.core.offers.tests.test_registry import offer


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> OfferRegistry:
    mine = OfferRegistry()
    monkeypatch.setattr(search_source, "offers", mine)
    return mine


def test_an_offer_is_an_entry_with_its_words(registry: OfferRegistry) -> None:
    registry.register(offer("ticket", keywords=("順番", "予約"), url_name="search"))
    (entry,) = search_source.entries()
    assert (entry.ref, entry.kind, entry.url) == ("offer:ticket", "offer", "/search/")
    assert (entry.title, entry.keywords) == ({"ja": "ticket"}, ("順番", "予約"))
    assert entry.summary == {"ja": "ticketができます。"}
    assert entry.weight > 1


def test_staffs_and_other_wards_offers_stay_out(registry: OfferRegistry) -> None:
    registry.register(
        offer("counter", audience="staff"),
        offer("elsewhere", exists=lambda: False),
        offer("join", audience="associations"),
    )
    assert [entry.ref for entry in search_source.entries()] == ["offer:join"]
