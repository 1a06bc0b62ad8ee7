"""Marks such as 【新規】 and amounts of money beside a title: patterns and their values."""

from __future__ import annotations

import re

_OPEN, _CLOSE = r"[【\[(《<〈≪]", r"[】\])》>〉≫]"
MARK_WORD = (
    r"(?:一部)?(?:新規|拡充|拡大|継続|充実|重点|再掲|見直し|改善|強化)(?:事業|取組)?(?:・(?:新規|拡充|継続|重点))?"
    r"|新|拡|継|NEW|New|new"
)
_MARKS = {"新": "新規", "拡": "拡充", "継": "継続", "NEW": "新規", "new": "新規", "New": "新規"}
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_UNITS = {"億": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3, "": 1}
_STEP = re.compile(rf"({_NUMBER})\s*(億|千万|百万|万|千|)\s*")
AMOUNT = rf"(?:{_NUMBER}\s*(?:億|千万|百万|万|千)\s*)*(?:{_NUMBER}\s*)?(?<=[\d億万千 ])円"
LABEL = (
    r"(?:(?:(?:令和|R)\d+年度)?(?:当初)?予算(?:額|案)?|事業費|決算額)"
    r"(?:\s*[(]千円[)])?"
)
# What a ward prints where there is no amount.
NOTHING = r"[-▲△─ー]+"
_BUDGET = rf"(?:{LABEL}\s*[: ]?\s*)?約?\s*(?:{AMOUNT})"
_NOTE = rf"(?:[★☆◎]?\s*(?:{MARK_WORD})|{_BUDGET}|(?:{LABEL}\s*[: ]?\s*)?{NOTHING})"
# 【拡充】, （新規：1,200千円）, （予算額 500千円、継続）: only notes inside one pair of brackets.
BRACKETED = re.compile(
    rf"{_OPEN}\s*(?P<notes>{_NOTE}(?:[\s、,:;/・]*{_OPEN}?{_NOTE}{_CLOSE}?)*)\s*{_CLOSE}"
)
AT_END = re.compile(
    rf"(?:^|[ \u2028]|[.．…・‥]{{2,}}|(?={LABEL}))[ .．…・‥]*"
    rf"(?:(?P<amount>{_BUDGET})|[★☆◎](?P<mark>{MARK_WORD})|(?:{LABEL}\s*[: ]?\s*)?{NOTHING})$"
)
LEGEND = re.compile(
    rf"\s*(?:凡例\s*:?\s*)?※?(?:{_OPEN}?(?:{MARK_WORD}|[★☆◎○●]){_CLOSE}?\s*(?:は|:|=|…)\s*"
    r"(?:新規|拡充|継続|重点)(?:の?(?:事業|取組))?[、,。 ]*(?:です。?)?)+$"
)
_IN_NOTES = re.compile(rf"(?P<amount>{AMOUNT})|(?P<mark>{MARK_WORD})")


def thousands(amount: str) -> int | None:
    """Thousand yen of 「1億2,000万円」, 円 below a thousand rounded off; None without a digit."""
    steps = _STEP.findall(amount.removesuffix("円"))
    if not steps:
        return None
    yen = sum(float(number.replace(",", "")) * _UNITS[unit] for number, unit in steps)
    return int((yen + 500) // 1000)


def marks_and_budget(notes: str) -> tuple[list[str], int | None]:
    """The marks, in full words, and the thousand yen that the inside of a bracket tells."""
    marks: list[str] = []
    budget: int | None = None
    for match in _IN_NOTES.finditer(notes):
        if match["mark"]:
            marks.append(_MARKS.get(match["mark"], match["mark"]))
        elif budget is None:
            budget = thousands(match["amount"])
    return marks, budget


def find_amount(text: str) -> int | None:
    """Thousand yen of the first amount with 円 in a text."""
    match = re.search(rf"(?=\d){AMOUNT}", text)
    return thousands(match[0]) if match else None
