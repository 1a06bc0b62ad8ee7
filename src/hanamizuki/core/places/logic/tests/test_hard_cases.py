"""Addresses that invite a wrong answer, written by hand: text, status, towns, message."""

from __future__ import annotations

import pytest

from .data import gazetteer, towns
from .forms import romaji

FOUND = "found"
CASES: list[tuple[str, str, str, str]] = [
    # text, status, towns (comma-separated; * = all of this name), message
    ("綱島西3-12-5", FOUND, "綱島西三丁目", "found"),
    ("綱島西三の十二の五", FOUND, "綱島西三丁目", "found"),
    ("綱島西３丁目１２番５号", FOUND, "綱島西三丁目", "found"),
    ("綱島西3丁目12番地5", FOUND, "綱島西三丁目", "found"),
    ("綱島西3一12一5", FOUND, "綱島西三丁目", "found"),
    ("綱島西の3丁目", FOUND, "綱島西三丁目", "found"),
    ("綱島西三町目十二番", FOUND, "綱島西三丁目", "found"),
    ("綱嶋西参丁目", FOUND, "綱島西三丁目", "found"),
    ("港北区綱島西さんちょうめ", FOUND, "綱島西三丁目", "found"),
    ("つなしま西3-1", FOUND, "綱島西三丁目", "found"),
    ("綱島にし3-1", FOUND, "綱島西三丁目", "found"),
    ("カナガワケンヨコハマシコウホククツナシマニシ3-12-5", FOUND, "綱島西三丁目", "found"),
    ("綱島西", "ambiguous", "*綱島西", "chome_missing"),
    ("綱島西12番5号", "ambiguous", "*綱島西", "chome_missing"),
    ("綱島西 201号室", "ambiguous", "*綱島西", "chome_missing"),
    ("綱島西九丁目", "unknown", "*綱島西", "no_such_chome"),
    ("綱島西12-5", "unknown", "*綱島西", "no_such_chome"),
    ("日吉0丁目", "unknown", "*日吉", "no_such_chome"),
    ("大豆戸町3丁目5-1", "unknown", "大豆戸町", "no_such_chome"),
    ("綱島3丁目", "ambiguous", "綱島西三丁目,綱島東三丁目", "town_family"),
    ("高田3-5", "ambiguous", "高田町,高田西三丁目,高田東三丁目", "town_family"),
    ("新吉田3-1", "ambiguous", "新吉田町,新吉田東三丁目", "town_family"),
    ("新吉田8丁目", "ambiguous", "新吉田東八丁目", "town_family"),
    ("223-0058 新吉田8-1", FOUND, "新吉田東八丁目", "found"),
    ("222-0026 篠原3014", "ambiguous", "篠原町", "district_ambiguous"),
    ("篠原5丁目", "unknown", "篠原北一丁目,篠原北二丁目,篠原台町,篠原町,篠原西町,"
     "篠原東一丁目,篠原東二丁目,篠原東三丁目", "no_such_chome"),
    ("篠原西3-1", FOUND, "篠原西町", "found"),
    ("日吉本町3-1", FOUND, "日吉本町三丁目", "found"),
    ("日吉3-1", FOUND, "日吉三丁目", "found"),
    ("日吉台3丁目", "unknown", "", "elsewhere_many"),
    ("日吉八幡", "unknown", "", "not_read"),
    ("日吉駅", "unknown", "", "not_read"),
    ("新吉田町4425", FOUND, "新吉田町", "found"),
    ("新吉田東4-4-25", FOUND, "新吉田東四丁目", "found"),
    ("新羽町1240-1", FOUND, "新羽町", "found"),
    ("新羽町千二百四十番地の一", FOUND, "新羽町", "found"),
    ("新羽町一二四〇番地", FOUND, "新羽町", "found"),
    ("新羽町字大竹123", FOUND, "新羽町", "found"),
    ("港北区新羽町中之久保123", FOUND, "新羽町", "found"),
    ("新羽町中之久保123", "unknown", "", "not_read"),
    ("にっぱ町1240", FOUND, "新羽町", "found"),
    ("大豆戸26-1", FOUND, "大豆戸町", "found"),
    ("大字大豆戸26", FOUND, "大豆戸町", "found"),
    ("港北区大字大豆戸字宮前26番地", FOUND, "大豆戸町", "found"),
    ("下田4-1", FOUND, "下田町四丁目", "found"),
    ("大曽根台12-3", FOUND, "大曽根台", "found"),
    ("大曾根1-3", FOUND, "大曽根一丁目", "found"),
    ("錦ヶ丘12-3", FOUND, "錦が丘", "found"),
    ("錦ケ丘", FOUND, "錦が丘", "found"),
    ("冨士塚1-2", FOUND, "富士塚一丁目", "found"),
    ("北新横浜2-1", FOUND, "北新横浜二丁目", "found"),
    ("北 新横浜2-1", FOUND, "北新横浜二丁目", "found"),
    ("横浜市新横浜2-1", FOUND, "新横浜二丁目", "found"),
    ("横浜新横浜2-1", FOUND, "新横浜二丁目", "found"),
    ("樽町4", FOUND, "樽町四丁目", "found"),
    ("樽4", "unknown", "", "not_read"),
    ("菊名 7 丁 目", FOUND, "菊名七丁目", "found"),
    ("日吉3 ハイツ日吉201", FOUND, "日吉三丁目", "found"),
    ("綱島西3-12-5ハイツ日吉201", FOUND, "綱島西三丁目", "found"),
    ("ハイツ日吉201 綱島西3-12-5", FOUND, "綱島西三丁目", "found"),
    ("ハイツ日吉201", "unknown", "", "not_read"),
    ("新横浜2-1 日吉三丁目ビル", FOUND, "新横浜二丁目", "found"),
    ("日吉 綱島西3-12-5", "ambiguous", "日吉三丁目,綱島西三丁目", "town_family"),
    ("🏠綱島西3-1", FOUND, "綱島西三丁目", "found"),
    ("\ud800綱島西3", FOUND, "綱島西三丁目", "found"),
    ("綱島西3-12-5 電話045-540-2323", FOUND, "綱島西三丁目", "found"),
    ("網島西3-1", "unknown", "", "not_read"),
    ("港北区西新宿", "unknown", "", "no_such_town"),
    ("港北ニュータウン", "unknown", "", "no_such_town"),
    ("港北区", "unknown", "", "ward_only"),
    ("横浜市", "unknown", "", "city_only"),
    ("神奈川県", "unknown", "", "city_only"),
    ("", "unknown", "", "empty"),
    ("　\n", "unknown", "", "empty"),
    ("あいうえお", "unknown", "", "not_read"),
    ("045-540-2323", "unknown", "", "not_read"),
    ("日吉99999999", "ambiguous", "*日吉", "chome_missing"),
    ("223-0053", "ambiguous", "*綱島西", "postal_only"),
    ("2230054", FOUND, "綱島台", "found"),
    ("〒二二三－〇〇五四", FOUND, "綱島台", "found"),
    ("223-0053 3-12-5", FOUND, "綱島西三丁目", "found"),
    ("223-0053 あいうえ", "ambiguous", "*綱島西", "postal_text_unread"),
    ("222-0000", "unknown", "", "ward_only"),
    ("222-0000 菊名7-1", FOUND, "菊名七丁目", "found"),
    ("999-9999", "unknown", "", "postal_unknown"),
    ("999-9999 菊名7-1", FOUND, "菊名七丁目", "postal_unknown"),
    ("223-0054 日吉3-1", "ambiguous", "日吉三丁目,綱島台", "postal_conflict"),
    ("160-0023 日吉3-1", "ambiguous", "日吉三丁目", "postal_conflict"),
    ("222-8564", FOUND, "菊名七丁目", "found"),
    ("222-8558", FOUND, "大豆戸町", "found"),
    ("222-0000 東京都", "unknown", "", "postal_conflict"),
    ("223-0054 東京都新宿区", "ambiguous", "綱島台", "postal_conflict"),
    ("川崎 日吉3-1", "ambiguous", "日吉三丁目", "two_places"),
    ("神奈川 川崎 日吉3-1", "ambiguous", "日吉三丁目", "two_places"),
    ("日吉3-1 京都府南丹市", "ambiguous", "日吉三丁目", "two_places"),
    ("南 日吉3-1", "unknown", "", "not_read"),
    ("3-12-5 Tsunashima-nishi, Kohoku-ku, Yokohama", FOUND, "綱島西三丁目", "found"),
    ("12-5, Tsunashima-Nishi 3-chome, Kōhoku-ku", FOUND, "綱島西三丁目", "found"),
    ("2-3-4 Shin-Yokohama, Kohoku-ku, Yokohama", FOUND, "新横浜二丁目", "found"),
    ("2-3 Shin Yokohama Kohoku Ward Yokohama", FOUND, "新横浜二丁目", "found"),
    ("#201 Heights Hiyoshi, 3-12-5 Tsunasima-nisi", FOUND, "綱島西三丁目", "found"),
    ("1240-1 Nippa-machi", FOUND, "新羽町", "found"),
    ("5 Ohsone-dai", FOUND, "大曽根台", "found"),
    ("#101 3-12-5 Tsunashima-nishi", FOUND, "綱島西三丁目", "found"),
    ("Kohoku-ku, Yokohama", "unknown", "", "ward_only"),
    ("Yokohama", "unknown", "", "city_only"),
    ("3-4-5 Hiyoshi, Kawasaki", "ambiguous", "日吉三丁目", "two_places"),
    ("日吉さん丁目", FOUND, "日吉三丁目", "found"),
    ("にしきが丘1", FOUND, "錦が丘", "found"),
    ("横浜市こうほく区日吉3-1", FOUND, "日吉三丁目", "found"),
    ("港北区の日吉3丁目", FOUND, "日吉三丁目", "found"),
    ("Heights Hiyoshi 201", "unknown", "", "not_read"),
    ("Hiyoshi", "ambiguous", "*日吉", "chome_missing"),
]  # fmt: skip


