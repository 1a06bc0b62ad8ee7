"""Parts of the document (goal, measures, organisation, others), told by their headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hanamizuki.policy.logic.entries import Entry
from hanamizuki.policy.logic.headings import is_label
from hanamizuki.policy.logic.markers import enclosed
from hanamizuki.policy.logic.outline import rank
from hanamizuki.policy.logic.partheads import (
    BUDGET,
    ENDS_IN_DEED,
    GOAL,
    GOAL_INLINE,
    MEASURES,
    ORGANISATION,
    ORGANISATION_LABEL,
    ORGANISATION_WEAK,
    OTHER,
    PILLAR,
    REFERENCE,
    is_part_head,
)
from hanamizuki.policy.logic.widths import narrow
from hanamizuki.policy.logic.years import mentions_year

_LONGEST = 32
# 「基本目標「…」の実現に向けて」 speaks of the goal and does not tell it.
_REFERS = re.compile(r"(?:施策|取組|取り組み|向けて|体系|ため)$")
_TALKS_OF_IT = re.compile(r"[「『].*[」』](?:の|に|を|へ)")


@dataclass(slots=True)
class Part:
    """A run of entries under one part heading."""

    kind: str
    head: Entry | None = None
    entries: list[Entry] = field(default_factory=list)
    goal: str = ""
    budget: bool = False


def bare(entry: Entry) -> str:
    """The entry's wording without the brackets or waves around all of it."""
    wrapped = enclosed(entry.text)
    return (wrapped.label if wrapped.style else entry.text).strip()


def _talks_of_goal(text: str, inline: re.Match[str]) -> bool:
    """Whether 「基本目標「…」の…」 only refers to the goal; with a blank between it tells it."""
    if not _TALKS_OF_IT.match(inline["goal"]):
        return False
    told = text[inline.start("goal") - 1] in " :" and not _REFERS.search(text)
    return not told


_BARE = re.compile(r"組織運営|行動指針|行動規範|行動基準")


