"""Towns in a county: 「足柄下郡箱根町」 is also 箱根町, with and without it in front."""

from __future__ import annotations

import pytest

from hanamizuki.core.places.logic.county import settled, split_county
from hanamizuki.core.places.logic.gazetteer import Gazetteer
from hanamizuki.core.places.logic.types import Municipality, NoPostal, Town

from .data import postal

INVENTED = Municipality(
    "架空県", "南架空郡花園町", "", "カクウケン", "ミナミカクウグンハナゾノチョウ"
)
HAKONE = Municipality("神奈川県", "箱根町", "", "カナガワケン", "ハコネマチ")


def town(name: str, kana: str, code: str) -> Town:
    return Town(
        code=name,
        name=name,
        chome=None,
        full_name=name,
        kana=kana,
        postal_code=code,
        lat=35.2,
        lon=139.0,
        block_system=None,
    )


@pytest.fixture(scope="module")
def invented() -> Gazetteer:
    towns = [town("中央", "チュウオウ", "000-0001"), town("野菊", "ノギク", "000-0002")]
    return Gazetteer(INVENTED, towns, postal=postal())


@pytest.fixture(scope="module")
def hakone() -> Gazetteer:
    return Gazetteer(HAKONE, [town("湯本", "ユモト", "250-0311")], postal=postal())


@pytest.mark.parametrize(
    ("city", "parts"),
    [
        ("足柄下郡箱根町", ("足柄下郡", "箱根町")),
        ("赤穂郡上郡町", ("赤穂郡", "上郡町")),
        ("上郡町", ("", "上郡町")),
        ("大和郡山市", ("", "大和郡山市")),
        ("郡上市", ("", "郡上市")),
        ("蒲郡市", ("", "蒲郡市")),
        ("箱根町", ("", "箱根町")),
    ],
)
def test_the_county_is_told_from_the_name(city: str, parts: tuple[str, str]) -> None:
    assert split_county(city) == parts


@pytest.mark.parametrize(
    "text",
    [
        "架空県南架空郡花園町中央85-2",
        "南架空郡花園町中央85-2",
        "架空県花園町中央85-2",
        "花園町中央85-2",
        "中央85-2",
        "架空県 南架空郡 花園町 大字中央85番地の2",
        "〒000-0001 南架空郡花園町中央85-2",
        "かくうけんみなみかくうぐんはなぞのちょうちゅうおう85-2",
        "85-2 Chuo, Hanazono-cho, Minamikakuu-gun, Kakuu",
        "85-2 Chuo, Hanazono Town",
    ],
)
def test_a_town_whose_name_has_a_county_knows_its_own_addresses(
    invented: Gazetteer, text: str
) -> None:
    found = invented.resolve(text)
    assert [one.town.full_name for one in found.candidates] == ["中央"], found.message_key
    assert found.status != "outside" and found.elsewhere is None


def test_what_was_written_is_told_with_the_county(invented: Gazetteer) -> None:
    assert invented.resolve("花園町中央1").parsed.city == "南架空郡花園町"
    assert invented.resolve("中央1").parsed.city is None


@pytest.mark.parametrize(
    "text",
    ["神奈川県足柄下郡箱根町湯本256", "足柄下郡箱根町湯本256", "箱根町湯本256", "〒250-0311"],
)
def test_the_county_a_name_leaves_out_is_in_the_postal_data(hakone: Gazetteer, text: str) -> None:
    assert settled(HAKONE, postal()).county == "足柄下郡"
    assert settled(HAKONE, NoPostal()) == HAKONE
    found = hakone.resolve(text)
    assert [one.town.full_name for one in found.candidates] == ["湯本"]
    assert found.elsewhere is None


@pytest.mark.parametrize(
    "text", ["足柄下郡真鶴町真鶴1", "神奈川県足柄下郡湯河原町宮上1", "真鶴町真鶴1"]
)
def test_another_town_of_the_county_is_elsewhere(hakone: Gazetteer, text: str) -> None:
    found = hakone.resolve(text)
    assert (found.status, found.candidates) == ("outside", ())
    assert found.elsewhere is not None and "足柄下郡" in found.elsewhere


def test_cities_and_wards_have_none() -> None:
    for home in (
        Municipality("神奈川県", "横浜市", "港北区"),
        Municipality("福島県", "郡山市", ""),
    ):
        assert settled(home, postal()) == home
