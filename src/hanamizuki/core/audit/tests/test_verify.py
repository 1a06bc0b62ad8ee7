"""Every way to tamper with the trail is found, at the right entry."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hanamizuki.core.audit import rows
from hanamizuki.core.audit.logic.chain import FIELDS, GENESIS, digest
from hanamizuki.core.audit.rows import Anchor, head
from hanamizuki.core.audit.tests.chains import COLUMNS, build, stored, unguarded
from hanamizuki.core.audit.verify import Report, verify

pytestmark = pytest.mark.django_db
repeated = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def found(statement: str, *values: Any) -> Report:
    """What verify says after a statement past the triggers; undone afterwards."""
    with transaction.atomic():
        with unguarded() as cursor:
            cursor.execute(statement, values)
            assert cursor.rowcount > 0
        report = verify()
        transaction.set_rollback(True)
    return report


def test_a_whole_trail_is_whole() -> None:
    assert verify().ok
    seqs = build(12)
    report = verify([Anchor(0, GENESIS), head()])
    assert (report.ok, report.entries, report.first_bad) == (True, seqs[-1], None)
    assert report.head == head() and report.problem == ""


def test_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    last = build(7)[-1]
    for size in (1, 2, 7, 8):
        monkeypatch.setattr(rows, "BATCH", size)
        assert (verify().entries, len(list(rows.rows(last)))) == (last, last)


@repeated
@given(data=st.data())
def test_any_flipped_bit_of_any_field_of_any_row_is_found(data: st.DataObject) -> None:
    with transaction.atomic():
        seq = data.draw(st.sampled_from(build(4)))
        with unguarded() as cursor:
            values = stored(cursor, seq)
            column = data.draw(st.sampled_from([n for n in COLUMNS if values[n] and n != "seq"]))
            flipped = bytearray(values[column])
            place = data.draw(st.integers(0, len(flipped) - 1))
            flipped[place] ^= 1 << data.draw(st.integers(0, 7))
            write(cursor, seq, column, bytes(flipped))
        report = verify()
        assert not report.ok
        assert report.first_bad == seq, (column, place)
        transaction.set_rollback(True)


def write(cursor: Any, seq: int, column: str, value: bytes) -> None:
    """Bytes that are no UTF-8 can only lie in SQLite; in PostgreSQL they become other text."""
    if connection.vendor == "sqlite":
        cursor.execute(
            f"UPDATE audit_entry SET {column} = CAST(%s AS TEXT) WHERE seq = %s", [value, seq]
        )
    else:
        text = value.decode("utf-8", "replace").replace("\x00", "?")
        cursor.execute(f"UPDATE audit_entry SET {column} = %s WHERE seq = %s", [text, seq])


@repeated
@given(column=st.sampled_from(FIELDS[1:]), which=st.integers(0, 3), more=st.sampled_from("x0 。"))
def test_any_longer_and_any_emptied_field_is_found(column: str, which: int, more: str) -> None:
    with transaction.atomic():
        seq = build(4)[which]
        for change in (f"substr({column}, 2)", f"substr({column}, 1, 26) || '{more}'"):
            report = found(f"UPDATE audit_entry SET {column} = {change} WHERE seq = {seq}")
            assert (report.ok, report.first_bad) == (False, seq), change
        transaction.set_rollback(True)


def test_text_of_another_type_is_found() -> None:
    seq = build()[1]
    if connection.vendor == "sqlite":
        report = found(f"UPDATE audit_entry SET reason = CAST(reason AS BLOB) WHERE seq = {seq}")
        assert (report.problem, report.first_bad) == ("changed", seq)
    else:
        assert verify().ok


def test_a_changed_entry_with_its_hash_made_right_is_found_at_the_next() -> None:
    seq = build()[1]
    with transaction.atomic():
        with unguarded() as cursor:
            values = {**stored(cursor, seq), "reason": b"other"}
            fresh = digest([values[name] for name in FIELDS])
            cursor.execute(
                "UPDATE audit_entry SET reason = 'other', hash = %s WHERE seq = %s", [fresh, seq]
            )
        report = verify()
        transaction.set_rollback(True)
    assert (report.problem, report.first_bad, report.entries) == ("moved", seq + 1, seq)


@pytest.mark.parametrize("which", [0, 2, 4])
def test_a_removed_entry_is_found(which: int) -> None:
    seq = build()[which]
    report = found("DELETE FROM audit_entry WHERE seq = %s", seq)
    assert (report.problem, report.first_bad) == ("cut" if which == 4 else "removed", seq)


def test_all_entries_removed_is_found() -> None:
    build()
    report = found("DELETE FROM audit_entry")
    assert (report.problem, report.first_bad, report.entries) == ("cut", 1, 0)


@pytest.mark.parametrize("beyond", [1, 5, -100_000])
def test_an_inserted_entry_is_found(beyond: int) -> None:
    last = build()[-1]
    columns = ", ".join(COLUMNS[1:])
    report = found(
        f"INSERT INTO audit_entry (seq, {columns})"
        f" SELECT {last + beyond}, {columns} FROM audit_entry WHERE seq = {last}"
    )
    assert report.problem == "inserted"
    assert report.first_bad == (last + 1 if beyond > 0 else last + beyond)


def test_exchanged_entries_are_found() -> None:
    first, second = build()[1:3]
    with transaction.atomic():
        with unguarded() as cursor:
            for old, new in ((first, -1), (second, first), (-1, second)):
                cursor.execute("UPDATE audit_entry SET seq = %s WHERE seq = %s", [new, old])
        report = verify()
        transaction.set_rollback(True)
    assert (report.ok, report.first_bad) == (False, first)


def test_a_head_that_is_gone_or_names_another_entry_is_found() -> None:
    last = build()[-1]
    assert found("DELETE FROM audit_head").problem == "head"
    assert found("UPDATE audit_head SET hash = %s", "0" * 64).problem == "head"
    assert found("UPDATE audit_head SET seq = seq - 1").problem == "inserted"
    assert found("UPDATE audit_head SET seq = seq + 1").first_bad == last + 1
    second = found("INSERT INTO audit_head (id, seq, hash) VALUES (2, 0, 'x')")
    assert second.problem == "head"


def test_an_anchor_shows_a_cut_that_took_the_head_along() -> None:
    build()
    anchor = head()
    with transaction.atomic():
        with unguarded() as cursor:
            cursor.execute("DELETE FROM audit_entry WHERE seq = %s", [anchor.seq])
            cursor.execute(
                "UPDATE audit_head SET seq = seq - 1,"
                " hash = (SELECT hash FROM audit_entry ORDER BY seq DESC LIMIT 1)"
            )
        assert verify().ok
        report = verify([anchor])
        transaction.set_rollback(True)
    assert (report.problem, report.first_bad) == ("cut", anchor.seq)


def test_an_anchor_shows_a_trail_made_anew() -> None:
    seqs = build()
    report = verify([Anchor(seqs[2], "f" * 64), head()])
    assert (report.problem, report.first_bad) == ("anchor", seqs[2])


def test_progress_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hanamizuki.core.audit.verify.BATCH", 2)
    last, told = build(6)[-1], []
    verify(progress=told.append)
    assert told == list(range(2, last + 1, 2))


@pytest.mark.parametrize(
    "text", ["", "5", "5:ab", f"x:{GENESIS}", f"-1:{GENESIS}", "1:" + "g" * 64]
)
def test_what_is_no_anchor_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no anchor"):
        Anchor.parse(text)


def test_an_anchor_is_read_back() -> None:
    assert Anchor.parse(f" {Anchor(3, 'ab' * 32)}\n") == Anchor(3, "ab" * 32)
