"""Declaring computed indicators."""

from __future__ import annotations

import pytest

from hanamizuki.core.evidence.registry import IndicatorRegistry
from hanamizuki.core.evidence.tests.sample import counting


def test_indicators_are_kept_in_order_and_found_by_id() -> None:
    registry = IndicatorRegistry()
    first, second = counting("b"), counting("a")
    registry.register(first)
    registry.register(second)
    assert list(registry) == [first, second]
    assert registry.get("a") is second and registry.get("c") is None


def test_an_id_is_declared_once() -> None:
    registry = IndicatorRegistry()
    kept = counting("a")
    registry.register(kept)
    with pytest.raises(ValueError, match="'a' is declared twice"):
        registry.register(counting("a"))
    assert list(registry) == [kept]
