"""Headings of published files, old and new, and the cells below them."""

from __future__ import annotations

import pytest

from hanamizuki.core.places.pack.columns import (
    field_of,
    is_yes,
    known_fields,
    prefixed_field_of,
)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("名称", "name"),
        ("介護サービス事業所名称", "name"),
        ("ﾒｲｼｮｳ", None),
        ("名称_ｶﾅ", "kana"),
        ("建物名等（方書）", "building"),
        ("指定緊急避難場所一覧_緯度", None),
        ("seat_copulative_spell", "address"),
        ("buillding_name_etc", "building"),
        ("住所", "address"),
        (" Latitude ", "lat"),
        ("災害種別_内水氾濫", "hazard:inland_flood"),
        ("崖崩れ、土石流及び地滑り", "hazard:landslide"),
        ("画像_ライセンス", None),
    ],
)
def test_headings(heading: str, field: str | None) -> None:
    assert field_of(heading) == field


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("指定緊急避難場所一覧_緯度", "lat"),
        ("公衆トイレ_所在地_都道府県", "prefecture"),
        ("localgov_name", None),
        ("名称", None),
        ("ゴミの分別方法_品目", None),
    ],
)
def test_headings_behind_a_dataset_name(heading: str, field: str | None) -> None:
    assert prefixed_field_of(heading) == field


def test_a_prefixed_heading_gives_way_to_the_plain_one() -> None:
    fields, further, _ = known_fields({"連絡先_名称": "総務課", "名称": "北会館"})
    assert (fields, further) == ({"name": "北会館"}, {"連絡先_名称": "総務課"})


def test_first_filled_column_counts_and_the_rest_is_kept() -> None:
    row = {
        "名称": "",
        "施設名": "北会館",
        "住所": "北1-1",
        "所在地": "北二丁目",
        "法人番号": "3000020141003",
        "SSID": "free",
        "災害種別_洪水": "1",
        "災害種別_地震": "0",
    }
    fields, further, hazards = known_fields(row)
    assert fields == {"name": "北会館", "address": "北1-1"}
    assert further == {"所在地": "北二丁目", "SSID": "free"}
    assert hazards == ["flood"]


@pytest.mark.parametrize("cell", ["1", "１", "有", "○", "◯", "TRUE"])
def test_yes(cell: str) -> None:
    assert is_yes(cell)


@pytest.mark.parametrize("cell", ["0", "無", "×", "-", "未定"])
def test_no(cell: str) -> None:
    assert not is_yes(cell)