def expected(names: str) -> list[str]:
    if names.startswith("*"):
        return sorted(town.full_name for town in towns() if town.name == names[1:])
    return sorted(filter(None, names.split(",")))


@pytest.mark.parametrize(("text", "status", "names", "message"), CASES)
def test_hard_case(text: str, status: str, names: str, message: str) -> None:
    result = gazetteer().resolve(text)
    found = sorted(candidate.town.full_name for candidate in result.candidates)
    assert (result.status, found, result.message_key) == (status, expected(names), message)


OUTSIDE = [
    ("東京都新宿区西新宿2-8-1", "東京都新宿区西新宿"),
    ("川崎市中原区小杉町3", "神奈川県川崎市中原区小杉町"),
    ("160-0023", "東京都新宿区西新宿"),
    ("〒160-0023 東京都新宿区西新宿2-8-1", "東京都新宿区西新宿"),
    ("横浜市鶴見区鶴見中央3-20-1", "神奈川県横浜市鶴見区鶴見中央"),
    ("横浜市みなとみらい2-3", "神奈川県横浜市西区みなとみらい"),
    ("横浜市保土ヶ谷区川辺町2-9", "神奈川県横浜市保土ケ谷区川辺町"),
    ("大阪府大阪市北区梅田", "大阪府大阪市北区梅田"),
    ("大阪府", "大阪府"),
    ("530-0001", "大阪府大阪市北区梅田"),
    ("鶴見区", "神奈川県横浜市鶴見区、大阪府大阪市鶴見区"),
    ("川崎市日吉", "神奈川県川崎市"),
    ("つくば市大曽根", "茨城県つくば市大曽根"),
    ("茨城県竜ケ崎市3710", "茨城県龍ケ崎市"),
    ("北海道札幌市中央区北一条西2丁目", "北海道札幌市中央区北一条西"),
    ("京都市中京区寺町通御池上る上本能寺前町488", "京都府京都市中京区"),
    ("沖縄県那覇市泉崎1-1-1", "沖縄県那覇市泉崎"),
    ("高田馬場1-1", "東京都新宿区高田馬場"),
    ("日吉津村", "鳥取県西伯郡日吉津村"),
    ("下田市", "静岡県下田市"),
    ("横浜市中区日本大通1", "神奈川県横浜市中区日本大通"),
    ("カナガワケンヨコハマシツルミク", "神奈川県横浜市鶴見区"),
    ("2-8-1 Nishi-Shinjuku, Shinjuku-ku, Tokyo", "東京都新宿区"),
    ("1-1 Tsurumi-ku, Yokohama", "神奈川県横浜市鶴見区"),
    ("Hiyoshi, Nantan-shi, Kyoto", "京都府南丹市"),
    ("Minato City, Tokyo", "東京都港区"),
    ("Hakone-machi, Kanagawa", "神奈川県足柄下郡箱根町"),
    ("Nagoya", "愛知県名古屋市"),
    ("奈良県大和郡山市北郡山町", "奈良県大和郡山市北郡山町"),
    ("四日市市諏訪町1-5", "三重県四日市市諏訪町"),
    ("東京都千代田区三番町6", "東京都千代田区三番町"),
    ("名古屋市中区三の丸3-1-2", "愛知県名古屋市中区三の丸"),
    ("府中市", "東京都府中市、広島県府中市"),
    ("Kawasaki-shi Nakahara-ku", "神奈川県川崎市中原区"),
]


