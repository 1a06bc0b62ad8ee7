"""Match keys: one spelling for all the ways a Japanese address is typed. Never stored."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Old, variant and look-alike characters that stand for the same one in addresses.
_OLD = (
    "嶋嶌澤髙濵濱德邊邉齋齊﨑嵜碕𠮷曾冨縣區臺條廣眞壽國龍籠檜藪渕渊舘埜惠瀨澁藏鷗賴櫻"
    "榮靑黑黃鹽圓學關來鐵兒萬與淸靜彌穗峯嶽槇會實當灣觀戶橫豐聲壹貳參拾霸繩劍驛涉樂藥"
    "螢號步瀧鄕鷄顏晝轉傳佛假將壯團圍專從應戀擧攝數舊檢歸氣滿燒狹獨畫盡禮竝粹絲經綠緖"
    "縱續總莊蘆處蟲衞裝覺觸變讀豫賣輕辨邨醫釋錢鎭隨雜雙靈飮餘體髮鬪麥默點齒齡桒栁圡𡈽"
    "逹之○◯"
)
_NEW = (
    "島島沢高浜浜徳辺辺斎斉崎崎崎吉曽富県区台条広真寿国竜篭桧薮淵淵館野恵瀬渋蔵鴎頼桜"
    "栄青黒黄塩円学関来鉄児万与清静弥穂峰岳槙会実当湾観戸横豊声壱弐参十覇縄剣駅渉楽薬"
    "蛍号歩滝郷鶏顔昼転伝仏仮将壮団囲専従応恋挙摂数旧検帰気満焼狭独画尽礼並粋糸経緑緒"
    "縦続総荘芦処虫衛装覚触変読予売軽弁村医釈銭鎮随雑双霊飲余体髪闘麦黙点歯齢桑柳土土"
    "達の〇〇"
)
_SMALL_KANA = dict(zip("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ", strict=True))
_HYPHENS = "‐‑‒–—―−⁃➖⸺⸻─━﹘﹣～〜~_‾¯﹉"
_DROPPED = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e'’`´"

_KANJI = r"々〆㐀-鿿\U00020000-\U0003ffff"
NUMERAL = "0-9〇一二三四五六七八九十百千"
NUMBER_AHEAD = r"(?:[0-9-]|大?字|[〇一二三四五六七八九十百千]+(?:[-の0-9]|丁目|町目|番|号|$))"
"""What may follow directly behind a town name."""
_GA = re.compile(rf"(?<=[{_KANJI}])[ゕゖけが](?=[{_KANJI}])")
_BAR_BY_NUMBER = re.compile(rf"(?<=[{NUMERAL}])\s*ー|ー(?=\s*[{NUMERAL}])")
_ONE_AS_HYPHEN = re.compile(r"(?<=[0-9])一(?=[0-9])")
_FORMAL_NUMERAL = re.compile(r"[壱弐参](?=丁目|番|号)")
_FORMAL = {"壱": "一", "弐": "二", "参": "三"}
_DOT_AS_HYPHEN = re.compile(rf"(?<=[{NUMERAL}])[.・/·•](?=[{NUMERAL}])")
_LONG = re.compile(r"([ぁ-ゖ])ー")
_GAP = re.compile(r"[^\w-]+")
_ROWS = {
    "あ": "あかがさざただなはばぱまやらわ",
    "い": "いきぎしじちぢにひびぴみり",
    "う": "うくぐすずつづぬふぶぷむゆるゔ",
    "え": "えけげせぜてでねへべぺめれ",
    "お": "おこごそぞとどのほぼぽもよろを",
}
_VOWEL_OF = {kana: vowel for vowel, row in _ROWS.items() for kana in row}


def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = {}
    for code in range(0x30A1, 0x30F7):
        hiragana = chr(code - 0x60)
        table[code] = _SMALL_KANA.get(hiragana, hiragana)
    for small, large in _SMALL_KANA.items():
        table[ord(small)] = large
    table |= {ord("づ"): "ず", ord("ぢ"): "じ", ord("ヅ"): "ず", ord("ヂ"): "じ"}
    table |= {ord(old): new for old, new in zip(_OLD, _NEW, strict=True)}
    table[ord("ヵ")] = "ゖ"
    table |= {ord(mark): "-" for mark in _HYPHENS}
    table |= {ord(mark): None for mark in _DROPPED}
    variation_selectors = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
    return table | dict.fromkeys(variation_selectors)


_TABLE = _table()


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without spaces and punctuation; `gaps` are the positions where one stood."""

    text: str
    gaps: frozenset[int]


def plain(text: str) -> str:
    """Fold width, variants, kana and hyphens, but keep spaces and punctuation."""
    out = unicodedata.normalize("NFKC", text).lower().translate(_TABLE)
    out = _ONE_AS_HYPHEN.sub("-", _GA.sub("が", out))
    if "ー" in out:
        out = _BAR_BY_NUMBER.sub("-", out)
        out = _LONG.sub(lambda m: m[1] + _VOWEL_OF.get(m[1], ""), out)
    out = _FORMAL_NUMERAL.sub(lambda m: _FORMAL[m[0]], out)
    return _DOT_AS_HYPHEN.sub("-", out)


def close_up(folded: str) -> Folded:
    """Take the gaps out of a plain() text and remember where they were."""
    parts = [part for part in _GAP.split(folded) if part]
    if len(parts) > 3 and max(map(len, parts)) == 1:
        # 「綱 島 西 ３ 丁 目」: spread lettering, the spaces part nothing.
        return Folded("".join(parts), frozenset())
    gaps = []
    length = 0
    for part in parts[:-1]:
        length += len(part)
        gaps.append(length)
    return Folded("".join(parts), frozenset(gaps))


def key(text: str) -> str:
    """The match key of a name: folded, without spaces or punctuation."""
    return close_up(plain(text)).text
