"""A period as a Japanese source words it, in English: 2024年5月27日〜6月21日, 令和5年度（速報）."""

from __future__ import annotations

import re
import unicodedata

_MONTHS = "January February March April May June July August September October November December"
_HALVES = {"上": "first half", "下": "second half"}
_FIRST = {"令和": 2019, "平成": 1989, "昭和": 1926}
_YEAR = r"(?:\d{4}|(?:令和|平成|昭和)(?:元|\d{1,2}))"
_ENDINGS = (
    ("国勢調査", "{} census"),
    ("の調査", "{} survey"),
    ("の記事", "article of {}"),
    ("の平均", "average of {}"),
    ("までの合計", "total to {}"),
    ("(速報)", "{} (preliminary)"),
    ("(案)", "{} (draft)"),
    ("(紙とデジタル)", "{} (paper and digital)"),
    ("(紙)", "{} (paper)"),
    ("(デジタル)", "{} (digital)"),
    ("から", "from {}"),
    ("末", "end of {}"),
)


def english_period(text: str) -> str | None:
    """The period in English; None where its words are more than a time and a common ending."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("〜", "~")
    if match := re.fullmatch(r"第(\d{1,3})回", plain):
        return f"round {match[1]}"
    for ending, english in _ENDINGS:
        if plain.endswith(ending) and (told := english_period(plain.removesuffix(ending))):
            return english.format(told)
    return _span(plain)


def _span(plain: str) -> str | None:
    if match := re.fullmatch(rf"({_YEAR})年?~({_YEAR})年(度)?", plain):
        years = f"{_year(match[1])}–{_year(match[2])}"
        return f"fiscal years {years}" if match[3] else years
    if match := re.fullmatch(rf"({_YEAR})年度(?:(上|下)半期|第([1-4])四半期)", plain):
        part = f"quarter {match[3]}" if match[3] else _HALVES[match[2]]
        return f"fiscal year {_year(match[1])}, {part}"
    if match := re.fullmatch(rf"({_YEAR})年(\d{{1,2}})月?~(\d{{1,2}})月", plain):
        first, last = _month(match[2]), _month(match[3])
        return f"{first}–{last} {_year(match[1])}" if first and last else None
    if "~" in plain:
        first, _, last = plain.partition("~")
        year = re.match(rf"{_YEAR}年", first)
        if year and last and not re.match(rf"{_YEAR}年", last):
            last = year[0] + last
        told = (_point(first), _point(last))
        return f"{told[0]} – {told[1]}" if all(told) else None
    return _point(plain)


def _point(plain: str) -> str | None:
    if match := re.fullmatch(rf"({_YEAR})年(度)?", plain):
        return f"fiscal year {_year(match[1])}" if match[2] else str(_year(match[1]))
    match = re.fullmatch(rf"({_YEAR})年(\d{{1,2}})月(?:(\d{{1,2}})日)?", plain)
    month = _month(match[2]) if match else None
    if match is None or month is None:
        return None
    told = f"{month} {_year(match[1])}"
    return f"{int(match[3])} {told}" if match[3] else told


def _year(text: str) -> int:
    if text.isdecimal():
        return int(text)
    count = text[2:]
    return _FIRST[text[:2]] + (1 if count == "元" else int(count)) - 1


def _month(text: str) -> str | None:
    return _MONTHS.split()[int(text) - 1] if 1 <= int(text) <= 12 else None
