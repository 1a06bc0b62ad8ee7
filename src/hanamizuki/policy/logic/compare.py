"""A document against the tree already stored: every item and every line is told exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from hanamizuki.policy.logic.document import Document
from hanamizuki.policy.logic.items import restates
from hanamizuki.policy.logic.similarity import THRESHOLD, How, best, part_likeness

_GROUPS = {
    "goal": "goal",
    "measure": "pillar",
    "theme": "pillar",
    "initiative": "initiative",
    "project": "project",
}
# Beneath the same parent a wording may differ more than when it must be found anywhere.
_ELSEWHERE = 0.72
_CERTAIN = 0.8


@dataclass(frozen=True, slots=True)
class TreeLine:
    """A stored line; `printed` are other wordings the paper uses for it."""

    code: str
    parent: str
    kind: str
    title: str
    printed: tuple[str, ...] = ()

    @property
    def wordings(self) -> tuple[str, ...]:
        """All ways it is said."""
        return (self.title, *self.printed)

    @property
    def group(self) -> str:
        """goal, pillar, initiative, project or organisation."""
        return _GROUPS.get(self.kind, "organisation")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a document says: group as of TreeLine, title, its parent's title, source line."""

    group: str
    title: str
    parent: str
    line: int
    parent_at: int | None = None
    inner: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A tree line with the document's item or items that say it; how and how well for each."""

    code: str
    title: str
    items: tuple[Item, ...]
    how: tuple[How, ...]
    scores: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is in both (and where it moved), only in the document, only in the tree."""

    matched: tuple[Match, ...]
    moved: tuple[Match, ...]
    only_in_document: tuple[Item, ...]
    only_in_tree: tuple[TreeLine, ...]

    def as_dict(self) -> dict[str, Any]:
        """Lists of plain values, for JSON."""
        return {
            "matched": [_match_as_dict(match) for match in self.matched],
            "moved": [_match_as_dict(match) for match in self.moved],
            "only_in_document": [_item_as_dict(item) for item in self.only_in_document],
            "only_in_tree": [asdict(line) for line in self.only_in_tree],
        }


def _item_as_dict(item: Item) -> dict[str, Any]:
    return {"kind": item.group, "title": item.title, "parent": item.parent, "line": item.line}


def _match_as_dict(match: Match) -> dict[str, Any]:
    items = [
        {**_item_as_dict(item), "how": how, "score": round(score, 3)}
        for item, how, score in zip(match.items, match.how, match.scores, strict=True)
    ]
    return {"code": match.code, "title": match.title, "items": items}


def items_of(document: Document) -> list[Item]:
    """Everything a document says, parents before children."""
    items: list[Item] = []
    if document.goal:
        items.append(Item("goal", document.goal, "", 0))
    for measure in document.measures:
        pillar = len(items)
        items.append(Item("pillar", measure.title, document.goal, measure.line))
        for initiative in measure.initiatives:
            at, title = pillar, measure.title
            if initiative.title:
                at, title = len(items), initiative.title
                inner = tuple(initiative.text.splitlines())
                items.append(
                    Item("initiative", title, measure.title, initiative.line, pillar, inner)
                )
            items.extend(
                Item("project", project.title, title, project.line, at)
                for project in initiative.projects
            )
    items.extend(Item("organisation", head, document.goal, 0) for head in document.organisation)
    return items


def best_pairs(
    one: Sequence[Sequence[str]], other: Sequence[Sequence[str]], threshold: float = THRESHOLD
) -> list[tuple[int, int]]:
    """Pairs of indexes, best first, each index at most once, of wordings that say the same."""
    scored = [(best(a, b)[1], -i, -j) for i, a in enumerate(one) for j, b in enumerate(other)]
    pairs: list[tuple[int, int]] = []
    used_one: set[int] = set()
    used_other: set[int] = set()
    for score, i, j in sorted(scored, reverse=True):
        if score < threshold:
            break
        if -i not in used_one and -j not in used_other:
            used_one.add(-i)
            used_other.add(-j)
            pairs.append((-i, -j))
    return pairs


def compare(document: Document, lines: Sequence[TreeLine]) -> Comparison:
    """Pair items with lines: first by level under the same parent, then anywhere, then as parts."""
    return _Comparer(items_of(document), lines).run()


class _Comparer:
    def __init__(self, items: list[Item], lines: Sequence[TreeLine]) -> None:
        self.items = items
        self.lines = list(lines)
        self.at = {line.code: index for index, line in enumerate(self.lines)}
        self.main: dict[int, int] = {}
        self.taken: dict[int, int] = {}
        self.parts: dict[int, int] = {}
        self.found: dict[tuple[int, int], tuple[How, float]] = {}

    def run(self) -> Comparison:
        for group in ("goal", "pillar", "organisation"):
            self._pair(group, near=False, threshold=THRESHOLD)
        for group in ("initiative", "project"):
            self._pair(group, near=True, threshold=THRESHOLD)
        for group in ("initiative", "project"):
            self._pair(group, near=False, threshold=_ELSEWHERE)
        self._pair_across_levels()
        self._attach_parts()
        return self._result()

    def _pair(self, group: str, *, near: bool, threshold: float) -> None:
        candidates = []
        for i, item in enumerate(self.items):
            if item.group != group or i in self.main:
                continue
            for j, line in enumerate(self.lines):
                if (
                    line.group == group
                    and j not in self.taken
                    and (not near or self._is_near(item, line))
                ):
                    how, score = best((item.title,), line.wordings)
                    if score >= threshold:
                        candidates.append((score, -i, -j, how))
        for score, i, j, how in sorted(candidates, reverse=True):
            self._take(-i, -j, how, score)

    def _pair_across_levels(self) -> None:
        """What one calls an initiative the other may call a project."""
        candidates = []
        for i, item in enumerate(self.items):
            for j, line in enumerate(self.lines):
                if i in self.main or j in self.taken or line.group in ("goal", item.group):
                    continue
                how, score = best((item.title,), line.wordings)
                if score >= _CERTAIN:
                    candidates.append((score, -i, -j, how))
        for score, i, j, how in sorted(candidates, reverse=True):
            self._take(-i, -j, how, score)

    def _take(self, i: int, j: int, how: How, score: float) -> None:
        if i not in self.main and j not in self.taken:
            self.main[i] = j
            self.taken[j] = i
            self.found[i, j] = how, score

    def _is_near(self, item: Item, line: TreeLine) -> bool:
        """Whether the line stands under the line its parent was paired with."""
        if item.parent_at is None or item.parent_at not in self.main:
            return False
        return self.at.get(line.parent) == self.main[item.parent_at]

    def _attach_parts(self) -> None:
        """Items left over that are one of several things a line names, or sum up their parent."""
        for i, item in enumerate(self.items):
            if i in self.main:
                continue
            near = [
                (*part_likeness(item.title, line.wordings), j)
                for j, line in enumerate(self.lines)
                if line.group == item.group
                and (self._is_near(item, line) or item.group == "organisation")
            ]
            how, score, j = max(near, key=lambda one: one[1], default=("none", 0.0, -1))
            if score >= THRESHOLD and how != "none":
                self.parts[i] = j
                self.found[i, j] = how, score
            elif item.parent_at is not None and item.parent_at in self.main:
                self._attach_summary(i, item, self.main[item.parent_at])

    def _attach_summary(self, i: int, item: Item, parent: int) -> None:
        if any(restates(item.title, wording) for wording in self.lines[parent].wordings):
            self.parts[i] = parent
            self.found[i, parent] = "summary", THRESHOLD

    def _result(self) -> Comparison:
        matched: list[Match] = []
        moved: list[Match] = []
        for j, line in enumerate(self.lines):
            items = [i for i in sorted({**self.main, **self.parts}) if self._line_of(i) == j]
            if not items:
                continue
            match = Match(
                line.code,
                line.title,
                tuple(self.items[i] for i in items),
                tuple(self.found[i, j][0] for i in items),
                tuple(self.found[i, j][1] for i in items),
            )
            main = self.taken.get(j, items[0])
            (moved if self._has_moved(self.items[main], line) else matched).append(match)
        covered = {*self.taken, *self.parts.values()}
        return Comparison(
            tuple(matched),
            tuple(moved),
            tuple(
                item
                for i, item in enumerate(self.items)
                if i not in self.main and i not in self.parts
            ),
            tuple(line for j, line in enumerate(self.lines) if j not in covered),
        )

    def _line_of(self, i: int) -> int:
        return self.main.get(i, self.parts.get(i, -1))

    def _has_moved(self, item: Item, line: TreeLine) -> bool:
        if item.parent_at is None or line.group not in ("initiative", "project"):
            return False
        return not self._is_near(item, line)
