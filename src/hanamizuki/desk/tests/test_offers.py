"""The counters among the offers and in search: by residents' words, and only where they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from pytest_django import DjangoDbBlocker
from tests.support.packs import loaded

from hanamizuki.core.clock import JST
from hanamizuki.core.offers import registry
from hanamizuki.core.search.queries import search
from hanamizuki.desk.models import Errand, Service
from hanamizuki.desk.offers import by_phone_now
from hanamizuki.desk.search_source import entries


@pytest.fixture(scope="module")
def kohoku(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker, "kohoku"):
        yield


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JST)


@pytest.mark.parametrize(
    ("moment", "is_open", "english"),
    [
        ("2026-03-30T10:00", True, "Open now, until 16:00"),
        ("2026-03-30T09:00", False, "Numbers by phone or computer have not started yet."),
        ("2026-03-28T10:00", False, "No numbers by phone or computer today."),
        ("2026-03-29T10:00", False, "The counters are closed today."),
    ],
)
def test_an_offer_says_whether_it_can_be_used_now(
    db: None, kohoku: None, moment: str, is_open: bool, english: str
) -> None:
    found = by_phone_now(at(moment))
    assert found is not None and found.is_open is is_open
    assert found.label["en"].startswith(english) and set(found.label) == {"ja", "en", "easy"}


def test_a_ward_without_counters_offers_none(db: None, kohoku: None) -> None:
    mine = [one for one in registry if one.id.startswith("desk-")]
    assert mine and all(one.is_here for one in mine)
    Service.objects.update(withdrawn=True)
    assert not any(one.is_here for one in mine)
    assert by_phone_now(at("2026-03-30T10:00")) is None


@pytest.mark.parametrize(
    ("words", "errand"),
    [
        ("引越", "moved-in"),
        ("赤ちゃん", "baby-born"),
        ("はんこ", "seal"),
        ("原付", "moped"),
        ("国保", "insurance-join"),
        ("tax certificate", "tax-certificate"),
        ("敬老パス", "senior-pass"),
    ],
)
def test_errands_are_found_by_residents_words(
    db: None, kohoku: None, words: str, errand: str
) -> None:
    found = [hit.ref for hit in search(words, limit=10)]
    assert f"errand:{errand}" in found, found


def test_each_errand_is_one_entry_and_says_where_it_leads(db: None, kohoku: None) -> None:
    found = {one.ref: one for one in entries()}
    assert len(found) == Errand.objects.filter(withdrawn=False).count()
    assert found["errand:moved-in"].summary["en"].startswith("Moving and seal registration → ")
    assert "パマトコ" in found["errand:birth-cost-aid"].summary["ja"]
