"""`new`: a pack to begin with, made of the sections' examples."""

from __future__ import annotations

import json
from pathlib import Path

from hanamizuki.core.packs.identity import OWN_NAME
from hanamizuki.core.packs.manifest import JAPAN, MANIFEST
from hanamizuki.core.packs.sections import SectionRegistry
from hanamizuki.core.packs.sections import registry as house

_MANIFEST = """\
# このパックのこと。id はフォルダーの名前と同じにする。
id: {id}
name: {name}
kind: {kind}  # country, prefecture, city, ward, town, village
{extends}
{code}
# 座標の範囲。まだ日本全体なので、自分の区域に直す（直すと、範囲の外の座標が見つかる）。
bounds: {{south: {south}, west: {west}, north: {north}, east: {east}}}
source: {source}
# よそで公開されたファイルに出典・時点の列がないときは、ここに書く。
# files:
#   evacuation_space.csv: {{source: https://…, as_of: 2026-04-01, licence: CC BY 4.0}}
"""

_IDENTITY = """\
# この自治体の名前。区は ward、市町村は city に書く。わからない項目は書かない（推測で書かない）。
{key}:
  name: {name}
  source: この自治体のホームページ
"""
IDENTITY = "identity.yaml"
# A well-formed code of no municipality, as the examples have it; a given code takes its place.
_SAMPLE_CODE = "489999"


def new(
    folder: Path,
    *,
    name: str | None = None,
    extends: str | None = "japan",
    kind: str = "ward",
    code: str | None = None,
    registry: SectionRegistry = house,
) -> list[Path]:
    """Write a new pack that passes `check`; the files written.

    The folder must be new or empty (FileExistsError); its name becomes the pack's id.
    """
    folder = folder.resolve()
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(folder)
    name = json.dumps(name or folder.name, ensure_ascii=False)
    files = {MANIFEST: _manifest(folder.name, name, extends, kind, code)}
    for section in registry.all():
        for path, text in section.example.items():
            # Another section's file may stand in an example to be referred to; its owner's wins.
            if path not in files or section.claims(path):
                files[path] = text.replace(_SAMPLE_CODE, code or _SAMPLE_CODE)
    if files.pop(IDENTITY, None) and kind in OWN_NAME:
        files[IDENTITY] = _IDENTITY.format(key=OWN_NAME[kind], name=name)
    written = []
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
        written.append(target)
    return written


def _manifest(id: str, name: str, extends: str | None, kind: str, code: str | None) -> str:
    return _MANIFEST.format(
        id=id,
        name=name,
        kind=kind,
        extends=f"extends: {extends}" if extends else "# extends: japan",
        code=f'code: "{code}"' if code else '# code: "000000"  # 全国地方公共団体コード（6桁）',
        south=JAPAN[0],
        west=JAPAN[1],
        north=JAPAN[2],
        east=JAPAN[3],
        source="この自治体のホームページ",
    )
