"""全国地方公共団体コード: six digits with a check digit, and what published files make of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

WEIGHTS = (6, 5, 4, 3, 2)
PREFECTURES = 47


def check_digit(five: str) -> str:
    """The sixth digit for the first five."""
    total = sum(int(digit) * weight for digit, weight in zip(five, WEIGHTS, strict=True))
    return str((11 - total % 11) % 10)


def is_code(text: str) -> bool:
    """Whether the text is six ASCII digits with the right check digit."""
    return len(text) == 6 and _digits(text) and check_digit(text[:5]) == text[5]


def repair_code(text: str, near: str = "") -> str:
    """Give back a lost leading zero (92011 → 092011) or check digit (13101 → 131016).

    Where both could be lost (14109 is 141097, or 014109 in Hokkaido), the one in the prefecture
    of `near`, a full code, is meant. Text that is no code, or stays unclear, stays as it is.
    """
    if not _digits(text) or not 4 <= len(text) <= 5:
        return text
    five = text.zfill(5)
    found = [one for one in (text.zfill(6), five + check_digit(five)) if _is_plausible(one)]
    if len(found) > 1:
        found = [one for one in found if near and one[:2] == near[:2]]
    return found[0] if len(found) == 1 else text


def _is_plausible(text: str) -> bool:
    return is_code(text) and 1 <= int(text[:2]) <= PREFECTURES


def _digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _checked(text: str) -> str:
    if not is_code(text):
        raise ValueError(
            f"{text!r} は全国地方公共団体コードではありません（検査数字を含む半角6桁）"
        )
    return text


LocalGovernmentCode = Annotated[str, AfterValidator(_checked)]
