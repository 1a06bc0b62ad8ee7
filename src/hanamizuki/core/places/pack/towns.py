"""Pack section `towns`: towns.csv in the columns of the Address Base Registry's town master."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field

from hanamizuki.core.packs import PackData, RowError, Section, is_code, registry, repair_code
from hanamizuki.core.packs.text import Localised
from hanamizuki.core.places import services
from hanamizuki.core.places.pack.dates import PartialDate, read_date
from hanamizuki.core.places.pack.facts import Count, Fact, Line, PostCode
from hanamizuki.core.places.pack.messages import say
from hanamizuki.core.places.pack.points import PointError, read_point
from hanamizuki.core.places.pack.town_names import TownNames, kanji_number

_POINT_COLUMNS = {"lat": "rep_lat", "lon": "rep_lon"}
_FLAGS = {"1": True, "0": False, "": None}


class TownRecord(Fact):
    """One town (町字); `full_name`, its key, is computed: name, 丁目 and 小字 together."""

    lg_code: str
    machiaza_id: Annotated[str, Field(pattern=r"^(\d{7})?$")] = ""
    full_name: Line
    oaza_cho: Line
    oaza_cho_kana: Line = ""
    oaza_cho_roma: Line = ""
    chome: Line = ""
    chome_number: int | None = None
    residence_numbered: bool | None = None
    post_code: PostCode = ""
    lat: float | None = None
    lon: float | None = None
    population: Count | None = None
    households: Count | None = None
    population_date: PartialDate = ""


def town_row(row: dict[str, str]) -> dict[str, Any]:
    """One CSV row as a TownRecord. 出典 and 時点 may be left to the file's entry in pack.yaml."""
    cells = {name: (cell or "").strip() for name, cell in row.items() if name}
    oaza = _required(cells, "oaza_cho")
    chome, number = _chome(cells)
    lat, lon = _point(cells)
    fields = {
        "lg_code": _lg_code(cells),
        "machiaza_id": cells.get("machiaza_id", "").replace("-", ""),
        "full_name": oaza + chome + cells.get("koaza", ""),
        "oaza_cho": oaza,
        "oaza_cho_kana": cells.get("oaza_cho_kana", ""),
        "oaza_cho_roma": cells.get("oaza_cho_roma", ""),
        "chome": chome,
        "chome_number": number,
        "residence_numbered": _flag(cells, "rsdt_addr_flg"),
        "post_code": _post_code(cells),
        "lat": lat,
        "lon": lon,
        "population": _count(cells, "人口"),
        "households": _count(cells, "世帯数"),
        "population_date": read_date(cells.get("人口時点", ""), "人口時点"),
        "note": cells.get("備考", ""),
        "source": cells.get("出典", ""),
        "as_of": read_date(cells.get("時点", ""), "時点"),
    }
    return {name: value for name, value in fields.items() if value not in (None, "")}


def codes(towns: Iterable[TownRecord]) -> list[str]:
    """What stands in addresses of pages: tsunashimanishi-3, else the registry's id, else the name.

    Where two names are read alike, only the first has the romanised code.
    """
    found: list[str] = []
    for town in towns:
        roman = re.sub(r"[^a-z0-9]+", "-", town.oaza_cho_roma.lower()).strip("-")
        if roman and town.chome_number:
            roman += f"-{town.chome_number}"
        choices = (roman, town.machiaza_id, town.full_name)
        found.append(next(code for code in choices if code and code not in found))
    return found


def _required(cells: dict[str, str], column: str) -> str:
    if not cells.get(column):
        raise RowError(
            column,
            say("町名がありません", "the town's name is missing"),
            say("町名を書く（丁目は chome に）", "write the town's name (the 丁目 goes to chome)"),
        )
    return cells[column]


def _lg_code(cells: dict[str, str]) -> str:
    code = repair_code(cells.get("lg_code", ""))
    if not is_code(code):
        raise RowError(
            "lg_code",
            say(
                f"「{cells.get('lg_code', '')}」は全国地方公共団体コードではありません",
                f"{cells.get('lg_code', '')!r} is no local government code",
            ),
            say(
                "検査数字を含む半角6桁で書く（横浜市港北区なら 141097）",
                "write six digits with the check digit (141097 for Kohoku)",
            ),
        )
    return code


def _chome(cells: dict[str, str]) -> tuple[str, int | None]:
    text, number = cells.get("chome", ""), cells.get("chome_number", "")
    if not number:
        return text, None
    if not number.isdecimal() or int(number) > 99:
        raise RowError("chome_number", *_no_number(number))
    return text or f"{kanji_number(int(number))}丁目", int(number)


def _no_number(text: str) -> tuple[Localised, Localised]:
    return (
        say(f"「{text}」は数ではありません", f"{text!r} is not a number"),
        say("半角の数字で書く", "write digits"),
    )


def _flag(cells: dict[str, str], column: str) -> bool | None:
    value = cells.get(column, "")
    if value not in _FLAGS:
        raise RowError(
            column,
            say(f"「{value}」は使えません", f"{value!r} is not allowed"),
            say(
                "1（住居表示）・0（番地）・空（不明）で書く",
                "write 1 (residence numbers), 0 (lot numbers) or nothing (not known)",
            ),
        )
    return _FLAGS[value]


def _post_code(cells: dict[str, str]) -> str:
    text = unicodedata.normalize("NFKC", cells.get("post_code", "")).replace("-", "")
    if text and not re.fullmatch(r"\d{7}", text):
        raise RowError(
            "post_code",
            say(f"「{text}」は郵便番号ではありません", f"{text!r} is no postal code"),
            say("半角7桁で書く（2230053）", "write seven digits (2230053)"),
        )
    return text


def _count(cells: dict[str, str], column: str) -> int | None:
    text = unicodedata.normalize("NFKC", cells.get(column, "")).replace(",", "").replace(" ", "")
    if text and not text.isdecimal():
        raise RowError(column, *_no_number(cells[column]))
    return int(text) if text else None


def _point(cells: dict[str, str]) -> tuple[float | None, float | None]:
    try:
        point = read_point(cells.get("rep_lat", ""), cells.get("rep_lon", ""))
    except PointError as error:
        raise RowError(_POINT_COLUMNS[error.field], error.what, error.instead) from None
    return point or (None, None)


def town_names(data: PackData) -> TownNames:
    """The names of the pack's towns, for finding them in other files."""
    towns = (record.value for record in data.records("towns"))
    return TownNames((town.full_name, town.oaza_cho, town.chome_number) for town in towns)


def load(data: PackData) -> None:
    """Write the merged towns."""
    towns = [record.value for record in data.records("towns")]
    services.store_towns(
        [
            {"code": code, **town.model_dump()}
            for code, town in zip(codes(towns), towns, strict=True)
        ]
    )


EXAMPLE = """\
lg_code,machiaza_id,oaza_cho,oaza_cho_kana,oaza_cho_roma,chome,chome_number,rsdt_addr_flg,\
post_code,rep_lat,rep_lon,人口,世帯数,人口時点,出典,時点,備考
489999,,見本町,ミホンチョウ,Mihoncho,一丁目,1,1,,,,,,,町字の一覧,2026-10,
489999,,見本町,ミホンチョウ,Mihoncho,二丁目,2,1,,,,,,,町字の一覧,2026-10,
"""

registry.register(
    Section(
        name="towns",
        files=("towns.csv",),
        record=TownRecord,
        key="full_name",
        row=town_row,
        load=load,
        help="町丁の一覧。アドレス・ベース・レジストリの町字マスターの列名に、人口などを足した形。",
        example={"towns.csv": EXAMPLE},
    )
)