class Sorter:
    """Walks the entries and opens a new part at each part heading."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries
        self.parts = [Part("front")]
        self.style: str | None = None
        self.measures_begun = False
        self.implicit = False

    def run(self) -> list[Part]:
        """The parts in order; the first, "front", holds what stands before any heading."""
        for entry in self.entries:
            kind = self._kind(entry)
            if kind:
                self._open(kind, entry)
            else:
                self.parts[-1].entries.append(entry)
        return self.parts

    def _open(self, kind: str, entry: Entry) -> None:
        if kind == "implicit":
            self.implicit = True
            self.parts.append(Part("measures", None, [entry]))
            return
        part = Part(kind, entry, budget=kind == "other" and bool(BUDGET.match(narrow(bare(entry)))))
        if kind == "goal" and entry.cells:
            part.goal = entry.cells[1]
        elif kind == "goal" and (match := GOAL_INLINE.match(narrow(bare(entry)))):
            text = bare(entry)
            part.goal = text[match.start("goal") : match.end("goal")]
        if not self.style and kind in ("goal", "measures", "organisation"):
            self.style = entry.style
        self.parts.append(part)

    def _kind(self, entry: Entry) -> str:
        text = narrow(bare(entry))
        if len(entry.cells) == 2 and GOAL.match(narrow(entry.cells[0])) and entry.cells[1]:
            return "goal"
        if entry.cells or not text or "。" in text or entry.marker.style.startswith("word:"):
            return "implicit" if self._is_implicit_measure(entry) else ""
        inline = GOAL_INLINE.match(text)
        if inline and not GOAL.match(text) and not _talks_of_goal(text, inline):
            if self.parts[-1].kind in ("front", "other") or entry.style == self.style:
                return "goal"
            return ""
        if self._is_small_label(entry, text) or self._is_contents(entry):
            return ""
        if len(text) > _LONGEST or entry.style == "b:・" or self._is_document_title(entry, text):
            return ""
        if BUDGET.match(text):
            return "other"
        if GOAL.match(text):
            return "goal" if self._may_open(entry) or not entry.style else ""
        if MEASURES.search(text):
            return "measures" if self._may_open(entry) or REFERENCE.match(text) else ""
        if self._is_next_section(entry, text):
            return "measures"
        if self._is_organisation(entry, text):
            return "organisation"
        if self._leaves_measures(entry):
            return "" if PILLAR.search(text) else "other"
        if OTHER.match(text) and self._may_open(entry):
            return "other"
        return "implicit" if self._is_implicit_measure(entry) else ""

    def _is_document_title(self, entry: Entry, text: str) -> bool:
        return mentions_year(text) and text.endswith(("方針", "計画")) and not entry.marker.style

    def _is_small_label(self, entry: Entry, text: str) -> bool:
        """【主な取組】 or 現状と課題 under a measure opens no part."""
        part = self.parts[-1]
        high = entry.style.startswith(("roman", "dai", "md:1", "md:2")) or REFERENCE.match(text)
        return part.kind == "measures" and not high and is_label(entry) and bool(part.entries)

    def _is_contents(self, entry: Entry) -> bool:
        """An item of the table of contents, though it names a part."""
        head = self.parts[-1].head
        if self.parts[-1].kind != "other" or head is None or "目次" not in head.text:
            return False
        return (
            bool(entry.style) and entry.style != head.style and rank(entry.style) > rank(head.style)
        )

    def _is_next_section(self, entry: Entry, text: str) -> bool:
        """After the goal, a heading of the same style that ends in 施策, 取組 or 柱."""
        return (
            self.parts[-1].kind == "goal"
            and entry.style == self.style
            and (bool(entry.style) or bool(enclosed(entry.text).style))
            and bool(ENDS_IN_DEED.search(text))
        )

    def _may_open(self, entry: Entry) -> bool:
        """Inside the measures, a label such as 主な取組 under a measure opens no new part."""
        part = self.parts[-1]
        if part.kind in ("front", "goal", "other"):
            return True
        if entry.style == self.style:
            return bool(entry.style) or entry.gap or bool(enclosed(entry.text).style)
        used = any(other.style == entry.style for other in part.entries)
        if entry.style.startswith(("roman", "dai")) and not used:
            return True
        if part.kind == "organisation":
            return not entry.style or entry.style.startswith(("md", "roman", "dai"))
        return not self._holds_measure(part)

    def _holds_measure(self, part: Part) -> bool:
        return any(e.style or e.cells for e in part.entries)

    def _leaves_measures(self, entry: Entry) -> bool:
        """A Markdown heading on the level of the part's own, above all the measures in it."""
        part = self.parts[-1]
        if part.kind != "measures" or part.head is None or not entry.level:
            return False
        below = [e.level for e in part.entries if e.level]
        return bool(below) and entry.level == part.head.level and min(below) > entry.level

    def _is_beside_measures(self, part: Part, entry: Entry, text: str) -> bool:
        """「区役所の姿勢」 on the level of the measures, without the number all of those have."""
        if part.kind != "measures" or not entry.style or entry.marker.number is not None:
            return False
        first = next((e for e in part.entries if e.style), None)
        if first is None or (first.style != entry.style and not self._leaves_measures(entry)):
            return False
        if ORGANISATION_LABEL.match(text):
            return True
        numbered = all(e.marker.number is not None for e in part.entries if e.style == entry.style)
        return numbered and not PILLAR.search(text)

    def _is_organisation(self, entry: Entry, text: str) -> bool:
        strong, weak = ORGANISATION.search(text), ORGANISATION_WEAK.search(text)
        part = self.parts[-1]
        if part.kind == "measures" and self._goes_on_counting(entry) and not _names_its_part(text):
            return (
                False  # 「Ⅰ 防災」「Ⅱ 職員の力でつくる安全」: the next measure, whatever its words
            )
        if self._is_beside_measures(part, entry, text) and (
            strong or weak or ORGANISATION_LABEL.match(text)
        ):
            return True
        if not (strong or weak) or (part.kind == "organisation" and entry.style != self.style):
            return False
        if part.kind == "organisation":
            return bool(entry.style)
        if self.style is None:
            return bool(strong) and part.kind in ("front", "other")
        if entry.style == self.style:
            return bool(strong) or not self._goes_on_counting(entry) or not self.implicit
        if part.kind == "measures" and entry.style:
            return entry.style.startswith(("roman", "dai", "md:1")) or (
                bool(strong)
                and not self._is_measure_style(part, entry)
                and (not entry.style.startswith("b:") or is_part_head(text))
                and entry.marker.number is None
            )
        return bool(strong) and (not entry.style or part.kind in ("goal", "other"))

    def _goes_on_counting(self, entry: Entry) -> bool:
        numbers = [e.marker.number for e in self.parts[-1].entries if e.style == entry.style]
        return bool(numbers) and numbers[-1] is not None and entry.marker.number == numbers[-1] + 1

    def _is_measure_style(self, part: Part, entry: Entry) -> bool:
        return any(e.style == entry.style for e in part.entries)

    def _is_implicit_measure(self, entry: Entry) -> bool:
        """A numbered or marked heading after the goal begins the measures without a heading."""
        if self.parts[-1].kind != "goal" or entry.cells:
            return False
        style = entry.style
        if not self.parts[-1].entries and not self.parts[-1].goal:
            return False
        numbered = entry.marker.number == 1 and len(entry.text) <= 40
        return bool(style) and (style == self.style or numbered or style.startswith("word"))


def _names_its_part(text: str) -> bool:
    """The bare name of an organisation part (組織運営), not a deed such as 区役所づくり."""
    label = ORGANISATION_LABEL.match(text) or _BARE.search(text)
    return bool(label) and not text.endswith("づくり")