@pytest.mark.parametrize(("text", "name"), OUTSIDE)
def test_elsewhere_is_named(text: str, name: str) -> None:
    result = gazetteer().resolve(text)
    assert (result.status, result.elsewhere, result.candidates) == ("outside", name, ())


@pytest.mark.parametrize(
    "prefix",
    ["川崎市", "東京都", "東京都港区", "大阪市北区 ", "横浜市鶴見区", "名古屋市", "神奈川県藤沢市"],
)
def test_another_city_in_front_is_never_taken_for_the_ward(prefix: str) -> None:
    for town in towns():
        result = gazetteer().resolve(f"{prefix}{town.full_name}3-1")
        assert (result.status, result.candidates) == ("outside", ()), town.full_name
        assert result.elsewhere and "港北区" not in result.elsewhere


@pytest.mark.parametrize("city", ["川崎 ", "大阪 ", "東京 ", "神奈川 藤沢 "])
def test_a_city_without_its_ending_leaves_the_answer_open(city: str) -> None:
    for town in towns():
        result = gazetteer().resolve(f"{city}{town.full_name}3-1")
        assert result.status in {"ambiguous", "outside"}, town.full_name


@pytest.mark.parametrize("city", ["Kawasaki-shi", "Osaka", "Naka-ku, Yokohama", "Shinjuku, Tokyo"])
def test_another_city_inromaji_is_never_taken_for_the_ward(city: str) -> None:
    for town in towns():
        name = romaji(town.kana, macron=False)
        result = gazetteer().resolve(f"3-1 {name}, {city}")
        assert (result.status, result.candidates) == ("outside", ()), town.full_name


