"""The organisation part: the heads of what staff and workplace are to be, each once, in order."""

from __future__ import annotations

import re

from hanamizuki.policy.logic.entries import Entry
from hanamizuki.policy.logic.ledger import Ledger
from hanamizuki.policy.logic.markers import enclosed
from hanamizuki.policy.logic.parts import Part
from hanamizuki.policy.logic.tables import is_table_head
from hanamizuki.policy.logic.widths import key

_LONGEST = 36
# 「聴く：区民の声に耳を傾けます。」: the head before the colon.
_COLUMN = re.compile(r"^(?:内容|概要|説明|取組|取組内容|具体的な取組|項目)$")
_TOLD = re.compile(
    r"^([^。：:]{1,24}?)\s*[：:]\s*\S.*$|^([^。\s]{1,16})\s+\S[^\s].*(?:。|ます|です)$"
)


def read_organisation(parts: list[Part], ledger: Ledger, generic: bool) -> tuple[str, ...]:
    """Heads of all organisation parts; `generic` when the part's own heading is only its label."""
    heads: dict[str, str] = {}
    for part in parts:
        if part.head is not None and not generic:
            heads.setdefault(key(part.head.text), part.head.text)
        for at, entry in enumerate(part.entries):
            ledger.use(entry)
            if _names_columns(part.entries, at) or _tells_above(part.entries, at):
                continue
            title = _head(entry)
            if title:
                heads.setdefault(key(title), title)
    return tuple(heads.values())


def _names_columns(entries: list[Entry], at: int) -> bool:
    """The first row of a table, when one of its cells is the name of a column (視点 / 内容)."""
    first = bool(entries[at].cells) and (at == 0 or not entries[at - 1].cells)
    return first and any(_COLUMN.match(cell) for cell in entries[at].cells)


def _tells_above(entries: list[Entry], at: int) -> bool:
    """「- 説明を尽くします」 below a head of another mark: what the head means."""
    lead = next((e.style for e in entries if e.style), "")
    return entries[at].text.endswith(("ます", "です")) and entries[at].style not in ("", lead)


def _head(entry: Entry) -> str:
    wrapped = enclosed(entry.text)
    title = (wrapped.label if wrapped.style else entry.text).strip()
    if entry.style and (match := _TOLD.match(title)):
        title = match[1] or match[2]
    if entry.cells:
        title = "" if is_table_head(entry) else entry.cells[0]
        return title if title and len(title) <= _LONGEST and "。" not in title else ""
    if "。" in title or len(title) > _LONGEST or not key(title):
        return ""
    if entry.style or wrapped.style or entry.strong:
        return title
    if title.endswith(("ます", "です", "、")):
        return ""
    return title
