"""Folding, readings, romaji."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanamizuki.core.search import keys
from hanamizuki.core.search.cut import Cut


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("ＡＢＣ　１２３", "abc 123"),
        ("ｺﾞﾐ", "ゴミ"),
        ("Ōkurayama-Eki", "okurayama eki"),
        ("髙田の葛󠄀城さん", "高田の葛城さん"),
        ("𠮷野", "吉野"),
        ("「引用」OR*\0\ud800", "引用 or"),
        ("👨‍👩‍👧", ""),
    ],
)
def test_plain(typed, folded):
    assert keys.plain(typed) == folded


def test_voiced_kana_stay_voiced():
    assert keys.plain("が") == "が" == keys.plain("か\u3099")


@pytest.mark.parametrize(
    ("written", "alike"),
    [("引っ越し", "引っ越す"), ("申し込み", "申込み"), ("見守る", "見守り"), ("ごみ", "ゴミ")],
)
def test_spellings_share_a_word_key(written, alike):
    assert Cut(written).words == Cut(alike).words != []


def test_words_that_say_nothing_leave_no_key():
    assert Cut("これをどうするのですか").words == []


@pytest.mark.parametrize(
    ("plural", "singular"),
    [("classes", "class"), ("babies", "baby"), ("dogs", "dog"), ("bus", "bus"), ("gas", "gas")],
)
def test_english_plural(plural, singular):
    assert keys.english(plural) == singular


@pytest.mark.parametrize(
    "spelling",
    ["okurayama", "ookurayama", "oukurayama", "ohkurayama"],
)
def test_long_vowels_fold(spelling):
    assert keys.roman(spelling) == keys.romanise("おおくらやま") == "okurayama"


@pytest.mark.parametrize(
    ("kunrei", "kana"),
    [
        ("tunasima", "つなしま"),
        ("sinyokohama", "しんよこはま"),
        ("zyutaku", "じゅうたく"),
        ("tyonaikai", "ちょうないかい"),
        ("shimbashi", "しんばし"),
        ("huzizuka", "ふじづか"),
    ],
)
def test_kunrei_finds_hepburn(kunrei, kana):
    assert keys.roman(kunrei) == keys.romanise(kana)


def test_every_character_begins_a_gram():
    assert Cut("粗大ゴミ 犬").grams == ["粗大", "大ご", "ごみ", "み", "犬"]


@pytest.mark.django_db
def test_starts_at_every_content_word():
    assert Cut("予防体操（ダンス）").starts == ["よぼうたいそう", "たいそう", "だんす"]


@pytest.mark.django_db
@given(st.text())
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_the_keys(text):
    for key in [*Cut(text).words, *Cut(text).grams, *Cut(text).roman]:
        assert key == keys.plain(key).replace(" ", "")
        assert len(key) <= keys.LONGEST_KEY
