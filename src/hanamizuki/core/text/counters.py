"""Readings that depend on the number before: 1日, 2人, 3階, 10分, 一丁目.

Only the kanji get a reading, except where number and word melt into one (2日 ふつか, 1人 ひとり).
Source: the counters of everyday Japanese, 常用漢字表 付表.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_DAYS = {
    **dict(enumerate(("ふつか", "みっか", "よっか", "いつか", "むいか", "なのか"), start=2)),
    **dict(enumerate(("ようか", "ここのか", "とおか"), start=8)),
    **dict(zip((14, 20, 24), ("じゅうよっか", "はつか", "にじゅうよっか"), strict=True)),
}
_PEOPLE = {1: "ひとり", 2: "ふたり"}
_BLOCKS = ("いっ", "に", "さん", "よん", "ご", "ろく", "なな", "はっ", "きゅう")
# By word: the common reading, then the exceptions by the number's last digit (0 stands for tens).
_COUNTERS: dict[str, tuple[str, dict[int, str]]] = {
    "分": ("ふん", dict.fromkeys((0, 1, 3, 4, 6, 8), "ぷん")),
    "本": ("ほん", {3: "ぼん", **dict.fromkeys((0, 1, 6, 8), "ぽん")}),
    "階": ("かい", {3: "がい"}),
    "軒": ("けん", {3: "げん"}),
    "匹": ("ひき", {3: "びき", **dict.fromkeys((0, 1, 6, 8), "ぴき")}),
    "杯": ("はい", {3: "ばい", **dict.fromkeys((0, 1, 6, 8), "ぱい")}),
    "泊": ("はく", dict.fromkeys((0, 1, 3, 4, 6, 8), "ぱく")),
    "人": ("にん", {}),
    "名": ("めい", {}),
    "月": ("がつ", {}),
    "日": ("にち", {}),
    "年": ("ねん", {}),
    "年度": ("ねんど", {}),
    "週": ("しゅう", {}),
    "時": ("じ", {}),
    "回": ("かい", {}),
    "歳": ("さい", {}),
    "円": ("えん", {}),
    "千": ("せん", {3: "ぜん"}),
    "千円": ("せんえん", {3: "ぜんえん"}),
    "万": ("まん", {}),
    "万円": ("まんえん", {}),
    "億": ("おく", {}),
    "億円": ("おくえん", {}),
    "兆": ("ちょう", {}),
    "兆円": ("ちょうえん", {}),
    "件": ("けん", {}),
    "番": ("ばん", {}),
    "番地": ("ばんち", {}),
    "号": ("ごう", {}),
    "丁目": ("ちょうめ", {}),
}
# A longer word begins here: 3分野, 2人口, 5本部, 4日本語, 1名称.
_NOT_BEFORE = {
    "分": "野類別割担析布科譲娩離岐散量校庁の",
    "人": "口権材件間気工員体物格事",
    "本": "部人市区庁会館格棟社店籍来年日校",
    "日": "本程",
    "名": "称前簿義字",
    "千": "葉代",
    "万": "博引",
}
_WORDS = "|".join(
    word + (f"(?![{_NOT_BEFORE[word]}])" if word in _NOT_BEFORE else "")
    for word in sorted(_COUNTERS, key=len, reverse=True)
)
_PATTERN = re.compile(
    rf"(?P<month>(?<=月))?(?P<number>[0-9０-９]+)(?P<word>{_WORDS})(?P<span>間|目|中(?=[0-9０-９])|(?<=1日)中)?"
    r"|(?P<block>[一二三四五六七八九])丁目"
    r"|(?<=[0-9０-９][かヶケカヵ箇])(?P<months>月)"
    r"|(?<=月)(?P<first>一日)"
)

Piece = tuple[str, str]


def counted(text: str) -> Iterator[tuple[int, int, list[Piece]]]:
    """Numbers with their words in a text: begin, end, and the pieces (written, reading or "")."""
    for match in _PATTERN.finditer(text):
        whole = match.group()
        if match["block"]:
            block = "一二三四五六七八九".index(match["block"])
            pieces = [(whole, _BLOCKS[block] + "ちょうめ")]
        elif match["months"]:
            pieces = [(whole, "げつ")]
        elif match["first"]:
            pieces = [(whole, "ついたち")]
        else:
            pieces = _number(match)
        yield match.start(), match.end(), pieces


def _number(match: re.Match[str]) -> list[Piece]:
    digits, word, span = match["number"], match["word"], match["span"] or ""
    value = int(digits)
    tail = {"間": "かん", "目": "め", "中": "じゅう" if word == "日" else "ちゅう", "": ""}[span]
    melted = _melted(value, word, after_month=match["month"] is not None)
    if melted:
        return [(digits + word + span, melted + tail)]
    common, exceptions = _COUNTERS[word]
    return [(digits, ""), (word + span, exceptions.get(value % 10, common) + tail)]


def _melted(value: int, word: str, *, after_month: bool) -> str:
    if word == "人":
        return _PEOPLE.get(value, "")
    if word == "日":
        return "ついたち" if value == 1 and after_month else _DAYS.get(value, "")
    return ""
