"""Proving the trail whole: every entry recomputed, none missing, none too many, none moved."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import chain

from hanamizuki.core.audit.logic.chain import digest
from hanamizuki.core.audit.rows import BATCH, Anchor, Row, empty, ends, rows

PROBLEMS = {
    "changed": "the entry is not what was recorded",
    "removed": "an entry is missing here",
    "inserted": "an entry stands where none was recorded",
    "moved": "the entry does not follow the one before it",
    "cut": "the end of the trail is missing",
    "head": "the head does not name the last entry",
    "anchor": "the entry is not the one that the anchor was taken from",
}


@dataclass(frozen=True)
class Report:
    """`entries` were found sound; `first_bad` is the number of the first that is not (None: ok).

    `problem` is a key of PROBLEMS, empty where all is well; `head` the last sound entry.
    """

    ok: bool
    entries: int
    first_bad: int | None
    head: Anchor
    problem: str = ""


def verify(
    anchors: Iterable[Anchor] = (), progress: Callable[[int], None] = lambda _: None
) -> Report:
    """Read the whole trail once, in bounded memory, while the ward goes on.

    Whoever can rewrite the whole database can make a whole new trail: only `anchors`, kept where
    they cannot reach, show that. What is recorded after the start is left to the next time.
    `progress` is told how many entries were read.
    """
    head, highest = ends()
    walk = _Walk(wanted={anchor.seq: anchor.hash for anchor in anchors}, last=empty())
    if problem := walk.anchored():
        return walk.report(problem, 0)
    return _proved(walk, rows(head.seq if head else highest), head, highest, progress)


def verify_since(anchor: Anchor | None) -> Report:
    """The same from an anchor's entry on, which is quick; the whole where there is none.

    What lies before the anchor is not read: whoever changed that is found by `verify` alone.
    """
    if anchor is None or anchor.seq == 0:
        return verify([anchor] if anchor else [])
    head, highest = ends()
    found = rows(head.seq if head else highest, anchor.seq)
    first = next(found, None)
    walk = _Walk(wanted={anchor.seq: anchor.hash}, last=Anchor(anchor.seq - 1, ""))
    if first is not None and first[0] == anchor.seq and first[1] is not None:
        # What the anchor's hash covers is also what its entry says of the one before.
        walk = _Walk(walk.wanted, Anchor(anchor.seq - 1, first[1][-2].decode("ascii", "replace")))
    return _proved(walk, chain([first] if first else [], found), head, highest)


def _proved(
    walk: _Walk,
    found: Iterable[Row],
    head: Anchor | None,
    highest: int,
    progress: Callable[[int], None] = lambda _: None,
) -> Report:
    for row in found:
        if problem := walk.step(row):
            return walk.report(problem, walk.last.seq + 1 if problem == "removed" else row[0])
        if walk.last.seq % BATCH == 0:
            progress(walk.last.seq)
    problem = walk.ending(head, highest)
    return walk.report(problem, walk.last.seq + (problem != "head")) if problem else walk.whole()


@dataclass
class _Walk:
    wanted: dict[int, str]
    last: Anchor
    _previous: bytes = field(default=b"", init=False)

    def __post_init__(self) -> None:
        self._previous = self.last.hash.encode()

    def step(self, row: Row) -> str:
        """Take the next row; the problem with it, or nothing."""
        seq, values = row
        expected = self.last.seq + 1
        if seq != expected:
            return "removed" if seq > expected else "inserted"
        if values is None:
            return "changed"
        *fields, stored = values
        computed = digest([b"%d" % seq, *fields])
        if computed.encode() != stored:
            return "changed"
        if fields[-1] != self._previous:
            return "moved"
        self._previous, self.last = stored, Anchor(seq, computed)
        return self.anchored()

    def anchored(self) -> str:
        """Whether the last row is what an anchor, if there is one for it, says."""
        return "" if self.wanted.get(self.last.seq, self.last.hash) == self.last.hash else "anchor"

    def ending(self, head: Anchor | None, highest: int) -> str:
        """What is wrong with the end of the trail, or nothing."""
        if max(self.wanted, default=0) > self.last.seq:
            return "cut"
        if head is None:
            return "head"
        if head.seq > self.last.seq:
            return "cut"
        if highest > head.seq:
            return "inserted"
        return "" if head == self.last else "head"

    def report(self, problem: str, first_bad: int) -> Report:
        return Report(False, self.last.seq, first_bad, self.last, problem)

    def whole(self) -> Report:
        return Report(True, self.last.seq, None, self.last)
