"""The document's title and the ward it is of."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hanamizuki.policy.logic.cleaning import Line
from hanamizuki.policy.logic.widths import key, narrow
from hanamizuki.policy.logic.years import mentions_year, without_year

_LONGEST = 60
_HEAD = re.compile(r"方針|計画|目標|プラン|取組|取り組み|事業|施策|考え方|方向性")
_PLAIN = re.compile(
    r"^(?:\S{2,8}市)?\s*[^\s、。]{1,8}区\s*(?:区政|区)?の?\s*(?:運営|区政)(?:の基本)?方針$"
)
_ALONE = re.compile(r"^(?:\S{2,8}市)?\s*[^\s、。\d]{1,8}区(?:役所)?$")
_WARD = re.compile(
    r"(?:^|[\s市都府県の\])】])(?P<ward>[^\s\d市都府県年度\[\]【】「」、。～~]{1,8}?区)(?![民内役])"
)


def ward_of(title: str) -> str:
    """「令和7年度 港北区 運営方針」 → 港北区; "" where none is named."""
    plain = narrow(without_year(title)).strip().removeprefix("の").replace("区区政", "区 区政")
    for match in _WARD.finditer(plain):
        if match["ward"].strip("区"):
            return match["ward"]
    return ""


def wards(lines: Iterable[Line]) -> set[str]:
    """Names of wards in lines that look like the document's title."""
    return {ward_of(line.text) for line in lines if is_title(line.text)} - {""}


def is_title(text: str) -> bool:
    """Whether a line names a year and a policy."""
    return (
        len(text) <= _LONGEST
        and "。" not in text
        and bool(_HEAD.search(text))
        and mentions_year(text)
    )


def is_plain_title(text: str) -> bool:
    """「○○区運営方針」 without a year."""
    return bool(_PLAIN.match(narrow(text)))


def is_ward(text: str) -> bool:
    """A ward's name alone on its line."""
    return bool(_ALONE.match(narrow(text)))


def is_year(text: str) -> bool:
    """A fiscal year alone on its line."""
    return mentions_year(text) and not key(without_year(text))


def title_lines(texts: list[str]) -> int:
    """How many of these lines, from the first, are the title: 「令和9年度」「○○区」「運営方針」."""
    if not texts or not mentions_year(texts[0]):
        return 0
    if is_title(texts[0]):
        return 1
    if len(without_year(texts[0])) > 8:
        return 0
    for count in (2, 3):
        part = texts[1:count]
        short = all(len(one) <= 30 and "。" not in one for one in part)
        if len(part) == count - 1 and short and _HEAD.search(part[-1]):
            return count
    return 0
