"""The state of all lines at once: rows to filter and sort, counts by measure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from hanamizuki.core.evidence.queries import Evidence, all_evidence
from hanamizuki.core.search.keys import plain
from hanamizuki.policy.logic.progress import LINE_STATES, LineState, Progress, judge_parent
from hanamizuki.policy.models import Line, Policy
from hanamizuki.policy.queries.progress import Judged, as_json, judged
from hanamizuki.policy.queries.telling import Teller, Texts, teller
from hanamizuki.policy.queries.tree import Node, tree

Order = Literal["document", "state", "due"]
NO_SECTION = "none"


@dataclass(frozen=True)
class Row:
    """One line that has not ended. `themes` are its own and those of the lines above it.

    `why` is the sentence in every language; `due` the deciding target's day, None without one.
    """

    node: Node
    progress: Progress
    why: Texts
    themes: tuple[str, ...]
    measure: Line | None
    section_name: Mapping[str, str] | None

    @property
    def line(self) -> Line:
        """The line."""
        return self.node.line

    @property
    def due(self) -> date | None:
        """The day of the target that decided."""
        verdict = self.progress.why.verdict
        return verdict.due if verdict else None


@dataclass(frozen=True)
class Counted:
    """How many lines are in each state, and how many of the measured ones are well on their way."""

    states: dict[LineState, int]

    @property
    def total(self) -> int:
        """All lines."""
        return sum(self.states.values())

    @property
    def measured(self) -> int:
        """Those that have a target, a milestone or a word by hand."""
        return self.total - self.states["unmeasured"]

    @property
    def well(self) -> int:
        """On track or achieved."""
        return self.states["on_track"] + self.states["achieved"]

    @property
    def share(self) -> int | None:
        """The well ones among the measured in percent, rounded down; None where none is."""
        return self.well * 100 // self.measured if self.measured else None

    @property
    def shown(self) -> list[tuple[LineState, int]]:
        """The states that occur, the best first, what is not measured last."""
        order = (*reversed(LINE_STATES[:-1]), LINE_STATES[-1])
        return [(one, self.states[one]) for one in order if self.states[one]]


def counted(states: Iterable[LineState]) -> Counted:
    """The counts of some lines."""
    return Counted(judge_parent(states))


@dataclass(frozen=True)
class Overview:
    """A policy with the state of every line; `judged` by code, `below` counts by parent's code."""

    policy: Policy
    nodes: list[Node]
    rows: list[Row]
    judged: Mapping[str, Judged]
    below: Mapping[str, Counted]
    teller: Teller
    evidence: Sequence[Evidence]

    @property
    def whole(self) -> Counted:
        """The counts of all lines."""
        return counted(row.progress.state for row in self.rows)

    @property
    def measures(self) -> list[tuple[Line, Counted]]:
        """The lines below the goal, each with the counts of itself and all below it."""
        top = self.nodes[0].children if self.nodes else []
        return [
            (
                node.line,
                counted(
                    self.judged[one.line.code].progress.state
                    for one in node.walk()
                    if one.line.code in self.judged
                ),
            )
            for node in top
        ]


def overview(policy: Policy, moment: datetime) -> Overview:
    """Everything in a fixed number of queries, whatever the size of the policy."""
    evidence = all_evidence(moment)
    nodes = tree(policy, moment, evidence)
    found = judged(policy, moment, evidence)
    splits = {verdict.split for one in found.values() for verdict in one.verdicts}
    said = teller(evidence, splits)
    rows: list[Row] = []
    below: dict[str, Counted] = {}

    def add(node: Node, themes: tuple[str, ...], measure: Line | None) -> list[LineState]:
        line = node.line
        mine = (*themes, *(one for one in line.themes if one not in themes))
        own = found.get(line.code)
        if own:
            why = said.why(as_json(own.progress))
            section = said.sections.get(line.section)
            rows.append(Row(node, own.progress, why, mine, measure, section))
            node.state = own.progress.state
        states: list[LineState] = []
        for child in node.children:
            # Directly below the top stand the measures and themes that everything is counted by.
            states += add(child, mine, measure or child.line)
        if states:
            below[line.code] = counted(states)
            node.below = below[line.code].shown
        return [*([own.progress.state] if own else []), *states]

    for node in nodes:
        add(node, (), None)
    return Overview(policy, nodes, rows, found, below, said, evidence)


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What to show; what is empty is not asked for. `section` "none" finds those without one."""

    text: str = ""
    theme: str = ""
    section: str = ""
    state: str = ""
    kind: str = ""
    measure: str = ""
    order: Order = "document"


def chosen(rows: Sequence[Row], wanted: Filter) -> list[Row]:
    """The rows that a filter finds, in its order."""
    words = plain(wanted.text).split()
    found = [row for row in rows if _fits(row, wanted) and _says(row.line, words)]
    if wanted.order == "state":
        found.sort(key=lambda row: LINE_STATES.index(row.progress.state))
    elif wanted.order == "due":
        found.sort(key=lambda row: row.due or date.max)
    return found


def _fits(row: Row, wanted: Filter) -> bool:
    line = row.line
    section = "" if wanted.section == NO_SECTION else wanted.section
    return (
        (not wanted.theme or wanted.theme in row.themes)
        and (not wanted.section or line.section == section)
        and (not wanted.state or row.progress.state == wanted.state)
        and (not wanted.kind or line.kind == wanted.kind)
        and (
            not wanted.measure
            or line.code == wanted.measure
            or (row.measure is not None and row.measure.code == wanted.measure)
        )
    )


def _says(line: Line, words: list[str]) -> bool:
    if not words:
        return True
    texts = [line.code, *line.printed, *line.title.values(), *(line.text or {}).values()]
    said = plain(" ".join(texts))
    return all(word in said for word in words)


def percent(share: Decimal | None) -> int | None:
    """A share as whole percent between 0 and 100, for a bar; None where there is none."""
    return None if share is None else max(0, min(100, int(share * 100)))
