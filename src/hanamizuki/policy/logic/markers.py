"""The mark a line begins with (Ⅱ, 1, (1), ①, 施策1, ●, ～…～, 【…】): style and number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hanamizuki.policy.logic.japanese import tokens
from hanamizuki.policy.logic.widths import narrow

_KANJI = {char: value for value, char in enumerate("一二三四五六七八九十", 1)}
_ROMANS = {
    roman: value
    for value, roman in enumerate(
        ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"), 1
    )
} | {char: value for value, char in enumerate("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ", 1)}
_CIRCLED = {char: value for value, char in enumerate("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", 1)} | {
    char: value for value, char in enumerate("❶❷❸❹❺❻❼❽❾❿", 1)
}
_BRACKETED_NUMBERS = {chr(0x2473 + number): number for number in range(1, 21)}
_KATAKANA = {char: value for value, char in enumerate("アイウエオカキクケコサシスセソ", 1)} | {
    char: value for value, char in enumerate("ロハニホヘ", 2)
}
_NUMERAL = r"[(]?(\d{1,2}|[一二三四五六七八九十]|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ]|[①-⑳]|[アイウエオカキク]|[A-H])[)]?"
_WORD = (
    r"(?:[一-鿿ァ-ヶーぁ-ん]{0,6}?)"
    r"(?:施策|柱|重点|取組|取り組み|目標|方針|戦略|視点|政策|分野|課題|プロジェクト|ビジョン|方向性"
    r"|挑戦|約束|心得|行動|姿勢|プラン|事業|項目|アクション|テーマ)"
)
_STOP = r"(?:[ .:、．：)\]】〉》]|$)"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("dai", re.compile(rf"第\s*{_NUMERAL}(?:章|部|節|編|の柱)?(?={_STOP})[ .:、]*")),
    (
        "word",
        re.compile(
            rf"[【\[〈《<]?({_WORD})\s*(?:の\s*|その\s*)?{_NUMERAL}(?={_STOP})[】\]〉》>]?[ .:、)]*"
        ),
    ),
    ("roman", re.compile(r"([ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ])[ .:、]*")),
    ("roman", re.compile(r"([IVX]{1,4})(?=[ .:、])[ .:、]+")),
    ("roman", re.compile(r"(I{1,3}|IV)(?=[一-鿿](?<![期型類種部級]))")),
    ("num3", re.compile(r"(\d{1,2})[-.](\d{1,2})[-.](\d{1,2})(?=[ :、.)])[ :、.)]*")),
    ("num2", re.compile(r"(\d{1,2})[-.](\d{1,2})(?=[ :、.)])[ :、.)]*")),
    (
        "sign",
        re.compile(
            r"[【《〈≪<\[]\s*(\d{1,2}|[一二三四五六七八九十]|[Ⅰ-Ⅻ])\s*[】》〉≫>\]]\s*(?=[^\s【《〈≪<\[])"
        ),
    ),
    ("paren", re.compile(r"[(](\d{1,2}|[一二三四五六七八九十])[)][ .]*")),
    ("paren", re.compile(r"([⑴-⒇])[ .]*")),
    ("circled", re.compile(r"([①-⑳])[ .:]*")),
    ("black", re.compile(r"([❶-❿])[ .:]*")),
    ("kanaparen", re.compile(r"[(]([アイウエオカキクケコ])[)][ .]*")),
    ("upper2", re.compile(r"([A-Z])[-.](\d{1,2})(?=[ :、.)])[ :、.)]*")),
    ("upper", re.compile(r"([A-Z])(?:[.:、)]|(?= ))\s*(?=[^\x00-\x7f])")),
    ("kana", re.compile(r"([アイウエオカキクケコサシスセソロハニホヘ])(?:[ .)、]+)(?=\S)")),
    ("alpha", re.compile(r"[(]?([a-z])[.)][ ]*(?=\S)")),
    ("kanji", re.compile(r"([一二三四五六七八九十])(?:[、.:]| )\s*(?=\S)")),
    ("num", re.compile(r"(\d{1,2})(?:[.:、)](?!\d)|(?= ))\s*(?=\S)")),
)
_WEAK = re.compile(r"(\d{1,2})(?=[^\d\s.,%:/~\-A-Za-z×])")
_BULLET = re.compile(r"([・●○◯〇■□◆◇◎★☆▶►▷▽▼△▲▪▫•‣➢➤✓✔◉⚫⬛❖◼◾※]|[-*+](?= ))\s*(?=\S)")
# Nothing longer than this is a title between signs.
_LONGEST = 300
_BEHIND_SIGN = frozenset(["dai", "word", "roman", "paren", "circled", "sign"])
_WAVE = re.compile(r"~\s*(.+?)\s*~$")
_BRACKETED = re.compile(r"[【《≪<〈\[]\s*([^】》≫>〉\]]{2,60})\s*[】》≫>〉\]]$")
# The section letters of a PDF whose Ⅰ Ⅱ Ⅲ came out as the letters of another code page.
_BROKEN_ROMAN = re.compile(r"([TUVW]) (?=[一-鿿])")


@dataclass(frozen=True, slots=True)
class Marker:
    """Style of the mark, its number if any, its wording, and how long it is in the text."""

    style: str
    number: int | None = None
    label: str = ""
    length: int = 0


NONE = Marker("")


def find_marker(text: str, expected: int | None = None) -> Marker:
    """The mark at the start of a text; `expected` lets 「3活気…」 without a space be number 3."""
    plain = narrow(text)
    for style, pattern in _PATTERNS:
        if match := pattern.match(plain):
            return _numbered(style, match)
    if match := _BROKEN_ROMAN.match(plain):
        return Marker("roman", "TUVW".index(match[1]) + 1, match[1], match.end())
    if match := _BULLET.match(plain):
        return _bullet(plain, match)
    match = _WEAK.match(plain)
    if match and int(match[1]) == expected and not _counts(plain):
        return Marker("num", int(match[1]), match[1], match.end())
    return NONE


def _bullet(plain: str, bullet: re.Match[str]) -> Marker:
    """A sign, with the number that stands right behind it (● 施策１, ■ Ⅰ, ・①)."""
    rest = plain[bullet.end() :]
    for style, pattern in _PATTERNS:
        if style in _BEHIND_SIGN and (match := pattern.match(rest)) and rest[match.end() :].strip():
            inner = _numbered(style, match)
            end = bullet.end() + inner.length
            return Marker("b:" + bullet[1], inner.number, inner.label, end)
    return Marker("b:" + bullet[1], None, "", bullet.end())


def enclosed(text: str) -> Marker:
    """～…～ or 【…】 around the whole text; the wording inside is the label."""
    if len(text) > _LONGEST:
        return NONE
    plain = narrow(text)
    if match := _WAVE.match(plain):
        return Marker("wave", None, text[match.start(1) : match.end(1)], 0)
    if match := _BRACKETED.match(plain):
        return Marker("br:" + plain[0], None, text[match.start(1) : match.end(1)], 0)
    return NONE


def _numbered(style: str, match: re.Match[str]) -> Marker:
    numeral = match[match.lastindex or 1]
    if style == "word":
        return Marker(f"word:{match[1]}", value(match[2]), match[2], match.end())
    label = "-".join(match.groups()) if style[-1] in "23" else numeral
    return Marker(style, value(numeral), label, match.end())


def value(numeral: str) -> int:
    """The number a numeral stands for."""
    for table in (_KANJI, _ROMANS, _CIRCLED, _BRACKETED_NUMBERS, _KATAKANA):
        if numeral in table:
            return table[numeral]
    if numeral.isdecimal():
        return int(numeral)
    return ord(numeral.lower()) - ord("a") + 1


def _counts(plain: str) -> bool:
    """Whether a leading number counts something (20代, 4つ, 3か所), so is no heading's number."""
    first = tokens(plain[:12])
    after = [t for t in first if t.pos != "名詞" or t.detail != "数詞"]
    return bool(after) and (
        "助数詞" in after[0].use
        or after[0].surface[0] in "つか箇カヶケヵ"
        or after[0].pos == "助詞"
    )
