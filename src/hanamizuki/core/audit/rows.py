"""The trail as it lies in the database, byte for byte, in batches; what Django would make of the
bytes is not asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from hanamizuki.core.audit.logic.chain import FIELDS, GENESIS

BATCH = 5_000
_TEXTS = (*FIELDS[1:], "hash")
_ALL_TEXT = "text" * len(_TEXTS)

# A row: seq, then the bytes of the text columns up to the hash; None where one is not even text.
Row = tuple[int, list[bytes] | None]


@dataclass(frozen=True)
class Anchor:
    """The number and hash of an entry, written SEQ:HASH; kept elsewhere it proves the entry."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> Anchor:
        """Read SEQ:HASH. Raises ValueError for anything else."""
        seq, _, digest = text.strip().partition(":")
        hexadecimal = len(digest) == 64 and set(digest.lower()) <= set("0123456789abcdef")
        if not (seq.isascii() and seq.isdigit() and hexadecimal):
            raise ValueError(f"{text!r} is no anchor; it is what `hanamizuki audit head` prints")
        return cls(int(seq), digest.lower())


def ends() -> tuple[Anchor | None, int]:
    """The head and the highest number there is, both of one moment; None where no head is whole."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM audit_head), (SELECT max(seq) FROM audit_entry),"  # noqa: S608
            f" seq, {_bytes('hash')} FROM audit_head WHERE id = 1"
        )
        found = cursor.fetchone()
        if found is None:
            cursor.execute("SELECT max(seq) FROM audit_entry")
            return None, cursor.fetchone()[0] or 0
    heads, highest, seq, digest = found
    if heads != 1 or not isinstance(seq, int):
        return None, highest or 0
    return Anchor(seq, _encoded(digest).decode("ascii", "replace")), highest or 0


def head() -> Anchor:
    """The last entry; 0 and 64 zeros where there is none yet. LookupError without a head."""
    found, _ = ends()
    if found is None:
        raise LookupError("the audit trail has lost its head; `hanamizuki audit verify` says more")
    return found


def empty() -> Anchor:
    """The anchor of a trail without entries."""
    return Anchor(0, GENESIS)


def rows(last: int, begin: int | None = None) -> Iterator[Row]:
    """Every row up to a number, in order, whatever the first number is and whatever is missing.

    With `begin` those before it are left out.
    """
    query = _query()
    with connection.cursor() as cursor:
        if begin is None:
            cursor.execute("SELECT min(seq) FROM audit_entry")
        else:
            cursor.execute("SELECT min(seq) FROM audit_entry WHERE seq >= %s", [begin])
        first = cursor.fetchone()[0]
    while first is not None and first <= last:
        with connection.cursor() as cursor:
            # Bounds on both sides: PostgreSQL without statistics would sort the whole rest.
            cursor.execute(query, [first, min(last, first + BATCH - 1)])
            batch = cursor.fetchall()
            cursor.execute("SELECT min(seq) FROM audit_entry WHERE seq >= %s", [first + BATCH])
            first = cursor.fetchone()[0]
        for row in batch:
            yield _row(row)


def _query() -> str:
    texts = ", ".join(_bytes(name) for name in _TEXTS)
    kinds = "''"
    if connection.vendor == "sqlite":
        kinds = " || ".join(f'typeof("{name}")' for name in _TEXTS)
    return (
        f"SELECT seq, {kinds}, {texts} FROM audit_entry"  # noqa: S608 (our own column names)
        " WHERE seq BETWEEN %s AND %s ORDER BY seq"
    )


def _bytes(name: str) -> str:
    """SQLite's text may hold any bytes, so they are taken as they are."""
    return f'CAST("{name}" AS BLOB)' if connection.vendor == "sqlite" else f'"{name}"'


def _row(row: tuple) -> Row:
    if row[1] and row[1] != _ALL_TEXT:
        return row[0], None
    return row[0], [_encoded(value) for value in row[2:]]


def _encoded(value: str | bytes | None) -> bytes:
    if isinstance(value, str):
        return value.encode()
    return value or b""
