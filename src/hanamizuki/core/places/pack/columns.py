"""Columns of the national municipal standard datasets, under every heading they are published as.

Read are the newest edition (2026-08), the old 推奨データセット, the machine names of the sheets,
and plain headings. A heading is matched after NFKC without spaces, and also behind the name of a
dataset (`指定緊急避難場所一覧_名称`). Extra columns of ours: 施設ID (parent), 出典, 時点.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

_HEADINGS: dict[str, str] = {
    "id": "ID NO No. 番号 管理番号 施設番号",
    "name": "名称 施設名称 施設名 介護サービス事業所名称 医療機関名称 文化財名称 name",
    "kana": "名称_カナ 名称カナ 名称(カナ) 施設名称_カナ 介護サービス事業所名称_カナ "
    "医療機関名称_カナ フリガナ ふりがな name_kana",
    "name_en": "名称_英字 名称_英語 施設名称_英字 介護サービス事業所名称_英字 医療機関名称_英字 "
    "name_english",
    "category": "種別 実施サービス 施設種別 文化財分類 category",
    "publisher": "全国地方公共団体コード 都道府県コード又は市区町村コード 市町村コード "
    "localgov_code",
    "place_code": "所在地_全国地方公共団体コード seat_localgov_code",
    "address": "所在地_連結表記 住所 所在地 住所表記 seat_copulative_spell",
    "prefecture": "所在地_都道府県 施設所在地_都道府県 都道府県名 都道府県 seat_prefecture",
    "city": "所在地_市区町村 施設所在地_市区町村 市区町村名 市区町村 seat_city",
    "town": "所在地_町字 施設所在地_町字 町字 seat_choaza",
    "rest": "所在地_番地以下 施設所在地_番地以下 番地以下 seat_after_address",
    "building": "建物名等(方書) 方書 施設方書 建物名等 buillding_name_etc building_name_etc",
    "lat": "緯度 北緯 latitude lat",
    "lon": "経度 東経 longitude lon lng",
    "phone": "電話番号 電話 施設電話番号 TEL phone",
    "days": "利用可能曜日 開館曜日 診療曜日",
    "opens": "開始時間 利用開始時間 診療開始時間",
    "closes": "終了時間 利用終了時間 診療終了時間",
    "hours_note": "利用可能日時特記事項 利用可能曜日特記事項 利用可能時間特記事項 診療日時特記事項",
    "url": "URL ホームページ",
    "note": "備考 note",
    "parent": "施設ID 親施設ID",
    "source": "出典",
    "as_of": "時点 最終更新日 データ更新日",
}

HAZARDS: dict[str, str] = {
    "flood": "洪水",
    "landslide": "崖崩れ、土石流及び地滑り",
    "storm_surge": "高潮",
    "earthquake": "地震",
    "tsunami": "津波",
    "fire": "大規模な火事",
    "inland_flood": "内水氾濫",
    "volcano": "火山現象",
}
"""Kind of disaster → the standard's word; the column is `災害種別_` + the word."""

_NOT_SAID = frozenset({"法人番号", "地方公共団体名", "町字ID", "localgov_name", "choaza_id"})
_YES = frozenset({"1", "有", "○", "〇", "◯", "◎", "●", "はい", "true", "yes", "可"})


def heading_key(heading: str) -> str:
    """One spelling of a heading: NFKC (half-width kana too), no spaces, ASCII case folded."""
    return "".join(unicodedata.normalize("NFKC", heading).split()).lower().strip("﻿")


def _table() -> dict[str, str]:
    table = {
        heading_key(heading): field
        for field, headings in _HEADINGS.items()
        for heading in headings.split()
    }
    for hazard, word in HAZARDS.items():
        table[heading_key(f"災害種別_{word}")] = f"hazard:{hazard}"
        table[heading_key(word)] = f"hazard:{hazard}"
    return table


_TABLE = _table()
_IGNORED = frozenset(map(heading_key, _NOT_SAID))


def field_of(heading: str) -> str | None:
    """The field a heading stands for, `hazard:flood` for a disaster, None for any other."""
    return _TABLE.get(heading_key(heading))


def prefixed_field_of(heading: str) -> str | None:
    """The same for a heading behind the (Japanese) name of its dataset."""
    prefix, _, rest = heading_key(heading).partition("_")
    return None if prefix.isascii() else _TABLE.get(rest)


def known_fields(row: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """Sort a row's filled cells into (our fields, further columns, hazards marked yes).

    A plain heading counts before one with a prefix (連絡先_名称 is no name where 名称 is there),
    and the first filled one before the next; the others stay as further columns, under the
    heading they were published with.
    """
    cells = {heading: cell.strip() for heading, cell in row.items() if heading and cell.strip()}
    fields: dict[str, str] = {}
    hazards: list[str] = []
    taken: set[str] = set()
    for reader in (field_of, prefixed_field_of):
        for heading, cell in cells.items():
            field = reader(heading)
            if field is None or heading in taken or field in fields:
                continue
            taken.add(heading)
            if not field.startswith("hazard:"):
                fields[field] = cell
            elif is_yes(cell):
                hazards.append(field.removeprefix("hazard:"))
    further = {
        heading.strip(): cell
        for heading, cell in cells.items()
        if heading not in taken and heading_key(heading) not in _IGNORED
    }
    return fields, further, list(dict.fromkeys(hazards))


def is_yes(value: str) -> bool:
    """Whether a flag cell says yes: 1, 有, ○ … (0, 無, × and empty say no)."""
    return unicodedata.normalize("NFKC", value).strip().lower() in _YES or value.strip() in _YES
