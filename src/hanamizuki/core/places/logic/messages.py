"""Sentences for people behind the resolver's message keys and bases, in three languages."""

from __future__ import annotations

from typing import TypedDict


class Text(TypedDict):
    """`easy` is やさしい日本語."""

    ja: str
    en: str
    easy: str


def _text(ja: str, en: str, easy: str) -> Text:
    return {"ja": ja, "en": en, "easy": easy}


MESSAGES: dict[str, Text] = {
    "found": _text(
        "住所から町が分かりました。",
        "We found the town of this address.",
        "住所から 町が 分かりました。",
    ),
    "chome_missing": _text(
        "丁目が書かれていないため、ひとつに決められません。候補から選んでください。",
        "The chome number is missing, so several towns are possible. Please choose one.",
        "丁目が ありません。町を ひとつ 選んで ください。",
    ),
    "no_such_chome": _text(
        "この町に、その丁目はありません。候補から選び直してください。",
        "This town has no such chome. Please choose from the ones that exist.",
        "その 丁目は ありません。下の 町から 選んで ください。",
    ),
    "town_family": _text(
        "当てはまる町がいくつかあります。候補から選んでください。",
        "Several towns fit this name. Please choose one.",
        "似た 名前の 町が あります。ひとつ 選んで ください。",
    ),
    "district_ambiguous": _text(
        "町は分かりましたが、この町は複数の地区に分かれています。どちらの地区かは確認が必要です。",
        "We found the town, but districts divide it. Which one applies must be checked.",
        "町は 分かりました。でも 地区が ふたつ 以上 あります。区役所に 聞いて ください。",
    ),
    "two_places": _text(
        "区内の町と、ほかの市区町村の両方が書かれています。どちらの住所か確かめてください。",
        "The text names a town here and another municipality. Please check which one is meant.",
        "この区の 町と ほかの まちの 名前が あります。どちらか 教えて ください。",
    ),
    "postal_conflict": _text(
        "郵便番号と住所の町が合いません。どちらが正しいか確かめてください。",
        "The postal code and the town do not match. Please check which one is right.",
        "郵便番号と 町の 名前が 合いません。もう一度 見て ください。",
    ),
    "postal_only": _text(
        "郵便番号からは、ここまで分かりました。候補から選んでください。",
        "The postal code leaves these towns possible. Please choose one.",
        "郵便番号から 町を さがしました。ひとつ 選んで ください。",
    ),
    "postal_text_unread": _text(
        "郵便番号からの候補です。住所の文字は読み取れませんでした。",
        "These are the towns of the postal code. The rest of the address could not be read.",
        "郵便番号の 町です。住所の 字は 分かりませんでした。",
    ),
    "postal_unknown": _text(
        "この郵便番号は郵便データにありません。確かめてください。",
        "The postal data has no such postal code. Please check it.",
        "この 郵便番号は ありません。もう一度 見て ください。",
    ),
    "outside": _text(
        "区の外の住所です。",
        "This address is outside the ward.",
        "この 住所は この区では ありません。",
    ),
    "elsewhere_many": _text(
        "区内にこの名前の町はありません。同じ名前の町がほかの市区町村にあります。",
        "The ward has no town of this name; other municipalities do.",
        "この区に その 町は ありません。ほかの まちに あります。",
    ),
    "no_such_town": _text(
        "区内にこの名前の町が見つかりません。町の名前を確かめてください。",
        "We found no town of this name in the ward. Please check the name.",
        "その 名前の 町が ありません。もう一度 見て ください。",
    ),
    "ward_only": _text(
        "区までは分かりました。町の名前も入れてください。",
        "We read the ward only. Please add the town.",
        "町の 名前も 書いて ください。",
    ),
    "city_only": _text(
        "市や県までしか書かれていません。町の名前も入れてください。",
        "We read the city or prefecture only. Please add the town.",
        "町の 名前も 書いて ください。",
    ),
    "not_read": _text(
        "住所として読み取れませんでした。「町の名前 丁目 番 号」の形で入れてください。",
        "We could not read this as an address. Please write town, chome, block and number.",
        "住所が 分かりません。町の 名前と 番号を 書いて ください。",
    ),
    "empty": _text(
        "住所を入れてください。",
        "Please enter an address.",
        "住所を 書いて ください。",
    ),
    "too_long": _text(
        "文字が多すぎます。住所だけを入れてください。",
        "The text is too long. Please enter the address only.",
        "字が 多いです。住所だけ 書いて ください。",
    ),
    "point_nearest": _text(
        "いちばん近い町です。町の境目は見ていないため、住所でも確かめてください。",
        "This is the nearest town. Town boundaries are not used, so please check by address too.",
        "いちばん 近い 町です。住所でも たしかめて ください。",
    ),
    "point_between": _text(
        "近い町がいくつかあり、ひとつに決められません。候補から選んでください。",
        "Several towns are near this point. Please choose one.",
        "近い 町が いくつか あります。ひとつ 選んで ください。",
    ),
    "point_far": _text(
        "町の代表点から離れているため、どの町か決められません。近い町を候補に出しました。",
        "This point is far from any town's point. The nearest towns are shown; please choose.",
        "どの 町か 分かりません。近い 町から 選んで ください。",
    ),
    "point_outside": _text(
        "区の外の地点です。",
        "This point is outside the ward.",
        "この 場所は この区では ありません。",
    ),
    "bad_point": _text(
        "地点を読み取れませんでした。",
        "We could not read this point.",
        "場所が 分かりませんでした。",
    ),
}

BASES: dict[str, Text] = {
    "town_name": _text("町の名前による", "by the town's name", "町の 名前で 分かりました"),
    "town_name_short": _text(
        "「町」などを略した名前による", "by a shortened town name", "短い 名前で さがしました"
    ),
    "town_family": _text("同じ呼び名で始まる町", "a town sharing this name", "似た 名前の 町です"),
    "chome_missing": _text("丁目が書かれていない", "chome not given", "丁目が 書いて ありません"),
    "suggestion": _text("実在する丁目", "a chome that exists", "本当に ある 町です"),
    "postal_code": _text("郵便番号による", "by postal code", "郵便番号で 分かりました"),
    "nearest_point": _text(
        "町の代表点からの距離による", "by distance to the town's point", "近い 町です"
    ),
    "no_data": _text("資料がない", "no source says", "分かりません"),
    "whole_town": _text(
        "町全体の規則による", "by a rule for the whole town", "町の ぜんぶが 同じです"
    ),
    "whole_town_inferred": _text(
        "町全体についての推定(確認が必要)",
        "inferred for the whole town (to be confirmed)",
        "たぶん こうです。たしかめて ください",
    ),
    "several_rules": _text("複数の担当がある", "several serve this town", "ふたつ 以上 あります"),
    "part_of_town": _text(
        "町の一部だけに当てはまる", "holds for part of the town", "町の 一部だけです"
    ),
    "area": _text("町の中の地区名による", "by the named part of the town", "場所の 名前です"),
    "block": _text("番(番地)の規則による", "by a rule for this block", "番の 数字で 分かりました"),
    "block_needed": _text(
        "番(番地)によって分かれる", "depends on the block number", "番の 数字が いります"
    ),
    "outside_block_rule": _text(
        "この番についての資料がない", "no source covers this block", "この 番は 分かりません"
    ),
}
