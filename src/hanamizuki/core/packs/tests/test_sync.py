"""`sync`: idempotent, keeps what people entered, counts what it did."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hanamizuki.core.clock import JST
from hanamizuki.core.packs import SyncReport, sync
from hanamizuki.core.packs.models import LoadedDocument
from hanamizuki.core.people.models import Account

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, tzinfo=JST)
A, B = UUID(int=1), UUID(int=2)


def rows(*names: str, body: object = None) -> list[dict[str, Any]]:
    return [{"name": name, "body": {"value": body}} for name in names]


def test_created_updated_unchanged_removed() -> None:
    assert sync(LoadedDocument, "name", rows("a", "b", "c")) == SyncReport(3, 0, 0, 0)
    assert sync(LoadedDocument, "name", rows("a", "b", "c")) == SyncReport(0, 0, 3, 0)
    report = sync(LoadedDocument, "name", [*rows("a"), *rows("b", "d", body=1)])
    assert report == SyncReport(created=1, updated=1, unchanged=1, removed=1)
    found = dict(LoadedDocument.objects.values_list("name", "body"))
    assert found == {"a": {"value": None}, "b": {"value": 1}, "d": {"value": 1}}
    assert sync(LoadedDocument, "name", []) == SyncReport(0, 0, 0, 3)


def people(*ids: UUID, called: str = "x") -> list[dict[str, Any]]:
    """Rows of a table in which people fill in other columns."""
    return [
        {"id": one, "email": f"{one}@example.jp", "display_name": called, "invited_at": NOW}
        for one in ids
    ]


def test_ids_and_columns_that_people_fill_in_stay() -> None:
    sync(Account, "id", people(A, called="窓口1"))
    Account.objects.filter(id=A).update(language="en")
    sync(Account, "id", people(A, called="窓口一番"))
    after = Account.objects.get()
    assert (after.id, after.language, after.display_name) == (A, "en", "窓口一番")


def test_withdrawn_rows_are_marked_and_come_back() -> None:
    def withdrawn() -> dict[UUID, bool]:
        return dict(Account.objects.values_list("id", "is_active"))

    both = people(A, B)
    sync(Account, "id", both, withdrawn="is_active")
    report = sync(Account, "id", both[:1], withdrawn="is_active")
    assert (report.removed, withdrawn()) == (1, {A: False, B: True})
    assert sync(Account, "id", both[:1], withdrawn="is_active").removed == 0
    assert sync(Account, "id", both, withdrawn="is_active").updated == 1
    assert withdrawn() == {A: False, B: False}


def test_within_limits_what_may_be_removed() -> None:
    sync(Account, "id", people(A, called="2024"))
    new = people(B, called="2025")
    assert sync(Account, "id", new, within={"display_name": "2025"}).removed == 0
    assert Account.objects.count() == 2


def test_a_key_stands_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        sync(LoadedDocument, "name", rows("a", "a"))
    assert not LoadedDocument.objects.exists()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    wanted=st.lists(
        st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 2), max_size=6), min_size=1
    )
)
def test_the_table_holds_what_was_last_asked_for(wanted: list[dict[str, int]]) -> None:
    LoadedDocument.objects.all().delete()
    for content in wanted:
        given_rows = [{"name": name, "body": body} for name, body in content.items()]
        sync(LoadedDocument, "name", given_rows)
        assert dict(LoadedDocument.objects.values_list("name", "body")) == content
        assert sync(LoadedDocument, "name", given_rows).unchanged == len(content)
