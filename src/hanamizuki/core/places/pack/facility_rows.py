"""One row of any standard facility file → the fields of a facility, whatever its edition."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Any

from hanamizuki.core.packs import RowError, is_code, repair_code
from hanamizuki.core.places.pack.columns import known_fields
from hanamizuki.core.places.pack.dates import read_date
from hanamizuki.core.places.pack.messages import say
from hanamizuki.core.places.pack.points import PointError, read_point

_POINT_COLUMNS = {"lat": "緯度", "lon": "経度"}
PREFECTURE = re.compile(r"東京都|北海道|(?:京都|大阪)府|.{2,3}県")
"""The prefecture at the start of an address."""


def facility_row(row: dict[str, str]) -> dict[str, Any] | None:
    """The facility of a row; None for an empty row or a footer such as a version line.

    Raises RowError for a row that cannot be used: no name, impossible coordinates.
    """
    fields, further, hazards = known_fields(row)
    if _is_footer(fields, further, hazards):
        return None
    name = fields.get("name") or fields.get("category", "")
    if not name:
        raise RowError(
            "名称",
            say("名称がありません", "the name is missing"),
            say("施設の名前を書く", "write the facility's name"),
        )
    lat, lon = _point(fields)
    address = _address(fields)
    return {
        "id": fields.get("id") or _made_id(name, address),
        "name": name,
        "kana": fields.get("kana", ""),
        "name_en": fields.get("name_en", ""),
        "category": fields.get("category", ""),
        "address": address,
        "town_text": fields.get("town", ""),
        "building": fields.get("building", ""),
        "lg_code": _code(fields.get("place_code", "")),
        "lat": lat,
        "lon": lon,
        "phone": fields.get("phone", ""),
        "hours": _hours(fields),
        "url": fields.get("url", ""),
        "hazards": tuple(hazards),
        "parent": fields.get("parent", ""),
        "attrs": further,
        "note": fields.get("note", ""),
        "source": fields.get("source", ""),
        "as_of": read_date(fields.get("as_of", ""), "時点"),
    }


def _is_footer(fields: dict[str, str], further: dict[str, str], hazards: list[str]) -> bool:
    """Nothing, or a single cell that is not a name: the version line some files end with."""
    return len(fields) + len(further) + len(hazards) <= 1 and "name" not in fields


def _code(text: str) -> str:
    """The municipality's code, with a zero or check digit that a spreadsheet lost; "" if none."""
    code = repair_code(unicodedata.normalize("NFKC", text).removesuffix(".0"))
    return code if is_code(code) else ""


def _point(fields: dict[str, str]) -> tuple[float | None, float | None]:
    try:
        point = read_point(fields.get("lat", ""), fields.get("lon", ""))
    except PointError as error:
        raise RowError(_POINT_COLUMNS[error.field], error.what, error.instead) from None
    return point or (None, None)


def _address(fields: dict[str, str]) -> str:
    """連結表記 as published; else prefecture, municipality, town and number put together.

    Old files give 住所 with or without the prefecture in front: what is missing is put there.
    """
    whole = fields.get("address", "")
    prefecture, city = fields.get("prefecture", ""), fields.get("city", "")
    if not whole:
        town = fields.get("town", "") + fields.get("rest", "")
        return prefecture + city + town if town else ""
    if PREFECTURE.match(whole):
        return whole
    if city and not whole.startswith(city):
        whole = city + whole
    return prefecture + whole


def _hours(fields: dict[str, str]) -> str:
    """Weekdays, times and the free text in one line; a special rule stands for all."""
    opens, closes = fields.get("opens", ""), fields.get("closes", "")
    span = f"{opens}～{closes}" if opens or closes else ""
    plain = " ".join(part for part in (fields.get("days", ""), span) if part)
    return "。".join(part for part in (plain, fields.get("hours_note", "")) if part)


def _made_id(name: str, address: str) -> str:
    """A stable id for a row without one, from what identifies it to a reader."""
    text = unicodedata.normalize("NFKC", f"{name}|{address}")
    return "x" + hashlib.sha256(text.encode()).hexdigest()[:12]