def test_many_places_elsewhere_are_not_cut_silently() -> None:
    assert str(gazetteer().resolve("北区").elsewhere).endswith("ほか")


def test_a_conflicting_code_elsewhere_is_named() -> None:
    assert gazetteer().resolve("160-0023 日吉3-1").elsewhere == "東京都新宿区西新宿"


def test_what_was_written_is_reported() -> None:
    parsed = gazetteer().resolve("〒223-0053 横浜市港北区綱島西3-12-5").parsed
    assert (parsed.postal_code, parsed.prefecture, parsed.city) == ("2230053", None, "横浜市")
    assert (parsed.ward, parsed.town, parsed.number.chome) == ("港北区", "綱島西", 3)


@pytest.mark.parametrize(
    ("text", "block", "go"),
    [
        ("日吉5丁目 201", None, None),
        ("日吉5丁目 ハイツ201", None, None),
        ("日吉5丁目 3番", 3, None),
        ("日吉5 3 2", 3, None),
        ("日吉5-3 201号", 3, None),
        ("日吉5-3-2-201", 3, 2),
        ("日吉5丁目3番 2号", 3, 2),
        ("日吉5丁目3号", None, 3),
        ("大豆戸町 26", 26, None),
        ("大豆戸町26番地の1", 26, 1),
        ("港北区新羽町中之久保123", None, None),
    ],
)
def test_block_is_read_only_when_it_is_one(text: str, block: int | None, go: int | None) -> None:
    number = gazetteer().resolve(text).candidates[0].number
    assert (number.block, number.go) == (block, go)
