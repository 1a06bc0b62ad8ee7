"""Search keys: how a text is folded before it is compared. Keys only; stored text is never folded.

This is what is done to single words and strings; `cut.py` makes the keys of whole texts.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import jaconv

from hanamizuki.core.text.morphology import Word

# Name variants people cannot type on every keyboard (JIS X 0213 and everyday forms).
_VARIANTS = str.maketrans(
    "髙﨑濵濱德邉邊澤齋齊𠮷國學會區縣圖廣", "高崎浜浜徳辺辺沢斎斉吉国学会区県図広"
)
_SILENT = {"助詞", "助動詞", "補助記号", "空白", "記号", "接続詞", "感動詞", "代名詞", "連体詞"}
_STOP = frozenset(
    (
        *("為る", "有る", "居る", "成る", "出来る", "事", "物", "為", "因る", "下さる", "頂く"),
        *("貰う", "知る", "教える", "遣る", "良い", "言う", "見る", "行く", "来る", "たい", "様"),
        *("御", "さん", "等", "的", "化", "方", "時", "所", "方法", "仕方", "欲しい", "どう"),
        *("the", "a", "an", "of", "to", "in", "for", "and", "or", "on", "at", "is", "how"),
    )
)
_ROWS = ("あいうえお", "かきくけこ", "がぎぐげご", "さしすせそ", "たちつてと", "なにぬねの")
_MORE_ROWS = ("ばびぶべぼ", "まみむめも", "らりるれろ", "わいうえお")
_U_ROW = {kana: row[2] for row in (*_ROWS, *_MORE_ROWS) for kana in row}
_I_OR_E = frozenset(row[i] for row in (*_ROWS, *_MORE_ROWS) for i in (1, 3))
_HIRAGANA = str.maketrans({c: jaconv.kata2hira(c) for c in map(chr, range(0x30A1, 0x30F7))})
_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ")
_KANJI = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
KANA = re.compile(r"[\u3041-\u3096\u30fc]+")
LATIN = re.compile(r"[a-z0-9]+")
LONGEST_KEY = 60


@lru_cache(maxsize=8192)
def _spaced(char: str) -> str:
    kind = unicodedata.category(char)
    if kind in {"Mn", "Cf"}:  # variation selectors, joiners, marks left over
        return ""
    return char if kind[0] in "LN" or char == "ー" else " "


def plain(text: str) -> str:
    """Width, case, name variants and accents folded; everything but letters and digits a space."""
    wide = unicodedata.normalize("NFKC", text).casefold().translate(_VARIANTS)
    if not wide.isascii():
        wide = "".join(map(_unaccented, wide))
    return " ".join("".join(map(_spaced, wide)).split())


@lru_cache(maxsize=8192)
def _unaccented(char: str) -> str:
    """Latin letters lose their accents (ō is o); kana keep their voicing marks."""
    if "\u00c0" <= char <= "\u024f" or "\u1e00" <= char <= "\u1eff":
        return unicodedata.normalize("NFD", char)[0]
    return char


def kana(text: str) -> str:
    """Folded text with katakana as hiragana."""
    return text.translate(_HIRAGANA)


def large(hiragana: str) -> str:
    """Hiragana without small letters: registers of names and half-width data have none."""
    return hiragana.translate(_SMALL)


def is_kana(text: str) -> bool:
    """Whether a folded text consists of hiragana alone."""
    return bool(KANA.fullmatch(text))


def is_latin(text: str) -> bool:
    """Whether a folded text consists of Latin letters and digits alone."""
    return bool(LATIN.fullmatch(text))


def english(word: str) -> str:
    """A lower-case English word with its plural folded (classes → class, babies → baby)."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1]


def word_key(word: Word) -> str:
    """The key of one word; "" for particles, symbols and words that say nothing."""
    return _word_key(word.surface, word.norm, word.pos, word.detail)


@lru_cache(maxsize=32768)
def _word_key(surface: str, norm: str, pos: str, detail: str) -> str:
    if pos in _SILENT or detail == "助動詞語幹" or norm in _STOP:
        return ""
    typed = plain(surface)
    if is_latin(typed):
        return english(typed)[:LONGEST_KEY] if typed not in _STOP else ""
    if pos in {"動詞", "名詞"}:
        norm = _root(norm)
    return kana(plain(norm)).replace(" ", "")[:LONGEST_KEY]


def _root(norm: str) -> str:
    """Verb and noun of one stem made alike: 引っ越し and 引っ越す, 届け and 届ける."""
    if not _KANJI.search(norm) or norm[-1] not in _U_ROW:
        return norm
    if norm.endswith("る") and norm[-2] in _I_OR_E:
        norm = norm[:-1]
    return norm[:-1] + _U_ROW[norm[-1]]


_KUNREI = (
    (re.compile(r"sy"), "sh"),
    (re.compile(r"ty"), "ch"),
    (re.compile(r"[zj]y"), "j"),
    (re.compile(r"si"), "shi"),
    (re.compile(r"ti"), "chi"),
    (re.compile(r"tu"), "tsu"),
    (re.compile(r"zi"), "ji"),
    (re.compile(r"(?<![sc])hu"), "fu"),
    (re.compile(r"oh(?![aiueoy])"), "o"),
    (re.compile(r"ou|oo"), "o"),
    (re.compile(r"aa"), "a"),
    (re.compile(r"ii"), "i"),
    (re.compile(r"uu"), "u"),
    (re.compile(r"ee"), "e"),
    (re.compile(r"m(?=[bmp])"), "n"),
    (re.compile(r"tch"), "cch"),
)


def roman(latin: str) -> str:
    """Latin letters as one Hepburn spelling without long vowels (Ōkurayama, ookurayama, …)."""
    latin = latin[:LONGEST_KEY]
    for pattern, spelling in _KUNREI:
        latin = pattern.sub(spelling, latin)
    return latin


@lru_cache(maxsize=65536)
def romanise(hiragana: str) -> str:
    """Hiragana as folded Hepburn."""
    letters = jaconv.kana2alphabet(hiragana.replace("ー", ""))
    return roman("".join(LATIN.findall(letters)))
