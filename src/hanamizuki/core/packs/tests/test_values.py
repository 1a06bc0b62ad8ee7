"""Texts, codes, manifests, YAML scalars."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from hanamizuki.core.packs import Localised, Manifest, Text, is_code, repair_code
from hanamizuki.core.packs.codes import check_digit
from hanamizuki.core.packs.yaml_file import read_yaml

TEXT: TypeAdapter[Localised] = TypeAdapter(Text)


def test_a_text_falls_back_to_japanese() -> None:
    text = TEXT.validate_python({"ja": "水", "easy": "みず"})
    assert [text.get(one) for one in ("ja", "en", "easy", "ja-easy")] == [
        "水", "水", "みず", "みず",
    ]  # fmt: skip
    assert text.as_dict() == {"ja": "水", "easy": "みず"}
    assert TEXT.validate_python(" 水 ") == Localised(ja="水") and str(text) == "水"
    assert TEXT.validate_python(text.as_dict()) == text


@pytest.mark.parametrize("value", ["", "  ", {}, {"en": "x"}, {"ja": "x", "fr": "y"}, 3, None])
def test_what_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        TEXT.validate_python(value)


@pytest.mark.parametrize("code", ["141097", "141003", "140007", "131016", "011002"])
def test_published_codes_are_right(code: str) -> None:
    assert is_code(code)
    assert repair_code(code) == code
    assert repair_code(code[:5], near=code) == code
    assert repair_code(code.lstrip("0"), near=code) == code


def test_a_cut_code_that_may_be_two_is_left_alone() -> None:
    assert is_code("014109") and is_code("141097")
    assert repair_code("14109") == "14109"
    assert repair_code("14109", near="012025") == "014109"
    assert repair_code("92011") == "092011"
    assert repair_code("13101") == "131016"


@given(st.integers(0, 99999))
def test_one_wrong_digit_is_noticed(number: int) -> None:
    five = f"{number:05}"
    good = five + check_digit(five)
    wrong = [f"{(int(good[0]) + add) % 10}{good[1:]}" for add in range(1, 10)]
    assert is_code(good)
    # The remainders 0 and 10 share a check digit, so a few pairs cannot be told apart.
    assert sum(map(is_code, wrong)) <= 1


@pytest.mark.parametrize("text", ["", "１４１０９７", "14109a", "1410970", "市"])
def test_what_is_no_code(text: str) -> None:
    assert not is_code(text)
    assert repair_code(text) == text


def manifest(**changed: Any) -> Manifest:
    base: dict[str, Any] = {"id": "a-1", "name": "町", "kind": "country", "source": "x"}
    return Manifest.model_validate({**base, **changed})


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "ward"},
        {"code": "141098"},
        {"id": "A"},
        {"extends": "../other"},
        {"languages": ["fr"]},
        {"bounds": {"south": 36, "west": 139, "north": 35, "east": 140}},
        {"files": {"a.csv": {"as_of": "2026-04-01"}}},
    ],
)
def test_faulty_manifests(changed: dict[str, Any]) -> None:
    assert manifest().kind == "country"
    with pytest.raises(ValidationError):
        manifest(**changed)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2026-04-01", "2026-04-01"), ('"2026-04-01"', "2026-04-01"), ("08:45", "08:45"),
        ("yes", "yes"), ("on", "on"), ("true", True), ("010", 10), ("0x1f", 31), ("0o17", 15),
        ("1_000", 1000), ("-3", -3), ("1.5", 1.5), ("~", None), ("", None), (".inf", ".inf"),
        ("222-0032", "222-0032"), ("9" * 5000, "9" * 5000), ('"141097"', "141097"),
    ],
)  # fmt: skip
def test_yaml_scalars(written: str, value: object) -> None:
    document, problems = read_yaml(f"a: {written}\n".encode(), "x.yaml")
    assert problems == [] and document is not None
    assert document.value == {"a": value}
    assert type(document.value["a"]) is type(value)
