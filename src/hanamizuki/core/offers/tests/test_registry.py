"""Declaring offers, and finding them by line and by life event."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import datetime
from typing import Any

import pytest
from django.urls import NoReverseMatch

from hanamizuki.core.clock import JST
from hanamizuki.core.offers import Availability, Offer
from hanamizuki.core.offers.registry import OfferRegistry

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=JST)


def offer(id: str, **more: Any) -> Offer:
    fields: dict[str, Any] = {
        "title": {"ja": id},
        "summary": {"ja": f"{id}ができます。"},
        "lines": ("1-1",),
        "url_name": "portal",
    }
    return Offer(id=id, **{**fields, **more})


def test_offers_are_kept_in_order() -> None:
    registry = OfferRegistry()
    first, second, third = offer("b"), offer("a"), offer("c")
    registry.register(first, second)
    registry.register(third)
    assert list(registry) == [first, second, third]


def test_an_id_is_declared_once() -> None:
    registry = OfferRegistry()
    kept = offer("a")
    registry.register(kept)
    with pytest.raises(ValueError, match="'a' is declared twice"):
        registry.register(offer("a"))
    assert list(registry) == [kept]


def test_an_offer_is_found_by_every_line_it_serves_and_by_no_other() -> None:
    registry = OfferRegistry()
    registry.register(offer("a", lines=("1-1", "K-1")), offer("b", lines=("1",)))
    assert [one.id for one in registry.for_line("1-1")] == ["a"]
    assert [one.id for one in registry.for_line("1")] == ["b"]
    assert registry.for_line("K") == []


def test_an_offer_is_found_by_life_event_only_where_the_ward_has_it() -> None:
    registry = OfferRegistry()
    here = [False]
    registry.register(
        offer("a", topics=("moving", "baby")),
        offer("b", topics=("moving",), exists=lambda: here[0]),
        offer("c"),
    )
    assert [one.id for one in registry.for_topic("moving")] == ["a"]
    here[0] = True
    assert [one.id for one in registry.for_topic("moving")] == ["a", "b"]
    assert registry.for_topic("") == []


def test_an_address_is_made_of_name_and_arguments() -> None:
    assert offer("a").url == "/"
    assert offer("a", url_name="policy:line", url_args=("1-1",)).url == "/policy/1-1/"
    with pytest.raises(NoReverseMatch):
        _ = offer("a", url_name="no-such-page").url


def test_availability_is_asked_at_a_moment() -> None:
    def until_five(moment: datetime) -> Availability:
        return Availability(moment.hour < 17, {"ja": "17時まで"})

    asked = offer("a", availability=until_five).availability
    assert asked is not None and asked(NOON) == Availability(True, {"ja": "17時まで"})
    evening = asked(NOON.replace(hour=18))
    assert evening is not None and not evening.is_open
    assert offer("a").availability is None


def test_an_offer_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        offer("a").id = "b"  # type: ignore[misc]
