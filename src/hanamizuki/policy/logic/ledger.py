"""Keeps account of every source line, so that nothing is dropped silently."""

from __future__ import annotations

from collections import Counter

from hanamizuki.policy.logic.cleaning import Line
from hanamizuki.policy.logic.document import Ornament, Unplaced
from hanamizuki.policy.logic.entries import Entry


class Ledger:
    """Source line → used, ornament with a reason, or unplaced with a reason."""

    def __init__(self, lines: list[Line], ornaments: dict[int, str]) -> None:
        self._raw = {line.number: line.raw.strip() for line in lines}
        self._ornaments = dict(ornaments)
        self._used: set[int] = set()
        self._left: dict[int, str] = {}
        self._placed: set[int] = set()

    def use(self, *entries: Entry) -> None:
        """These entries became part of the tree."""
        for entry in entries:
            self._used.update(entry.numbers)
            self._placed.add(id(entry))

    def label(self, why: str, *entries: Entry) -> None:
        """These entries only label or decorate; they are recognised, not content."""
        for entry in entries:
            self._ornaments.update(dict.fromkeys(entry.numbers, why))
            self._placed.add(id(entry))

    def leave(self, why: str, *entries: Entry) -> None:
        """These entries found no place."""
        for entry in entries:
            self._left.update(dict.fromkeys(entry.numbers, why))

    def settle(self, entries: list[Entry]) -> None:
        """A line that several entries share counts as used only when none of them was left."""
        owners: Counter[int] = Counter(number for e in entries for number in e.numbers)
        for entry in entries:
            if id(entry) not in self._placed:
                self._used.difference_update(n for n in entry.numbers if owners[n] > 1)

    def used(self) -> frozenset[int]:
        """Lines that became part of the tree."""
        return frozenset(self._used)

    def ornaments(self) -> tuple[Ornament, ...]:
        """Lines recognised as no content, in order."""
        return tuple(
            Ornament(number, self._raw[number], why)
            for number, why in sorted(self._ornaments.items())
            if number not in self._used
        )

    def unplaced(self) -> tuple[Unplaced, ...]:
        """Lines without a place, in order; a line nobody took says so too."""
        rest = self._raw.keys() - self._used - self._ornaments.keys()
        return tuple(
            Unplaced(
                number,
                self._raw[number],
                self._left.get(number, "文書のどの部分のものか分かりませんでした"),
            )
            for number in sorted(rest)
        )
