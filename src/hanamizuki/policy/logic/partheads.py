"""Wordings of the headings that open a part of a ward's policy: goal, measures, organisation."""

from __future__ import annotations

import re

from hanamizuki.policy.logic.widths import narrow

_WHO = (
    r"(?:(?:(?:令和|平成|R|H)?\d*年度の?|区政(?:運営)?の|[^\s、。]{1,8}区(?:の|で行う)?"
    r"|今年度の|本年度の|区の|まちの|運営の|私たちの)\s*)*"
)
_GOAL_WORD = (
    r"(?:基本目標|基本理念|目標|(?:めざ|目指)す(?:べき)?(?:姿|まち(?:の姿|づくり)?|区(?:の姿|政)?|将来像|都市像)"
    r"|将来像|ありたい姿|スローガン|キャッチフレーズ|基本方針|使命)"
)
ENDS_IN_DEED = re.compile(r"(?:施策|取組|取り組み|取組み|柱|事業)(?:について|の体系)?$")
GOAL = re.compile(rf"^{_WHO}{_GOAL_WORD}(?:について)?(?:[((].*[))])?$")
GOAL_INLINE = re.compile(
    rf"^[\[【《<〈≪]?{_WHO}{_GOAL_WORD}\s*(?:[:\]】》>〉≫]|(?=[「『])| )+\s*(?P<goal>.{{4,}})$"
)
_DEED = r"(?:施策|取組|取り組み|取組み|事業|政策|プロジェクト|柱)"
MEASURES = re.compile(
    rf"(?:目標|方針|理念|姿|実現|達成|将来像)[^。]{{0,14}}{_DEED}(?:の?(?:体系|展開|内容|概要|柱|一覧))?(?:について)?(?:[((][^()]*[))])?$"
    rf"|^(?:[\[【《〈<(]?(?:参考|別紙|資料)\d*[\]】》〉>):]*)?\s*{_WHO}(?:主な|主要な?|重点(?:的な)?|具体的な?|基本(?:的な)?|個別の?|施策別の?)*{_DEED}"
    rf"(?:(?:・|と|及び|や){_DEED})*(?:の?(?:体系図?|柱|一覧|概要|内容|展開|方向性?|例))?(?:[((].*[))])?$"
    r"|^(?:\d|[一二三四五六七八九])つの(?:柱|目標|取組|施策|重点|政策|視点|まち)[^。]*$"
)
ORGANISATION = re.compile(
    r"区役所の?(?:力|体制|組織)|^組織(?:(?:・|と)(?:職員|人材|職場))?$|^職員$|(?<![一-鿿])組織(?:運営|づくり|体制|風土|力|の)|職場づくり|行動(?:指針|規範|基準|原則)|執行体制|(?<![一-鿿])人材育成"
    r"|職員(?:の|・|像)|運営体制|働き方"
)
ORGANISATION_WEAK = re.compile(
    r"区役所(?:づくり|運営|の(?:(?:基本|取組)?姿勢|運営|体制))|基本姿勢|運営(?:の)?姿勢|行政運営|市役所づくり"
)
# The bare name of an organisation part, whatever its level.
ORGANISATION_LABEL = re.compile(
    r"^(?:区役所|職員|組織|職場|行政)の?(?:組織|職員|職場|行動|基本|運営|取組)*の?"
    r"(?:姿勢|指針|規範|運営|体制|づくり|方針|基本方針|心構え|心得|あり方|力)$|^運営$"
)
# What a pillar of the policy is called, also where it stands on the level of a part.
PILLAR = re.compile(r"協働|共創|まち$|まちづくり|推進$|取組$|取り組み$|施策$")
OTHER = re.compile(
    r"^(?:はじめに|おわりに|目次|ごあいさつ|あいさつ|.{0,14}予算(?:の概要|額|案|について)?|現状(?:と課題)?|課題|背景"
    r"|区の(?:概要|概況|データ|現状|特徴)|.{0,8}データ(?:集)?|用語.{0,6}|参考資料?|策定.{0,10}|位置(?:付|づ)け"
    r"|計画期間|進行管理|推進体制|凡例|注釈?|組織図|連絡先|問い?合わ?せ先?|SDGs.{0,10})$"
)
REFERENCE = re.compile(r"^[\[【《〈<(]?(?:参考|別紙|資料)")

# 「参考：主な予算（単位：千円）」: a list of amounts.
BUDGET = re.compile(
    r"^[\[【《〈<(]?(?:参考|別紙|資料)\d*[\]】》〉>):]*\s*(?:(?:令和|平成|R|H)?\d+年度の?)?"
    r"(?:主な|主要な?)?(?:事業|取組|施策)?の?予算(?:額|案|の概要|の一覧|一覧)?(?:\s*[((][^()]*[))])?$"
)


_LONGEST_WRAPPED = 60


def is_part_head(text: str) -> bool:
    """Whether a line by itself reads as the heading of a part."""
    if len(text) > _LONGEST_WRAPPED:
        return False
    plain = narrow(text).strip("[]【】《》<>~ ")
    if not plain or "。" in plain or len(plain) > 32:
        return False
    found = (GOAL.match(plain), MEASURES.search(plain), OTHER.match(plain), BUDGET.match(plain))
    return any(found) or bool(ORGANISATION.search(plain) and plain.endswith(_ORGANISATION_ENDS))


_ORGANISATION_ENDS = (
    "取組",
    "取り組み",
    "姿勢",
    "運営",
    "づくり",
    "体制",
    "指針",
    "規範",
    "指針)",
    "規範)",
)
