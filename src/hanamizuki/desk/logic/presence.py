"""The code that is shown at the entrance: whoever can tell it is in the building. Pure.

It changes every minute and holds for five, so that a photograph of it sent home soon says nothing.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from typing import Literal

MINUTES = 5
"""How long a code holds."""
REMEMBERED = 24 * 60
"""How many minutes back a code is still known to have been one."""
DIGITS = 6

Judgement = Literal["good", "old", "wrong"]


def minute_of(moment: datetime) -> int:
    """Whole minutes since 1970."""
    return int(moment.timestamp()) // 60


def code(key: str, minute: int) -> str:
    """The six digits of a minute; nobody without the key can tell the next ones."""
    made = hmac.new(key.encode(), f"desk-arrival:{minute}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(made[:8], 'big') % 10**DIGITS:0{DIGITS}}"


def judge(key: str, given: str, minute: int) -> Judgement:
    """Whether the digits hold in a minute, did within the last day, or never did."""
    if len(given) != DIGITS or not given.isascii() or not given.isdigit():
        return "wrong"
    for ago in range(REMEMBERED):
        if hmac.compare_digest(code(key, minute - ago), given):
            return "good" if ago < MINUTES else "old"
    return "wrong"
