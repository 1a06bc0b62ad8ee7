"""Finding a My Number (個人番号) in free text, so that it can be refused.

Method: 12 digits with the check digit of 番号法施行令 (facts/standards.md e.2).
"""

from __future__ import annotations

import re
import unicodedata

_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc\uff70\uff0d"
_GROUPS = re.compile(rf"\d+(?:[\s{re.escape(_DASHES)}]{{1,3}}\d+)*")
_PART = re.compile(r"\d+|\D+")
_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def is_my_number(digits: str) -> bool:
    """Whether 12 digits carry the right check digit."""
    if len(digits) != 12:
        return False
    rest = sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=False)) % 11
    return int(digits[11]) == (0 if rest <= 1 else 11 - rest)


def contains_my_number(text: str) -> bool:
    """Whether a My Number stands in the text, plain or with hyphens or spaces between its digits.

    Full-width digits count. Twelve digits inside a longer unbroken number do not.
    """
    return any(_in_run(run.group()) for run in _GROUPS.finditer(_plain(text)))


def _plain(text: str) -> str:
    """Half-width digits, without the invisible characters that could hide in a number."""
    folded = unicodedata.normalize("NFKC", text)
    shown = (c for c in folded if unicodedata.category(c) != "Cf")
    return "".join(str(unicodedata.decimal(c, c)) for c in shown)


def _in_run(run: str) -> bool:
    """Every stretch of whole groups that makes up twelve digits is tried."""
    parts = _PART.findall(run)
    for first in range(0, len(parts), 2):
        count = 0
        for last in range(first, len(parts), 2):
            count += len(parts[last])
            if count >= 12:
                if count == 12 and _suspicious(parts[first : last + 1]):
                    return True
                break
    return False


def _suspicious(parts: list[str]) -> bool:
    """One kind of separator, or groups of four: "2026-11-24 2026" is a date, not a number."""
    groups, separators = parts[::2], {_kind(s) for s in parts[1::2]}
    usual = [len(g) for g in groups] == [4, 4, 4]
    return (len(separators) <= 1 or usual) and is_my_number("".join(groups))


def _kind(separator: str) -> str:
    return "space" if separator.isspace() else "dash"
