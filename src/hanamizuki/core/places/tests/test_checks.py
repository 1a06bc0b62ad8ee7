"""What `pack check` says about places: the line, what is wrong, what to write instead."""

from __future__ import annotations

import pytest

from hanamizuki.core.packs import PackData
from hanamizuki.core.places.tests.conftest import Toy

TOWNS_HEAD = (
    "lg_code,machiaza_id,oaza_cho,chome,chome_number,rsdt_addr_flg,post_code,rep_lat,rep_lon,出典\n"
)
TOWNS = TOWNS_HEAD + (
    "011002,,北町,,1,1,0600001,43.1,141.3,一覧\n"
    "011002,,北町,,2,1,060-0001,43.1,141.3,一覧\n"
    "011002,0008-001,南町,,,0,,,,一覧\n"
)
ASSOCIATIONS = "ID,地区,名称,区域,世帯数,世帯数時点,出典,備考\n"
DISTRICTS = "- {id: kita, name: 北, source: x}\n- {id: minami, name: 南, source: x}\n"


def rule(**fields: str) -> str:
    given = {
        "id": "d-kita",
        "kind": "district",
        "target": "kita",
        "towns": "[北町]",
        "part": "whole",
        "confidence": "stated",
        "source": "x",
    }
    given |= fields
    return "- {" + ", ".join(f"{key}: {value}" for key, value in given.items()) + "}\n"


def lines(data: PackData) -> list[str]:
    return [str(problem) for problem in data.problems]


def test_a_right_pack_has_no_problem(toy: Toy) -> None:
    data = toy(
        {
            "towns.csv": TOWNS,
            "districts.yaml": DISTRICTS,
            "catchments.yaml": rule() + rule(id="d-minami", target="minami", towns="[南町]"),
            "associations.csv": ASSOCIATIONS + "a-1,北,北町会,,,,一覧,\n",
        }
    )
    assert lines(data) == []
    towns = [record.value for record in data.records("towns")]
    assert [town.full_name for town in towns] == ["北町一丁目", "北町二丁目", "南町"]
    assert [town.residence_numbered for town in towns] == [True, True, False]
    assert [town.post_code for town in towns] == ["0600001", "0600001", ""]
    assert towns[2].machiaza_id == "0008001"


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        ("011003,,東町,,,,,,,一覧", "lg_code", "全国地方公共団体コードではありません"),
        ("011002,,,,,,,,,一覧", "oaza_cho", "町名がありません"),
        ("011002,,東町,,x,,,,,一覧", "chome_number", "数ではありません"),
        ("011002,,東町,,,2,,,,一覧", "rsdt_addr_flg", "使えません"),
        ("011002,,東町,,,,06-1,,,一覧", "post_code", "郵便番号ではありません"),
        ("011002,,東町,,,,,141.3,43.1,一覧", "rep_lat", "緯度と経度が入れ替わっています"),
        ("011002,,東町,,,,,43.1,,一覧", "rep_lon", "一方だけ"),
    ],
)
def test_a_wrong_town_row(toy: Toy, row: str, column: str, what: str) -> None:
    (line,) = lines(toy({"towns.csv": TOWNS_HEAD + row + "\n"}))
    assert line.startswith("toy/towns.csv:2: ")
    assert column in line
    assert what in line


def test_a_town_outside_the_bounds(toy: Toy) -> None:
    (line,) = lines(toy({"towns.csv": TOWNS_HEAD + "011002,,東町,,,,,35.5,139.6,一覧\n"}))
    assert line.startswith("toy/towns.csv:2: ")


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"target": "nishi"}, "target「nishi」が districts にありません"),
        ({"kind": "shelter"}, "target「kita」が evacuation_shelter にありません"),
        ({"towns": "[北町1-3]"}, "町「北町1-3」が towns.csv にありません"),
        ({"towns": "[南町二丁目]"}, "町「南町二丁目」が towns.csv にありません"),
        ({"part": "part", "blocks": '["4-1"]'}, "番号の範囲ではありません"),
        ({"blocks": '["1-4"]'}, "part: part と書く"),
        ({"part": "half"}, "part"),
        ({"towns": "[]"}, "towns"),
    ],
)
def test_a_wrong_catchment(toy: Toy, fields: dict[str, str], what: str) -> None:
    files = {
        "towns.csv": TOWNS,
        "districts.yaml": DISTRICTS,
        "catchments.yaml": rule(id="ok", towns="[南町]") + rule(**fields),
    }
    (line,) = lines(toy(files))
    assert line.startswith("toy/catchments.yaml:2: ")
    assert what in line


def test_a_town_wholly_in_two_districts(toy: Toy) -> None:
    files = {
        "towns.csv": TOWNS,
        "districts.yaml": DISTRICTS,
        "catchments.yaml": rule() + rule(id="d-minami", target="minami", towns="[北町2]"),
    }
    (line,) = lines(toy(files))
    assert line.startswith("toy/catchments.yaml:2: 北町二丁目 の全域が d-kita と d-minami の二つ")


def test_an_association_without_its_district(toy: Toy) -> None:
    (line,) = lines(toy({"associations.csv": ASSOCIATIONS + "a-1,西,西町会,,,,一覧,\n"}))
    assert "地区「西」が districts.yaml にありません" in line


def test_a_parent_that_is_not_there(toy: Toy) -> None:
    head = "ID,名称,施設ID,出典\n"
    files = {
        "evacuation_shelter.csv": head + "S1,北小学校,,一覧\n",
        "evacuation_space.csv": head + "B1,体育館,S1,一覧\nB2,校舎,S2,一覧\nB3,校舎,B3,一覧\n",
    }
    assert [line.split(";")[0] for line in lines(toy(files))] == [
        "toy/evacuation_space.csv:3: 施設ID「S2」の施設がありません",
        "toy/evacuation_space.csv:4: 施設ID「B3」の施設がありません",
    ]


def test_every_wrong_facility_row_is_named(toy: Toy) -> None:
    rows = (
        "ID,名称,緯度,経度,出典\n"
        "A1,,43.1,141.3,一覧\n"
        "A2,北会館,141.3,43.1,一覧\n"
        "A3,南会館,43.1,1413000000,一覧\n"
        "A4,東会館,43.1,141.3,一覧\n"
    )
    data = toy({"public_facility.csv": rows})
    found = [(problem.origin.line, problem.text("en")) for problem in data.problems]
    assert [line for line, _ in found] == [2, 3, 4]
    assert "the name is missing" in found[0][1]
    assert "latitude and longitude are swapped" in found[1][1]
    assert "has lost its decimal point" in found[2][1]
    assert [record.value.id for record in data.records("public_facility")] == ["A4"]


def test_topics_and_windows_of_sections(toy: Toy) -> None:
    section = (
        "- id: koseki\n  kind: ward\n  name: 戸籍課\n  handles: 住民登録\n"
        "  topics: [moving, movng]\n  source: x\n  desks:\n"
        "    - {name: null, window: 21, handles: 転入, source: x}\n"
    )
    found = lines(toy({"sections.yaml": section}))
    assert [line.split(": ")[0] for line in found] == ["toy/sections.yaml:5", "toy/sections.yaml:8"]
