"""The ward's 101 towns, its catchments as far as sources state them, and one shared gazetteer."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from hanamizuki.core.places.logic.gazetteer import Gazetteer
from hanamizuki.core.places.logic.types import Catchment, Kind, Municipality, Town
from hanamizuki.core.places.postal import PosutoLookup

HOME = Municipality("神奈川県", "横浜市", "港北区", "カナガワケン", "ヨコハマシ", "コウホクク")
LOT_TOWNS = {"篠原町", "大豆戸町", "北新横浜", "綱島上町"}

# 箕輪小, the ward's 29th base: the only town-to-shelter rule its sources state.
MINOWA_BLOCKS: dict[str, tuple[tuple[int, int], ...]] = {
    "日吉五丁目": ((1, 4),),
    "日吉七丁目": ((1, 7),),
    "箕輪町一丁目": ((30, 33),),
    "箕輪町二丁目": ((1, 1), (5, 5), (6, 20)),
    "綱島東四丁目": ((3, 12),),
}
# Towns that more than one district serves: (town, district, named part).
SHARED = (
    ("篠原町", "篠原", ""),
    ("篠原町", "菊名", "表谷"),
    ("富士塚二丁目", "篠原", ""),
    ("富士塚二丁目", "菊名", ""),
)


def _rows() -> list[dict[str, str]]:
    path = Path(__file__).with_name("towns_fixture.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def towns() -> tuple[Town, ...]:
    return tuple(
        Town(
            code=row["full_name"],
            name=row["name"],
            chome=int(row["chome"]) if row["chome"] else None,
            full_name=row["full_name"],
            kana=row["kana"],
            postal_code=row["postal_code"],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            block_system=False if row["name"] in LOT_TOWNS else None,
        )
        for row in _rows()
    )


def town(full_name: str) -> Town:
    return next(item for item in towns() if item.full_name == full_name)


def rule(kind: Kind, target: str, town_code: str, **more: object) -> Catchment:
    return Catchment(kind, target, target, town_code, **more)  # type: ignore[arg-type]


@cache
def catchments() -> tuple[Catchment, ...]:
    shared = {name for name, _, _ in SHARED}
    districts = [
        rule("district", row["district"], row["full_name"], confidence=row["confidence"])
        for row in _rows()
        if row["full_name"] not in shared
    ]
    parts = [
        rule("district", district, name, part="part", area=area) for name, district, area in SHARED
    ]
    shelters = [
        rule("shelter", "箕輪小学校", name, part="part", blocks=blocks)
        for name, blocks in MINOWA_BLOCKS.items()
    ]
    return (*districts, *parts, *shelters)


@cache
def postal() -> PosutoLookup:
    return PosutoLookup()


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer(HOME, towns(), catchments(), postal())
