"""The fiscal year a document is for: 令和7年度, R7年度, 令和７（2025）年度, 2025年度."""

from __future__ import annotations

import re

from hanamizuki.policy.logic.widths import narrow

_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
_YEAR = re.compile(
    r"(?:(令和|平成|昭和|(?<![A-Za-z])[RHS])\s*\.?\s*(\d{1,2}|元)\s*(?:[((]\s*(\d{4})\s*(?:年度?)?\s*[))])?"
    r"|(?<!\d)(20\d\d|19\d\d)\s*(?:[((][^()]{1,8}[))])?)"
    # Beside the policy's name the year may go without 年度.
    r"\s*(?:年度|年?(?=[^\d月日]{0,20}(?:区政|区)?(?:運営方針|区政方針)))"
)
_HEAD = re.compile(r"方針|計画|目標|取組|プラン")


def fiscal_year(lines: list[str]) -> int | None:
    """The year beside the document's title; else the first year any line names."""
    first: int | None = None
    for text in lines:
        for match in _YEAR.finditer(narrow(text)):
            year = _value(match)
            if _HEAD.search(text) and len(text) <= 40 and "。" not in text:
                return year
            first = first if first is not None else year
    return first


def _value(match: re.Match[str]) -> int:
    if match[4]:
        return int(match[4])
    return _ERAS[match[1]] + (1 if match[2] == "元" else int(match[2]))


def mentions_year(text: str) -> bool:
    """Whether a text names a fiscal year."""
    return bool(_YEAR.search(narrow(text)))


def without_year(text: str) -> str:
    """The text with its fiscal years taken off."""
    plain = narrow(text)
    kept, at = [], 0
    for match in _YEAR.finditer(plain):
        kept.append(text[at : match.start()])
        at = match.end()
    return "".join([*kept, text[at:]]).strip(" 　")
