"""Files as other municipalities publish them, dropped into a pack unchanged."""

from __future__ import annotations

import pytest

from hanamizuki.core.packs import PackData
from hanamizuki.core.places.models import Facility, Town
from hanamizuki.core.places.tests.conftest import Toy, store

SOURCE = """\
files:
  {name}:
    source: 見本町オープンデータ https://example.org/
    as_of: 2026-04-01
    licence: CC BY 4.0
"""
TOWNS = (
    "lg_code,oaza_cho,chome,chome_number,出典\n"
    "1100,北町,一丁目,1,一覧\n011002,北町,,2,一覧\n011002,南町,,,一覧\n"
)
OLD_EDITION = (
    "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,名称_カナ,住所,方書,緯度,経度,"
    "電話番号,利用可能曜日,開始時間,終了時間,利用可能日時特記事項,URL,備考,,\n"
    "11002,0000000001,北海道,見本町,北会館,キタカイカン,北町2-3-4,2階,43.1,141.3,"
    "(011)000-0000,月火水木金,09:00,日没,年末年始は休み,https://example.org/kita,,,\n"
    "11002,0000000002,北海道,見本町,南会館,ﾐﾅﾐｶｲｶﾝ,南町5,,,,,,,,,,,,\n"
    "2026年版,,,,,,,,,,,,,,,,,,\n"
)


def problems(data: PackData) -> list[str]:
    return [str(problem) for problem in data.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_old_edition_in_any_encoding(toy: Toy, db: None, encoding: str) -> None:
    name = "011002_public_facility.csv"
    raw = OLD_EDITION.replace("\n", "\r\n").encode(encoding)
    data = toy({name: raw, "towns.csv": TOWNS}, SOURCE.format(name=name))
    assert problems(data) == []
    store(data)
    north, south = Facility.objects.order_by("local_id")
    assert north.code == "public_facility-0000000001"
    assert (north.name, north.kana, north.building) == ("北会館", "キタカイカン", "2階")
    assert north.address == "北海道見本町北町2-3-4"
    assert north.hours == "月火水木金 09:00～日没。年末年始は休み"
    assert north.town == Town.objects.get(full_name="北町二丁目")
    assert (north.lat, north.lon, north.url) == (43.1, 141.3, "https://example.org/kita")
    assert (north.source, north.as_of) == (
        "見本町オープンデータ https://example.org/",
        "2026-04-01",
    )
    assert south.kana == "ﾐﾅﾐｶｲｶﾝ"
    assert south.town == Town.objects.get(full_name="南町")
    assert (south.lat, south.phone, south.hours) == (None, "", "")


def test_machine_names_and_dataset_prefixes(toy: Toy) -> None:
    english = (
        "localgov_code,id,localgov_name,name,seat_localgov_code,seat_copulative_spell,"
        "buillding_name_etc,set_position,latitude,longitude,出典\n"
        "011002,T1,見本町,北公園トイレ,011002,北海道見本町北町1-1,,東側,43.1,141.3,一覧\n"
    )
    prefixed = (
        "AED設置箇所一覧_ID,AED設置箇所一覧_名称,AED設置箇所一覧_設置位置,AED設置箇所一覧_出典\n"
        "A1,北会館,玄関,一覧\n"
    )
    data = toy({"public_toilet.csv": english, "aed.csv": prefixed, "towns.csv": TOWNS})
    assert problems(data) == []
    (toilet,) = (record.value for record in data.records("public_toilet"))
    assert (toilet.id, toilet.name, toilet.lat) == ("T1", "北公園トイレ", 43.1)
    assert toilet.attrs == {"set_position": "東側"}
    (aed,) = (record.value for record in data.records("aed"))
    assert (aed.id, aed.name, aed.source) == ("A1", "北会館", "一覧")


def test_newest_evacuation_edition(toy: Toy, db: None) -> None:
    header = (
        "全国地方公共団体コード,ID,名称,所在地_全国地方公共団体コード,所在地_連結表記,緯度,経度,"
        "災害種別_洪水,災害種別_崖崩れ、土石流及び地滑り,災害種別_地震,災害種別_津波,想定収容人数,出典\n"
    )
    row = "011002,E1,北小学校,011002,北海道見本町北町1-1,43.1,141.3,1,,１,0,体育館300人,一覧\n"
    data = toy({"evacuation_space.csv": header + row, "towns.csv": TOWNS})
    assert problems(data) == []
    store(data)
    space = Facility.objects.get(code="E1")
    assert space.hazards == ["flood", "earthquake"]
    assert space.attrs == {"想定収容人数": "体育館300人"}
    assert space.town == Town.objects.get(full_name="北町一丁目")


def test_no_id_gives_a_stable_one_and_numbers_may_repeat_between_datasets(
    toy: Toy, db: None
) -> None:
    plain = "名称,住所,出典\n北会館,北町1-1,一覧\n"
    numbered = "ID,名称,住所,出典\n1,北AED,北町1-1,一覧\n"
    data = toy({"public_facility.csv": plain, "aed.csv": numbered, "hospital.csv": numbered})
    assert problems(data) == []
    store(data)
    codes = set(Facility.objects.values_list("code", flat=True))
    assert {"aed-1", "hospital-1"} < codes
    store(toy({"public_facility.csv": plain, "aed.csv": numbered, "hospital.csv": numbered}))
    assert set(Facility.objects.values_list("code", flat=True)) == codes


def test_a_facility_elsewhere_may_lie_outside_the_bounds(toy: Toy) -> None:
    rows = (
        "ID,名称,所在地_全国地方公共団体コード,所在地_連結表記,緯度,経度,出典\n"
        "A1,東京の出張所,13101,東京都千代田区丸の内1-1,35.68,139.76,一覧\n"
        "A2,隣の町の施設,,北海道隣町1-1,43.5,141.9,一覧\n"
        "A3,ここの施設,011002,北海道見本町北町1-1,43.5,141.9,一覧\n"
    )
    data = toy({"public_facility.csv": rows})
    (problem,) = data.problems
    assert str(problem).startswith("toy/public_facility.csv:4: 「ここの施設」の位置（43.5, 141.9）")


def test_rows_gone_from_the_file_go_from_the_table(toy: Toy, db: None) -> None:
    head = "ID,名称,出典\n"
    store(toy({"public_facility.csv": head + "A1,北会館,一覧\nA2,南会館,一覧\n"}))
    kept = Facility.objects.get(code="A1").pk
    store(toy({"public_facility.csv": head + "A1,新しい北会館,一覧\n"}))
    (only,) = Facility.objects.all()
    assert (only.pk, only.name) == (kept, "新しい北会館")


def test_without_any_source_the_file_is_refused(toy: Toy) -> None:
    data = toy({"public_facility.csv": "ID,名称\nA1,北会館\n"})
    assert [problem.origin.line for problem in data.problems] == [2]
    assert "source" in str(data.problems[0]) or "出典" in str(data.problems[0])
