"""A small valid pair of packs, and sections of every shape, for the tests of `core.packs`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from hanamizuki.core.packs import (
    PackData,
    PackModel,
    Problem,
    RowError,
    Section,
    SectionRegistry,
    Sourced,
    Text,
)
from hanamizuki.core.packs.pack import SECTION as IDENTITY


class Area(Sourced):
    """A YAML list's record."""

    id: Annotated[str, Field(pattern=r"^[a-z-]+$")]
    name: Text
    people: Annotated[int, Field(ge=0)] | None = None
    lat: float
    lon: float
    since: date
    tags: tuple[str, ...] = ()
    next_to: str | None = None


class Labels(PackModel):
    """A map inside a map."""

    short: Text
    long: Text | None = None


class Rules(PackModel):
    """A mapping that merges through the stack."""

    seats: int
    opens: time
    open_sundays: bool = False
    mood: Literal["calm", "busy"] = "calm"
    labels: Labels
    valid_from: date


class Stop(Sourced):
    """A CSV row read by a section's own `row`."""

    id: str
    name: str
    area: str
    lat: float
    lon: float
    places: int
    opened: date


class Fare(PackModel):
    """A CSV row whose headers are the fields."""

    id: str
    yen: Annotated[int, Field(ge=0)]
    source: str
    as_of: date | None = None


class Entry(PackModel):
    """A line of a plan."""

    code: Annotated[str, Field(min_length=1)]
    text: Text
    area: str | None = None


class Plan(Sourced):
    """One file, one record."""

    year: int
    title: Text
    lines: tuple[Entry, ...] = Field(min_length=1)


STOP_COLUMNS = ("ID", "名称", "地区", "緯度", "経度", "定員", "開設日", "出典")


def stop_row(row: dict[str, str]) -> dict[str, Any]:
    """Japanese headers to fields."""
    if not row["定員"].isdecimal():
        raise RowError("定員", f"{row['定員']!r} は整数ではありません", "半角の数字で書く")
    names = ("id", "name", "area", "lat", "lon", "places", "opened", "source")
    return {name: row[column] for name, column in zip(names, STOP_COLUMNS, strict=True)}


def areas_exist(data: PackData) -> Iterator[Problem]:
    """Stops, plans and neighbours name areas that exist."""
    named = [(one.origin, one.value.area) for one in data.records("stops")]
    named += [(one.at("next_to"), one.value.next_to) for one in data.records("areas")]
    for plan in data.records("plans"):
        lines = enumerate(plan.value.lines)
        named += [(plan.at("lines", index, "area"), line.area) for index, line in lines]
    for origin, area in named:
        if area and data.get("areas", area) is None:
            yield Problem(origin, f"地区 {area!r} が areas.yaml にありません", "areas の id を書く")


def sample_registry() -> SectionRegistry:
    """A second registry: nothing here touches the house's own."""
    made = SectionRegistry()
    made.register(IDENTITY)
    made.register(
        Section(
            name="stops",
            files=("stops.csv", "*_stops.csv"),
            record=Stop,
            row=stop_row,
            columns=STOP_COLUMNS,
            check=areas_exist,
            after=("areas",),
            example={"stops.csv": STOPS.replace("minami", "kita")},
        )
    )
    made.register(
        Section(
            name="areas",
            files=("areas.yaml",),
            record=Area,
            example={"areas.yaml": AREAS.partition("- id: minami")[0]},
        )
    )
    made.register(Section(name="rules", files=("rules.yaml",), record=Rules, shape="mapping"))
    made.register(Section(name="fares", files=("fares.csv",), record=Fare))
    made.register(
        Section(
            name="plans",
            files=("plans/*.yaml", "plans/*.txt"),
            record=Plan,
            shape="files",
            key="year",
        )
    )
    return made


FAR_MANIFEST = """\
id: far
name: {ja: 遠い国, en: Far country, easy: とおい くに}
kind: country
source: 国のページ
"""
NEAR_MANIFEST = """\
# 近い町
id: near
name: 近い町
kind: ward
extends: far
code: "141097"
bounds: {south: 35.48, west: 139.58, north: 35.57, east: 139.66}
source: 町のページ
as_of: 2026-04-01
files:
  fares.csv:
    source: 運賃のページ
    as_of: 2026-03-31
    licence: CC BY 4.0
"""
IDENTITY_FILE = """\
ward:
  name: 近い町
  kana: ちかいまち
  romaji: Near Town
  source: 町のページ
office:
  name: {ja: 町役場, en: Town office}
  address: 近い町1-1
  lat: 35.51
  lon: 139.63
  phone: 045-000-0000
  source: 町のページ
  as_of: 2026-04-01
"""
FAR_AREAS = """\
- id: kita
  name: 遠い北
  lat: 35.5
  lon: 139.6
  since: 1999-01-01
  source: 国のページ
"""
AREAS = """\
# 地区
- id: kita
  name: {ja: 北, en: North, easy: きた}
  people: 1200
  lat: 35.53
  lon: 139.62
  since: 2001-04-01
  tags: [川, 丘]
  source: 町のページ
  as_of: 2026-04-01
- id: minami
  name: 南
  people: 800
  lat: 35.50
  lon: 139.64
  since: "2003-10-01"
  next_to: kita
  source:
    - 町のページ
    - https://example.jp/minami
"""
FAR_RULES = """\
seats: 10
opens: "08:45"
labels:
  short: 席
valid_from: 2020-04-01
"""
RULES = """\
seats: 24
open_sundays: true
mood: busy
labels:
  short: {ja: 席, en: Seats}
  long: 席の数
"""
STOPS = """\
ID,名称,地区,緯度,経度,定員,開設日,出典
s-01,北の駅,kita,35.531,139.621,20,2010-04-01,町のページ
s-02,南の駅,minami,35.502,139.641,35,2012-07-15,町のページ
s-03,"丘の上, 展望台",kita,35.535,139.615,12,2020-11-03,町のページ
"""
FARES = """\
id,yen
adult,300
child,150
"""
PLAN = """\
year: 2025
title: 令和7年度の計画
source: 町の計画書
lines:
  - code: "1"
    text: {ja: 道を直す, en: Mend the road}
    area: kita
  - code: "2"
    text: 橋をかける
    area: minami
"""
FILES = {
    "far/pack.yaml": FAR_MANIFEST,
    "far/areas.yaml": FAR_AREAS,
    "far/rules.yaml": FAR_RULES,
    "near/pack.yaml": NEAR_MANIFEST,
    "near/identity.yaml": IDENTITY_FILE,
    "near/areas.yaml": AREAS,
    "near/rules.yaml": RULES,
    "near/stops.csv": STOPS,
    "near/fares.csv": FARES,
    "near/plans/2025.yaml": PLAN,
    "near/plans/2024.txt": "令和6年度の計画\n",
}


def write_sample(root: Path, changed: dict[str, bytes | str | None] | None = None) -> Path:
    """Write both packs into a folder, some files changed or (None) left out; the near one."""
    for path, text in {**FILES, **(changed or {})}.items():
        if text is None:
            continue
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root / "near"
