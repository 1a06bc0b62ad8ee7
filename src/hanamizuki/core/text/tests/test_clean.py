"""What may be stored as it is, and what is sent back with a reason."""

from __future__ import annotations

import pytest

from hanamizuki.core.text.clean import MESSAGES, problems


@pytest.mark.parametrize(
    "text",
    ["", "辻󠄀さん", "葛󠄀城", "𠮷野家", "髙﨑", "👨‍👩‍👧‍👦", "二行\n目\tです\r\n", "①㈱", "ｶﾅ", "שלום"],
)
def test_kept(text):
    assert problems(text, 100) == []


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("a\0b", ["control"]),
        ("\x1b[31m", ["control"]),
        ("\x85", ["control"]),
        ("\u202e裏返し", ["control"]),
        ("\ud83d", ["surrogate"]),
        ("あ" * 101, ["too_long"]),
        ("1234 5678 9018", ["my_number"]),
        ("\0\ud800123456789018" + "あ" * 100, ["control", "surrogate", "too_long", "my_number"]),
    ],
)
def test_refused(text, keys):
    assert problems(text, 100) == keys


def test_every_problem_has_its_words():
    assert all(set(words) == {"ja", "en", "easy"} for words in MESSAGES.values())
    assert set(MESSAGES) == {"control", "surrogate", "too_long", "my_number"}
