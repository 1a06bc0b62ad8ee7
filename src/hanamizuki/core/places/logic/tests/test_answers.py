"""District, shelter and the rest: whole towns, block rules, named parts, and honest gaps."""

from __future__ import annotations

import pytest

from hanamizuki.core.places.logic.answers import decide
from hanamizuki.core.places.logic.gazetteer import Gazetteer
from hanamizuki.core.places.logic.types import KINDS, Answer, HouseNumber, Municipality

from .data import HOME, gazetteer, rule, towns


def names(answer: Answer) -> list[str]:
    return sorted(option.name for option in answer.options)


@pytest.mark.parametrize(
    ("text", "status", "basis"),
    [
        ("日吉5-4-1", "known", "block"),
        ("日吉五丁目一番", "known", "block"),
        ("日吉5-5-1", "unknown", "outside_block_rule"),
        ("日吉5丁目", "ambiguous", "block_needed"),
        ("日吉5丁目 3", "ambiguous", "block_needed"),
        ("日吉7-7", "known", "block"),
        ("日吉7-8", "unknown", "outside_block_rule"),
        ("箕輪町1-29-1", "unknown", "outside_block_rule"),
        ("箕輪町1-33-1", "known", "block"),
        ("箕輪町2-1-1", "known", "block"),
        ("箕輪町2-2-1", "unknown", "outside_block_rule"),
        ("箕輪町2-5-1", "known", "block"),
        ("綱島東4-12-1", "known", "block"),
        ("綱島東4-13-1", "unknown", "outside_block_rule"),
        ("綱島西3-12-5", "unknown", "no_data"),
    ],
)
def test_shelter_block_rules(text: str, status: str, basis: str) -> None:
    shelter = gazetteer().resolve(text).candidates[0].shelter
    assert (shelter.status, shelter.basis) == (status, basis)
    assert (names(shelter) == ["箕輪小学校"]) == (status != "unknown")


def test_shared_town_shows_all_districts_and_is_ambiguous() -> None:
    result = gazetteer().resolve("篠原町3014")
    assert (result.status, result.message_key) == ("ambiguous", "district_ambiguous")
    assert names(result.candidates[0].district) == ["篠原", "菊名"]


@pytest.mark.parametrize("text", ["篠原町表谷123", "篠原町字表谷123", "篠原町 表谷"])
def test_named_part_decides(text: str) -> None:
    result = gazetteer().resolve(text)
    district = result.candidates[0].district
    assert (result.status, district.basis, names(district)) == ("found", "area", ["菊名"])


def test_inferred_whole_town_is_known_but_says_so() -> None:
    district = gazetteer().resolve("綱島西3-12-5").candidates[0].district
    assert (district.status, district.basis) == ("known", "whole_town_inferred")
    assert district.only is not None and district.only.confidence == "inferred"


def test_without_any_rule_everything_is_unknown() -> None:
    candidate = Gazetteer(HOME, towns()).resolve("日吉5-4-1").candidates[0]
    assert {candidate.answer(kind) for kind in KINDS} == {Answer("unknown", (), "no_data")}


def test_block_override_on_top_of_a_whole_town_rule() -> None:
    rules = [rule("shelter", "甲", "t"), rule("shelter", "乙", "t", part="part", blocks=((1, 4),))]
    assert names(decide(rules, HouseNumber(block=4))) == ["乙"]
    assert names(decide(rules, HouseNumber(block=5))) == ["甲"]
    assert decide(rules, HouseNumber(block=5)).status == "known"
    open_answer = decide(rules, HouseNumber())
    assert (open_answer.status, names(open_answer)) == ("ambiguous", ["乙", "甲"])


def test_overlapping_block_rules_stay_ambiguous() -> None:
    rules = [
        rule("shelter", "甲", "t", part="part", blocks=((1, 4),)),
        rule("shelter", "乙", "t", part="part", blocks=((4, 8),)),
    ]
    assert decide(rules, HouseNumber(block=4)).status == "ambiguous"
    assert names(decide(rules, HouseNumber(block=3))) == ["甲"]


def test_several_whole_town_rules_are_ambiguous_and_one_target_twice_is_not() -> None:
    two = [rule("section", "甲", "t"), rule("section", "乙", "t")]
    assert decide(two, HouseNumber()).basis == "several_rules"
    same = [rule("section", "甲", "t", confidence="inferred"), rule("section", "甲", "t")]
    answer = decide(same, HouseNumber())
    assert answer.only is not None and answer.only.confidence == "stated"


def test_a_rule_for_a_part_never_speaks_for_the_whole() -> None:
    answer = decide([rule("section", "甲", "t", part="part")], HouseNumber(block=3))
    assert (answer.status, answer.basis, answer.only) == ("ambiguous", "part_of_town", None)


def test_a_gazetteer_of_nothing_answers_all_the_same() -> None:
    """Before the first pack is loaded there is no municipality, no town and no postal data."""
    empty = Gazetteer(Municipality("", "", ""), ())
    for text in ("日吉5-4-1", "3-1 Hiyoshi", "223-0053", "東京都新宿区", ""):
        assert empty.resolve(text).status == "unknown"
