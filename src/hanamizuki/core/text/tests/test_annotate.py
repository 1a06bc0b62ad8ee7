"""Readings above kanji: names, counters, okurigana, characters off the beaten track."""

from __future__ import annotations

import csv

import pytest
from django.conf import settings as django
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from hanamizuki.core.text.annotate import KANJI, annotate
from hanamizuki.core.text.readings import Readings


def _table() -> Readings:
    table = {}
    for pack in ("japan", "kohoku"):
        text = (django.PACKS_DIR / pack / "readings.yaml").read_text("utf-8")
        table |= {row["id"]: row["reading"] for row in YAML(typ="safe").load(text)}
    return Readings.of(table)


READINGS = _table()


def shown(text: str) -> str:
    return "".join(f"{t}({r})" if r else t for t, r in annotate(text, READINGS))


@pytest.mark.parametrize(
    "text",
    [
        "申(もう)し込(こ)み",
        "引(ひ)っ越(こ)し",
        "お悔(く)やみ窓口(まどぐち)",
        "予防体操(よぼうたいそう)",
        "横浜市(よこはまし)",
        "上手(じょうず)に",
        "今日(きょう)は",
        "一日(いちにち)",
        "四月(しがつ)一日(ついたち)",
        "12月(がつ)1日(ついたち)",
        "1日(にち)に3回(かい)",
        "1日中(にちじゅう)",
        "2日(ふつか)と14日(じゅうよっか)と20日(はつか)と15日(にち)",
        "10日間(とおかかん)",
        "1人(ひとり)、2人(ふたり)、3人(にん)",
        "一人(ひとり)で",
        "日本人(にほんじん)が10人(にん)",
        "10人中(にんちゅう)8人(にん)",
        "10分(ぷん)と15分(ふん)、5分野(ぶんや)、3分(ぶん)の1",
        "3階(がい)、4階(かい)",
        "6か月(げつ)",
        "9時(じ)から",
        "一丁目(いっちょうめ)",
        "令和(れいわ)7年度(ねんど)",
        "2019年度(ねんど)（令和元年度(れいわがんねんど)）",
        "1億(おく)933万(まん)6千円(せんえん)",
        "2兆(ちょう)993億円(おくえん)、145億(おく)7,600万円(まんえん)、3千(ぜん)",
        "この 行(ぎょう)を 行(おこな)う、行(い)く",
        "何(なに)が たりないか",
        "何人(なんにん)ですか",
        "小学校(しょうがっこう)",
        "亡(な)くなった方(かた)",
        "この方法(ほうほう)",
        "樽町(たるまち)と師岡町(もろおかちょう)",
        "高田駅(たかたえき)",
        "辻󠄀(つじ)さん",
        "ひらがなとABC 123",
    ],
)
def test_reading(text):
    bare = "".join(part.split("(")[0] for part in text.split(")"))
    assert shown(bare) == text


def test_every_town_of_the_ward_is_read_as_the_post_office_reads_it():
    from jaconv import kata2hira

    with (django.PACKS_DIR / "kohoku" / "towns.csv").open(encoding="utf-8") as lines:
        towns = {row["oaza_cho"]: kata2hira(row["oaza_cho_kana"]) for row in csv.DictReader(lines)}
    assert len(towns) == 34
    assert {t: "".join(r or w for w, r in annotate(t, READINGS)) for t in towns} == towns


def test_no_kanji_of_the_policy_is_left_without_a_reading():
    text = (django.PACKS_DIR / "kohoku" / "policy" / "2025.yaml").read_text("utf-8")
    lines = [line["title"] for line in YAML(typ="safe").load(text)["lines"]]
    titles = [t if isinstance(t, str) else t["ja"] for t in lines]
    assert len(titles) > 90
    bare = [p for t in titles for p, r in annotate(t, READINGS) if not r and KANJI.search(p)]
    assert bare == []


@given(st.text(max_size=80))
@settings(max_examples=80, deadline=None)
def test_the_text_stays_what_it_is(text):
    clean = text.replace("\ud800", "")
    assert "".join(part for part, _ in annotate(clean, READINGS)) == clean


@given(st.text("予防一日人町ヶ月3０のしー々〆葛󠄀𠮷 、", max_size=24))
@settings(max_examples=120, deadline=None)
def test_readings_are_hiragana_over_kanji(text):
    pieces = annotate(text, READINGS)
    assert "".join(part for part, _ in pieces) == text
    for part, reading in pieces:
        if reading:
            assert KANJI.search(part)
            assert all("ぁ" <= c <= "ゟ" or c == "ー" for c in reading)
