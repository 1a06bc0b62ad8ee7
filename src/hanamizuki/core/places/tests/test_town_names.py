"""Town names as people write them in a pack, and the ranges of chome and blocks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.core.places.pack.town_names import (
    TownNames,
    UnknownTown,
    kanji_number,
    read_blocks,
    read_kanji_number,
)

NAMES = TownNames(
    [
        ("日吉一丁目", "日吉", 1),
        ("日吉二丁目", "日吉", 2),
        ("日吉本町一丁目", "日吉本町", 1),
        ("新横浜十二丁目", "新横浜", 12),
        ("大豆戸町", "大豆戸町", None),
    ]
)
HOME = ("横浜市", "港北区")


@given(st.integers(min_value=1, max_value=99))
def test_kanji_numbers_round_trip(number: int) -> None:
    assert read_kanji_number(kanji_number(number)) == number


@pytest.mark.parametrize(
    ("text", "towns"),
    [
        ("日吉", ("日吉一丁目", "日吉二丁目")),
        ("日吉1-2", ("日吉一丁目", "日吉二丁目")),
        ("日吉１～２丁目", ("日吉一丁目", "日吉二丁目")),
        ("日吉2", ("日吉二丁目",)),
        ("日吉二丁目", ("日吉二丁目",)),
        ("日吉 2丁目", ("日吉二丁目",)),
        ("新横浜十二丁目", ("新横浜十二丁目",)),
        ("大豆戸町", ("大豆戸町",)),
    ],
)
def test_expand(text: str, towns: tuple[str, ...]) -> None:
    assert NAMES.expand(text) == towns


@pytest.mark.parametrize("text", ["日吉1-3", "日吉三丁目", "大豆戸町1", "ひよし", "", "日吉2-1"])
def test_expand_refuses_what_is_not_there(text: str) -> None:
    with pytest.raises(UnknownTown):
        NAMES.expand(text)


def test_unknown_town_names_its_neighbours() -> None:
    with pytest.raises(UnknownTown) as error:
        NAMES.expand("大豆町")
    assert "大豆戸町" in error.value.near


@pytest.mark.parametrize(
    ("address", "town"),
    [
        ("日吉2-3-4", "日吉二丁目"),
        ("横浜市港北区日吉二丁目3番4号", "日吉二丁目"),
        ("港北区日吉本町1-1", "日吉本町一丁目"),
        ("日吉本町2-1", None),
        ("日吉", None),
        ("大豆戸町26-1", "大豆戸町"),
        ("日吉2", "日吉二丁目"),
        ("新横浜12-1", "新横浜十二丁目"),
        ("南日吉1-1", None),
        ("", None),
    ],
)
def test_starting(address: str, town: str | None) -> None:
    assert NAMES.starting(address, HOME) == town


def test_blocks() -> None:
    assert read_blocks(["1-4", "６-２０", "5"]) == ((1, 4), (6, 20), (5, 5))
    for wrong in ("4-1", "a", "1-", "1-2-3"):
        with pytest.raises(ValueError, match=wrong):
            read_blocks([wrong])
