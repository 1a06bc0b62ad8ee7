"""Recording: in the caller's transaction, checked, chained; the database refuses the rest."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection, transaction

from hanamizuki.core import audit
from hanamizuki.core.audit.logic.chain import GENESIS
from hanamizuki.core.audit.models import Entry, Head

pytestmark = pytest.mark.django_db
ACTOR = f"account:{uuid.UUID(int=7)}"
MY_NUMBER = "123456789018"


def record(subject: str = "policy.line:2025/1-1-c", **more: Any) -> Entry:
    return audit.record(ACTOR, "policy.line.changed", subject, **more)


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(DatabaseError, match="audit"), transaction.atomic():
        yield


def test_an_entry_holds_what_differs_and_follows_the_one_before() -> None:
    last = Head.objects.get()
    first = record(
        before={"target": Decimal("1.50"), "due": date(2026, 3, 31), "same": 1},
        after={"target": Decimal("2"), "due": date(2026, 3, 31), "same": 1, "note": "高田東"},
        reason="年度の目標",
        section="kikaku",
    )
    second = record()
    assert first.change == {
        "note": {"after": "高田東"},
        "target": {"before": "1.50", "after": "2"},
    }
    assert (first.seq, second.seq) == (last.seq + 1, last.seq + 2)
    assert (first.previous, second.previous) == (last.hash, first.hash)
    stored = Entry.objects.get(pk=first.pk)
    assert (stored.actor, stored.section, stored.reason) == (ACTOR, "kikaku", "年度の目標")
    assert Head.objects.get().hash == second.hash != GENESIS


def test_true_is_not_one() -> None:
    assert record(before={"on": 1}, after={"on": True}).change == {
        "on": {"before": 1, "after": True}
    }


def test_the_actor_may_be_a_stored_object_or_nobody() -> None:
    kind = ContentType.objects.get_for_model(Entry)
    assert audit.record(kind, "x", "y").actor == f"contenttype:{kind.pk}"
    assert audit.record(None, "x", "y").actor == "system"


@pytest.mark.parametrize("actor", ["港北 花子", "hanako", "a@example.jp", "account:hanako", ""])
def test_names_and_addresses_are_no_actors(actor: str) -> None:
    with pytest.raises(ValueError, match="actor"):
        audit.record(actor, "x", "y")


@pytest.mark.parametrize(
    "fields",
    [
        {"password": "x"},
        {"userPassword": "x"},
        {"API_KEY": "x"},
        {"totp-secret": "x"},
        {"access_token": "x"},
        {"deep": [{"recoveryCodes": ["x"]}]},
        {"マイナンバー": "x"},
        {"note": f"番号は{MY_NUMBER}です"},
        {"note": int(MY_NUMBER)},
        {MY_NUMBER: "x"},
    ],
)
def test_secrets_and_my_numbers_are_refused_unseen(fields: dict[str, Any]) -> None:
    before = Head.objects.get().seq
    with pytest.raises(ValueError) as refusal:
        record(after=fields)
    assert MY_NUMBER not in str(refusal.value) or MY_NUMBER in fields
    assert Head.objects.get().seq == before


def test_words_that_only_look_secret_are_kept() -> None:
    assert record(after={"secretariat": "事務局", "spinning": 1, "opinion": "可"}).change


def test_ids_and_digests_are_no_my_numbers() -> None:
    for text in (f"7f3c2a10-aaaa-4bbb-8ccc-{MY_NUMBER}", f"ab{MY_NUMBER}" + "cd" * 25):
        assert record(after={"successor": text}).change == {"successor": {"after": text}}


def test_a_reason_is_checked() -> None:
    for reason in (MY_NUMBER, "a\x00b", "長" * 2001):
        with pytest.raises(ValueError):
            record(reason=reason)


@pytest.mark.parametrize("value", [object(), b"bytes", float("nan"), {1: "x"}])
def test_what_json_cannot_hold_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        record(after={"value": value})


def test_a_read_needs_a_reason_and_is_recorded() -> None:
    with pytest.raises(ValueError):
        audit.read(ACTOR, "case:12", " ")
    entry = audit.read(ACTOR, "case:12", "電話での相談", section="fukushi")
    assert (entry.action, entry.reason, entry.change) == ("read", "電話での相談", {})


def test_what_is_rolled_back_leaves_no_entry_and_no_gap() -> None:
    last = record().seq
    with pytest.raises(RuntimeError), transaction.atomic():
        assert record().seq == last + 1
        raise RuntimeError
    assert record(subject="next:1").seq == last + 1
    assert list(Entry.objects.filter(seq__gt=last).values_list("subject", flat=True)) == ["next:1"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET reason = 'x'",
        "UPDATE audit_entry SET seq = seq + 1000",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET seq = seq - 1",
        "UPDATE audit_head SET hash = '00'",
        "INSERT INTO audit_head (id, seq, hash) VALUES (2, 0, '00')",
        "INSERT INTO audit_entry SELECT seq + 7, at, actor, action, subject, section, changes,"
        " reason, previous, hash FROM audit_entry",
    ],
)
def test_the_database_refuses(statement: str) -> None:
    entry = record()
    with refused():
        connection.cursor().execute(statement)
    assert Entry.objects.get(pk=entry.pk).hash == Head.objects.get().hash == entry.hash


def test_an_entry_cannot_be_replaced_on_conflict() -> None:
    """REPLACE of SQLite and ON CONFLICT of PostgreSQL, which pass by triggers on DELETE."""
    entry = record()
    columns = "seq, at, actor, action, subject, section, changes, reason, previous, hash"
    verb, end = "REPLACE", ""
    if connection.vendor == "postgresql":
        verb, end = "INSERT", " ON CONFLICT (seq) DO UPDATE SET reason = 'x'"
    with refused():
        connection.cursor().execute(
            f"{verb} INTO audit_entry ({columns}) SELECT {columns} FROM audit_entry"
            f" WHERE seq = {entry.seq}{end}"
        )
    assert Entry.objects.get(pk=entry.pk).reason == ""
