"""Dates of facts: whole or partial ISO dates (2024, 2024-09, 2024-09-30), as text."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

from hanamizuki.core.packs import Localised, RowError
from hanamizuki.core.places.pack.messages import say

_PARTIAL = r"^(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?$"
_FORM = say("2024-04-01、2024-04、2024 の形で書く", "write 2024-04-01, 2024-04 or 2024")
_ANY_MARK = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月?)$")


def _text(value: object) -> object:
    """YAML reads 2024-09-30 as a date and 2024 as a number; both are meant as written."""
    return "" if value is None else str(value)


PartialDate = Annotated[str, BeforeValidator(_text), StringConstraints(pattern=_PARTIAL)]


def _not_read(text: str) -> Localised:
    return say(f"「{text}」は日付として読めません", f"{text!r} is no date")


def read_date(text: str, column: str) -> str:
    """A date cell (2024/4/1, 2024.4.1, 2024年4月) as a partial ISO date; "" when it is empty.

    Raises RowError, naming the column, for what is no date.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if re.fullmatch(_PARTIAL, plain):
        return plain
    match = _ANY_MARK.match(plain)
    if not match:
        raise RowError(column, _not_read(text), _FORM)
    parts = [match[1], match[2].zfill(2), *([match[3].zfill(2)] if match[3] else [])]
    whole = "-".join(parts)
    if not re.fullmatch(_PARTIAL, whole):
        raise RowError(column, _not_read(text), _FORM)
    return whole
