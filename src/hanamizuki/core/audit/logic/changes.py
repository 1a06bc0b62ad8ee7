"""What changed, as JSON; what may not be kept in an audit trail is refused, not masked."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from hanamizuki.core.text.my_number import contains_my_number, is_my_number

MAX_CHANGES = 1_000_000  # characters of JSON; the longest policy document is far below

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_A-Za-z]+")
# Ids and digests are made by machines; twelve of their digits in a row mean nothing.
_MACHINE_MADE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,128}")
_SECRET_WORDS = frozenset(
    [
        "secret",
        "secrets",
        "otp",
        "totp",
        "hotp",
        "pin",
        "cookie",
        "cookies",
        "credential",
        "credentials",
    ]
)
_SECRET_PARTS = (
    *("password", "passwd", "passphrase", "passcode", "token", "apikey", "secretkey"),
    *("privatekey", "sessionkey", "recoverycode", "clientsecret", "mynumber", "kojinbango"),
    *("パスワード", "暗証番号", "個人番号", "マイナンバー", "秘密鍵"),
)


class Refused(ValueError):
    """A value or a name that an audit trail must not hold; the message never repeats the value."""


def is_secret_name(name: str) -> bool:
    """Whether a field of this name holds something secret, however the name is written."""
    words = [word.lower() for word in _WORDS.findall(name)]
    joined = "".join(words)
    return not _SECRET_WORDS.isdisjoint(words) or any(part in joined for part in _SECRET_PARTS)


def encode(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> str:
    """JSON of the fields that differ: {field: {"before": …, "after": …}}, keys sorted.

    A side that has no such field is left out. Raises Refused for secrets and My Numbers,
    TypeError for what JSON cannot hold (dates, decimals and ids are written as text).
    """
    sides = {"before": _plain(before or {}, ""), "after": _plain(after or {}, "")}
    found: dict[str, dict[str, Any]] = {}
    for side, fields in sides.items():
        for name, value in fields.items():
            found.setdefault(name, {})[side] = value
    changed = {name: pair for name, pair in found.items() if len(pair) == 1 or _differs(pair)}
    text = json.dumps(changed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if len(text) > MAX_CHANGES:
        raise Refused(f"the changes are longer than {MAX_CHANGES:,} characters")
    return text


def _differs(pair: dict[str, Any]) -> bool:
    """As JSON tells them apart: 1 and true are two things, though Python has them equal."""
    return json.dumps(pair["before"], sort_keys=True) != json.dumps(pair["after"], sort_keys=True)


def _plain(value: Any, where: str) -> Any:
    if isinstance(value, Enum):
        return _plain(value.value, where)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return checked_text(value, where)
    if isinstance(value, int):
        if is_my_number(str(value)):
            raise Refused(f"{where or 'the value'} looks like a My Number")
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise TypeError(f"{where or 'the value'} is no finite number")
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    return _compound(value, where)


def _compound(value: Any, where: str) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(one, _path(where, name)) for name, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [_plain(one, f"{where}[{index}]") for index, one in enumerate(value)]
    if isinstance(value, set | frozenset):
        return sorted(_plain(one, where) for one in value)
    raise TypeError(f"{where or 'the value'}: {type(value).__name__} cannot be recorded")


def _path(where: str, name: object) -> str:
    if not isinstance(name, str):
        raise TypeError(f"{where or 'the fields'}: names are text, not {type(name).__name__}")
    checked_text(name, where)
    if is_secret_name(name):
        raise Refused(f"{name!r} names a secret; leave it out, the action says what was done")
    return f"{where}.{name}" if where else name


def checked_text(text: str, where: str) -> str:
    """The text itself. Raises Refused where it holds a My Number or half a character."""
    if contains_my_number(text) and not _MACHINE_MADE.fullmatch(text):
        raise Refused(f"{where or 'a text'} holds what looks like a My Number")
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise Refused(f"{where or 'a text'} holds half a character")
    return str(text)
