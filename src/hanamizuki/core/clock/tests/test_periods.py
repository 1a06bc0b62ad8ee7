"""Periods of Japanese sources in English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.core.clock.periods import english_period


@pytest.mark.parametrize(
    ("japanese", "english"),
    [
        ("2025年", "2025"),
        ("2021年度", "fiscal year 2021"),
        ("令和元年度", "fiscal year 2019"),
        ("令和7年度上半期", "fiscal year 2025, first half"),
        ("令和7年度下半期", "fiscal year 2025, second half"),
        ("令和7年度第4四半期", "fiscal year 2025, quarter 4"),
        ("平成31年", "2019"),
        ("２０２４年４月", "April 2024"),
        ("2024年5月27日", "27 May 2024"),
        ("2022年1〜10月", "January–October 2022"),
        ("2024年5月27日〜6月21日", "27 May 2024 – 21 June 2024"),
        ("2021年5月14日〜2022年6月30日", "14 May 2021 – 30 June 2022"),
        ("2012〜2014年度の平均", "average of fiscal years 2012–2014"),
        ("2020年国勢調査", "2020 census"),
        ("2022年度（速報）", "fiscal year 2022 (preliminary)"),
        ("2021年度末", "end of fiscal year 2021"),
        ("第14回", "round 14"),
    ],
)
def test_a_plain_time_is_told_in_english(japanese: str, english: str) -> None:
    assert english_period(japanese) == english


@pytest.mark.parametrize(
    "words", ["", "2020年ごろの区のページ", "2024年13月", "春", "年度", "2024年〜", "2024年1〜13月"]
)
def test_what_says_more_or_is_no_time_is_left(words: str) -> None:
    assert english_period(words) is None


@given(st.text(alphabet="0123456789年度月日〜~令和元末第回（）から速報の調査 ", max_size=20))
def test_an_answer_is_english_whatever_the_text(text: str) -> None:
    told = english_period(text)
    assert told is None or not any(letter > "\u2fff" for letter in told)
