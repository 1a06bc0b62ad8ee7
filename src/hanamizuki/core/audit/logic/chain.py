"""The canonical bytes of an entry and its hash. docs/audit.md says the same in words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime

VERSION = b"hanamizuki-audit-1\n"
GENESIS = "0" * 64
TIME_FORMAT = "%Y-%m-%dT%H:%M:%S.%f%z"
# In this order; the hash itself comes after them.
FIELDS = (
    "seq",
    "at",
    "actor",
    "action",
    "subject",
    "section",
    "changes",
    "reason",
    "previous",
)


def timestamp(moment: datetime) -> str:
    """An aware moment as the chain writes it: UTC, microseconds, always 27 characters.

    >>> timestamp(datetime(2026, 11, 24, 7, 0, tzinfo=UTC))
    '2026-11-24T07:00:00.000000Z'
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def digest(values: Iterable[bytes]) -> str:
    """SHA-256, in lower-case hexadecimal, over the nine fields as netstrings after the version.

    A netstring is the length in bytes, ":", the bytes, ",": no field can run into the next one.
    """
    return hashlib.sha256(
        VERSION + b"".join([b"%d:%b," % (len(value), value) for value in values])
    ).hexdigest()
