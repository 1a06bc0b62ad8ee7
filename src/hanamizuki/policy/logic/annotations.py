"""What stands beside a title: mid-term-plan themes, marks such as 【新規】, the budget."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hanamizuki.policy.logic.markers import value
from hanamizuki.policy.logic.notes import (
    AT_END,
    BRACKETED,
    LEGEND,
    find_amount,
    marks_and_budget,
    thousands,
)
from hanamizuki.policy.logic.widths import narrow

_BARE_MARK = re.compile(r"^(新規|拡充|継続|NEW)(?:[ :]+)(?=\S)")
# Amounts and legends stand in so many letters at the end of a text.
_TAIL = 80
_PADDING = " 　.．…‥\u2028"
_STAR = re.compile(r"^[★☆◎]\s*|\s*[★☆◎]$")
_THEME_WORD = r"(?:中期計画|基本戦略|戦略|テーマ|政策)"
_CIRCLED = "[①-⑳❶-❿]"
_THEME_LEAD = rf"(?:中期計画[^。\d]{{0,16}})?{_THEME_WORD}[\]】)]?[ :]*"
_COUNTED = r"(?!\d|[年月日つ期か箇カヶ人回件台校歳%万千億円次大])"
_THEME_AFTER = re.compile(
    rf"{_THEME_WORD}[^。【\[①-⑳❶-❿\d]{{0,24}}(?P<signs>(?:【\s*\d{{1,2}}\s*】[ ・、,]*)+"
    r"|(?:\[\s*\d{1,2}\s*\][ ・、,]*)+)"
    rf"|{_THEME_LEAD}(?P<circled>(?:{_CIRCLED}\s*[・、,]?\s*)+)"
    rf"|{_THEME_LEAD}(?P<digits>\d{{1,2}}(?:\s*[・、,~/ ]\s*(?:テーマ)?\d{{1,2}})*){_COUNTED}"
)
# 「安全・安心のまち ①③」: numbers that close a heading and count nothing in it.
_CIRCLED_TAIL = re.compile(
    rf"(?<=\S)[ (\[【]*(?P<list>{_CIRCLED}(?:[ ・、,]*{_CIRCLED})*)[)\]】]?$"
)
_THEME_TAIL = re.compile(r"\s*(?P<list>(?:【\s*\d{1,2}\s*】\s*)+)$")
_THEME_WRAP = re.compile(r"[(\[【<][^()\[\]<>]*$")
_NUMBER = re.compile(r"\d{1,2}|[①-⑳❶-❿]")


@dataclass(frozen=True, slots=True)
class Noted:
    """A title freed of what stood beside it."""

    title: str
    mark: str = ""
    budget_thousand_yen: int | None = None


def annotate(text: str) -> Noted:
    """Take marks and budget off a title, however many brackets they stand in."""
    budget: int | None = None
    marks: list[str] = []
    if legend := LEGEND.search(narrow(text), max(0, len(text) - _TAIL)):
        text = text[: legend.start()]
    while found := _note(narrow(text)):
        note, more, amount = found
        marks.extend(more)
        budget = budget if budget is not None else amount
        before, after = text[: note.start()].rstrip(_PADDING), text[note.end() :].lstrip()
        text = f"{before} {after}" if re.match(r"[-▲△\d約]", narrow(after)) else before + after
    if match := _BARE_MARK.match(narrow(text)):
        marks.extend(marks_and_budget(match[1])[0])
        text = text[match.end() :]
    while (match := _STAR.search(text)) and text.strip("★☆◎ "):
        marks.append(match[0].strip())
        text = text[: match.start()] + text[match.end() :]
    return Noted(text.strip(" 　:：\u2028"), "・".join(dict.fromkeys(marks)), budget)


def _note(plain: str) -> tuple[re.Match[str], list[str], int | None] | None:
    """The next note of a text: in brackets anywhere, or without them at its end."""
    if match := BRACKETED.search(plain):
        return match, *marks_and_budget(match["notes"])
    if match := AT_END.search(plain, max(0, len(plain) - _TAIL)):
        marks, _ = marks_and_budget(match["mark"] or "")
        return match, marks, thousands(match["amount"]) if match["amount"] else None
    return None


def amount_of_cell(text: str, header: str) -> int | None:
    """Thousand yen of a table cell; the unit may stand in the column's head."""
    plain = narrow(text).strip()
    if (amount := find_amount(plain)) is not None:
        return amount
    digits = plain.replace(",", "")
    if not digits.isdecimal():
        return None
    unit = re.search(r"億|千万|百万|万|千", narrow(header))
    return thousands(f"{digits}{unit[0] if unit else ''}円")


def find_themes(text: str) -> tuple[tuple[str, ...], str]:
    """Theme numbers ("05") a text names for the mid-term plan, and the text without them."""
    plain = narrow(text)
    match = _THEME_AFTER.search(plain)
    if match is None:
        match = _THEME_TAIL.search(plain)
    if match is None:
        return (), text
    numbers = _numbers(next(filter(None, match.groups())))
    start, end = match.span()
    if opening := _THEME_WRAP.search(plain[:start]):
        start = opening.start()
        closing = re.match(r"\s*[)\]】>]", plain[end:])
        end += closing.end() if closing else 0
    rest = (text[:start].rstrip() + text[end:].lstrip(" 　。")).strip()
    more, rest = find_themes(rest) if rest else ((), "")
    return tuple(dict.fromkeys((*numbers, *more))), rest


def themes_of_heading(text: str) -> tuple[tuple[str, ...], str]:
    """As find_themes, and the circled numbers that stand bare at the end of a measure's title."""
    found, rest = find_themes(text)
    if match := _CIRCLED_TAIL.search(narrow(rest)):
        found = tuple(dict.fromkeys((*found, *_numbers(match["list"]))))
        rest = rest[: match.start()].rstrip(" 　")
    return found, rest


def _numbers(listed: str) -> tuple[str, ...]:
    found: list[int] = []
    for part in re.split(r"[・、,/]", listed):
        span = re.fullmatch(r"\D*(\d{1,2})\s*~\s*\D*(\d{1,2})\D*", part)
        if span:
            found.extend(range(int(span[1]), int(span[2]) + 1))
        else:
            found.extend(value(number) for number in _NUMBER.findall(part))
    return tuple(f"{number:02d}" for number in found)
