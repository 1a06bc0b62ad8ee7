"""My Number is found however it is written, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanamizuki.core.text.my_number import contains_my_number, is_my_number


def _number(eleven: str) -> str:
    return next(eleven + str(d) for d in range(10) if is_my_number(eleven + str(d)))


@pytest.mark.parametrize(
    "text",
    [
        "123456789018",
        "番号は123456789018です",
        "1234-5678-9018",
        "1234 5678 9018",
        "１２３４－５６７８－９０１８",
        "1234　5678　9018",
        "1234–5678−9018",
        "1234-5678 9018",
        "1 2 3 4 5 6 7 8 9 0 1 8",
        "1234\u200b5678\u200b9018",
        "電話 045-540-2323、番号 1234-5678-9018",
        "①②③④⑤⑥⑦⑧⑨⓪①⑧",
    ],
)
def test_found(text):
    assert contains_my_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123456789012",
        "1234567890181",
        "0123456789018",
        "045-540-2323 222-0032",
        "2026-11-24 10:30",
        "２０２６年１１月２４日１０時３０分",
        "1234/5678/9018",
        "12345678901八",
        "090-1234-5678",
    ],
)
def test_not_found(text):
    assert not contains_my_number(text)


def test_the_published_dummy_passes_and_no_neighbour_does():
    good = [d for d in "0123456789" if is_my_number("12345678901" + d)]
    assert good == ["8"]


@given(st.text("0123456789", min_size=11, max_size=11), st.sampled_from(["", "-", " ", "　", "－"]))
@settings(max_examples=60, deadline=None)
def test_every_number_in_fours_is_found(eleven, separator):
    number = _number(eleven)
    fours = separator.join((number[:4], number[4:8], number[8:]))
    assert contains_my_number(f"私の番号は{fours}です。")
    assert not contains_my_number(f"7{number}")


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_is_judged(text):
    assert contains_my_number(text) in (True, False)
