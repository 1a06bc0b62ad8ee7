"""Which entries of a measures part are headings, and of what style."""

from __future__ import annotations

import re
from itertools import pairwise

from hanamizuki.policy.logic.annotations import annotate, find_themes
from hanamizuki.policy.logic.entries import Entry
from hanamizuki.policy.logic.outline import rank, style_of
from hanamizuki.policy.logic.widths import narrow

_LONGEST = 32
_LABEL = re.compile(
    r"^(?:(?:主な|主要な?|具体的な|重点的な|令和\d+年度の|今年度の|関連する?)*(?:取組|取り組み|取組み|事業|施策)"
    r"(?:(?:・|と|及び|や)(?:取組|事業|施策))*(?:内容|例|一覧)?|現状と課題|現状|課題|(?:(?:施策|取組|事業)の)?(?:方向性?|ねらい|目的|概要|内容|考え方)|具体策)$"
)


def is_label(entry: Entry) -> bool:
    """A small heading such as 主な取組 that groups nothing by itself."""
    plain = narrow(entry.text).strip("[]【】《》≪≫〈〉<>()■□◆◇●○:： ～~")
    return entry.marker.number is None and not entry.cells and bool(_LABEL.match(plain))


def heading_styles(entries: list[Entry]) -> dict[int, str]:
    """Entry id → style of heading, "" for body; plain short lines count where no marks are used."""
    styles: dict[int, str] = {}
    before: Entry | None = None
    for entry in entries:
        styles[id(entry)] = _style(entry, before, styles)
        before = entry
    _waves_below_items(entries, styles)
    _unnumbered_pillars(entries, styles)
    if not any(style and rank(style) < 100 for style in styles.values()):
        _promote_plain(entries, styles)
    return styles


def _style(entry: Entry, before: Entry | None, styles: dict[int, str]) -> str:
    if entry.cells:
        return ""
    style = style_of(entry)
    if style.startswith("br:") and (find_themes(entry.text)[0] or not annotate(entry.text).title):
        return ""
    if style == "wave" and before is not None and not entry.gap:
        above = styles[id(before)]
        return "" if above and not above.startswith("b:") else style
    return style


def _waves_below_items(entries: list[Entry], styles: dict[int, str]) -> None:
    """～…～ right below a measure is its subtitle; below one of its items it is the next pillar."""
    ranks = [rank(style) for style in styles.values() if style and style != "wave"]
    for above, entry in pairwise(entries):
        if (
            not styles[id(entry)]
            and style_of(entry) == "wave"
            and styles[id(above)]
            and rank(styles[id(above)]) > min(ranks)
        ):
            styles[id(entry)] = "wave"


def _unnumbered_pillars(entries: list[Entry], styles: dict[int, str]) -> None:
    """「横断的な取組 …」 without a mark between two lists of items: a pillar beside the others."""
    for before, entry, after in zip(entries, entries[1:], entries[2:], strict=False):
        style = styles[id(after)]
        if (
            not styles[id(entry)]
            and entry.gap
            and not after.gap
            and not entry.cells
            and "、" not in entry.text
            and _is_short(entry)
            and style.startswith("b:")
            and styles[id(before)] == style
            and any(s and rank(s) < rank(style) for s in styles.values())
        ):
            styles[id(entry)] = "wave"


def _promote_plain(entries: list[Entry], styles: dict[int, str]) -> None:
    """Headings without any mark: short standing lines with text or items after them."""
    plain = [
        (at, e)
        for at, e in enumerate(entries)
        if not styles[id(e)] and _is_short(e) and not e.cells
    ]
    themed = [entry for _, entry in plain if _names_theme(entry)]
    if len(themed) > 1:
        # A line that names its theme of the mid-term plan is a measure.
        styles.update((id(entry), "plain") for entry in themed)
        return
    strong = [e for _, e in plain if e.strong]
    for at, entry in plain:
        following = entries[at + 1] if at + 1 < len(entries) else None
        leads = following is not None and (
            bool(styles[id(following)]) or "。" in following.text or following.cells
        )
        ended = at == 0 or bool(styles[id(entries[at - 1])]) or "。" in entries[at - 1].text
        if entry.strong if strong else leads and (entry.gap or ended):
            styles[id(entry)] = "plain"


def _names_theme(entry: Entry) -> bool:
    found, rest = find_themes(entry.text)
    return bool(found) and bool(rest) and entry.gap


def _is_short(entry: Entry) -> bool:
    return 3 <= len(entry.text) <= _LONGEST and "。" not in entry.text
