"""The periods a value can speak about: months, quarters, half-years, fiscal years, cycles of years.

All are aligned to the fiscal year, which begins in April. `every` is the length in whole months:
1, 2, 3, 4, 6, 12 or a multiple of 12.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

# Fiscal years by the era of their 1 April, save that 2019 counts as 令和元年度.
_ERAS = ((2019, "令和", 2018), (1989, "平成", 1988), (1927, "昭和", 1925))
_OFFSETS = {name: offset for _, name, offset in _ERAS} | {"R": 2018, "H": 1988, "S": 1925}
_YEAR = r"(?:(?P<era>令和|平成|昭和|[RHS])\.?(?P<n>元|\d{1,2})|(?P<y>\d{4}))"
_FISCAL = re.compile(_YEAR + r"年度(?:(?P<half>[上下])(?:半)?期|第?(?P<quarter>[1-4])四半期)?")
_MONTH = re.compile(
    r"(?P<y>\d{4})[-/](?P<m>\d{1,2})|" + _YEAR.replace("<y>", "<y2>") + r"年(?P<m2>\d{1,2})月"
)
_BARE_MONTH = re.compile(r"\d{1,2}月")
FIRST_YEAR, LAST_YEAR = 1900, 2200


@dataclass(frozen=True, order=True)
class Period:
    """From `first` to `last`, both included; whole months."""

    first: date
    last: date

    @property
    def months(self) -> int:
        """How many months it is long."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def label(self) -> str:
        """令和7年度, 令和7年度上半期, 令和7年度第1四半期, 2025年4月, 令和7年度〜令和10年度."""
        year, place = _fiscal(self.first), (self.first.month - 4) % 12
        if self.months % 12 == 0 and place == 0:
            ends = _year_name(year), _year_name(_fiscal(self.last))
            return ends[0] if ends[0] == ends[1] else "〜".join(ends)
        if self.months == 6 and place in (0, 6):
            return f"{_year_name(year)}{'下' if place else '上'}半期"
        if self.months == 3 and place % 3 == 0:
            return f"{_year_name(year)}第{place // 3 + 1}四半期"
        begin = f"{self.first.year}年{self.first.month}月"
        if self.months == 1:
            return begin
        same = self.first.year == self.last.year
        return f"{begin}〜{'' if same else f'{self.last.year}年'}{self.last.month}月"

    def __str__(self) -> str:
        return self.label


def valid_length(every: int) -> bool:
    """True where so many months divide a year or make whole years."""
    return every >= 1 and (12 % every == 0 or every % 12 == 0)


def add_months(day: date, months: int) -> date:
    """The same day so many months on; the month's last day where it has no such day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def period_of(day: date, every: int, since: date | None = None) -> Period:
    """The period of that length in which the day lies.

    Cycles of several years are counted from the fiscal year of `since`; without one, from the
    years that the cycle divides. Raises ValueError for a length that fits no fiscal year.
    """
    if not valid_length(every):
        raise ValueError(
            f"{every}か月ごとの期間は、年度に合いません。1・2・3・4・6・12か月か、その年数です。"
        )
    if every <= 12:
        place = (day.month - 4) % 12 // every * every
        first = add_months(date(_fiscal(day), 4, 1), place)
    else:
        years = every // 12
        anchor = _fiscal(since) if since else 0
        first = date(anchor + (_fiscal(day) - anchor) // years * years, 4, 1)
    return _span(first, every)


def periods(every: int, since: date, until: date) -> list[Period]:
    """The periods from the one in which `since` lies to the one in which `until` lies, in order."""
    found: list[Period] = []
    current = period_of(since, every, since)
    while current.first <= until:
        found.append(current)
        current = _span(add_months(current.first, every), every)
    return found


def parse_period(text: str) -> Period:
    """The period that a text names: 令和7年度, 2025年度上半期, 2025-04, 2025年4月, 2025.

    A bare year is the fiscal year. Raises ValueError with a message in Japanese.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("~", "〜")
    begin, tilde, end = plain.partition("〜")
    if not tilde:
        return _single(plain, text)
    if _BARE_MONTH.fullmatch(end):
        end = begin[: begin.find("年") + 1] + end
    elif end.endswith("年度") and re.fullmatch(r"\d{4}", begin):
        begin += "年度"
    first, last = _single(begin, text), _single(end, text)
    if last.last < first.last:
        raise ValueError(f"「{text}」は、終わりが始まりより前です。")
    return Period(first.first, last.last)


def _single(plain: str, text: str) -> Period:
    if re.fullmatch(r"\d{4}", plain):
        return _span(date(_checked(int(plain), text), 4, 1), 12)
    if found := _FISCAL.fullmatch(plain):
        first = date(_checked(_western(found["era"], found["n"], found["y"]), text), 4, 1)
        if found["half"]:
            return _span(add_months(first, 6 if found["half"] == "下" else 0), 6)
        if found["quarter"]:
            return _span(add_months(first, (int(found["quarter"]) - 1) * 3), 3)
        return _span(first, 12)
    if found := _MONTH.fullmatch(plain):
        year = _western(found["era"], found["n"], found["y"] or found["y2"])
        month = int(found["m"] or found["m2"])
        if not 1 <= month <= 12:
            raise ValueError(f"「{text}」の月は、1から12までで書いてください。")
        return _span(date(_checked(year, text), month, 1), 1)
    if re.fullmatch(_YEAR + "年", plain):
        raise ValueError(
            f"「{text}」は年か年度か分かりません。「2025年度」のように書いてください。"
        )
    raise ValueError(
        f"「{text}」は期間として読めません。"
        "「令和7年度」「2025年度上半期」「2025年4月」のように書いてください。"
    )


def _western(era: str | None, number: str | None, year: str | None) -> int:
    if era is None or number is None:
        return int(year or 0)
    return _OFFSETS[era] + (1 if number == "元" else int(number))


def _checked(year: int, text: str) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"「{text}」の年は、{FIRST_YEAR}から{LAST_YEAR}までで書いてください。")
    return year


def _span(first: date, months: int) -> Period:
    return Period(first, date.fromordinal(add_months(first, months).toordinal() - 1))


def _fiscal(day: date) -> int:
    return day.year if day.month >= 4 else day.year - 1


def _year_name(year: int) -> str:
    for start, name, offset in _ERAS:
        if year >= start:
            return f"{name}{'元' if year - offset == 1 else year - offset}年度"
    return f"{year}年度"
