"""The tree of a policy with its services and numbers, and how much of it works."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hanamizuki.core.clock import fiscal_year, today
from hanamizuki.core.evidence.queries import Evidence, by_line
from hanamizuki.core.offers import Offer
from hanamizuki.core.offers import registry as offers
from hanamizuki.policy.logic.progress import LineState
from hanamizuki.policy.models import BudgetLine, Line, Milestone, Policy


@dataclass
class Node:
    """One line with what stands beside it, and its children in document order.

    `state` is its progress and `below` the counts of those below it; only `overview` fills them.
    """

    line: Line
    offers: list[Offer] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    state: str = ""
    below: list[tuple[LineState, int]] = field(default_factory=list)

    @property
    def status(self) -> str:
        """both (service and number) | service | number | none; context is no number of the line."""
        counts = any(not item.context for item in self.evidence)
        if self.offers and counts:
            return "both"
        if self.offers:
            return "service"
        return "number" if counts else "none"

    def walk(self) -> Iterator[Node]:
        """This node and everything below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def count(self) -> int:
        """How many lines stand here and below."""
        return sum(1 for _ in self.walk())

    @property
    def with_both(self) -> int:
        """How many of them have both a service and a number."""
        return sum(1 for node in self.walk() if node.status == "both")

    @property
    def initiatives(self) -> list[Node]:
        """The children that are initiatives."""
        return [child for child in self.children if child.line.kind == "initiative"]

    @property
    def direct(self) -> list[Node]:
        """The other children: projects that hang directly on a measure, principles, strengths."""
        return [child for child in self.children if child.line.kind != "initiative"]


def current_policy() -> Policy | None:
    """The newest public and complete operating policy whose fiscal year has begun; else the newest.

    A partly known one counts only where there is no complete one; drafts never do.
    """
    public = Policy.objects.operating().public(today())
    complete = public.filter(complete=True)
    begun = complete.filter(fiscal_year__lte=fiscal_year(today()))
    return begun.first() or complete.first() or public.first()


def missing_year(policy: Policy | None) -> int | None:
    """The fiscal year of today where its policy was not found; None where it is there."""
    year = fiscal_year(today())
    return year if policy is not None and policy.fiscal_year < year else None


def tree(policy: Policy, moment: datetime, known: Sequence[Evidence] | None = None) -> list[Node]:
    """The top nodes (normally one: the goal); two queries plus the evidence, whatever the size.

    `known` is what `all_evidence` gave already.
    """
    found = by_line(moment, known)
    by_parent: dict[int | None, list[Node]] = defaultdict(list)
    for line in policy.lines.all():
        # Offers name lines of the policy that says which room serves each of its lines; in a
        # policy that was only read from a document, the same code stands for something else.
        served = offers.for_line(line.code) if line.room else []
        node = Node(line, served, found.get(line.code, []))
        by_parent[line.parent_id].append(node)
    for nodes in list(by_parent.values()):
        for node in nodes:
            node.children = by_parent.get(node.line.pk, [])
    return by_parent[None]


def walk(nodes: list[Node]) -> Iterator[Node]:
    """All nodes of a tree in document order."""
    for node in nodes:
        yield from node.walk()


@dataclass(frozen=True)
class Coverage:
    """How much of the policy works: counts by status over all lines."""

    total: int
    both: int
    service: int
    number: int
    none: int


def coverage(nodes: list[Node]) -> Coverage:
    """Count the lines of a tree by status."""
    counts: dict[str, int] = defaultdict(int)
    for node in walk(nodes):
        counts[node.status] += 1
    return Coverage(
        sum(counts.values()), counts["both"], counts["service"], counts["number"], counts["none"]
    )


def milestones(code: str = "") -> list[Milestone]:
    """The milestones in order of date, of one line where a code is given."""
    return [one for one in Milestone.objects.all() if not code or code in one.lines]


def budget(code: str = "", area: str = "") -> list[BudgetLine]:
    """Published amounts, newest year first, of one line or one pack where given."""
    rows = BudgetLine.objects.all()
    if code:
        rows = rows.filter(line=code)
    if area:
        rows = rows.filter(area=area)
    return list(rows)
