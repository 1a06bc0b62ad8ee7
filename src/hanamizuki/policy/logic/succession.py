"""Next year's policy from this year's: a draft, its codes, its faults, what became of each line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from hanamizuki.policy.logic.threeway import merge

ChangeKind = Literal["kept", "changed", "merged", "split", "recast", "dropped", "added"]
ProblemRule = Literal[
    "code_missing",
    "code_twice",
    "parent_unknown",
    "cycle",
    "order_twice",  # `ref` is the earlier line of the same order
    "before_parent",
    "follows_unknown",  # `ref` is the code of the old policy that is not there
]

ROOTS = frozenset(("", "goal"))
"""Parents whose children have a code without a prefix."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a policy; `content` are its other fields (title, text, section …).

    `parent` is "" for a line without one. `order` counts through the whole policy.
    """

    code: str
    parent: str
    kind: str
    order: int
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DraftLine(Line):
    """A line of next year's policy; `follows` are the codes of the old lines it goes on with."""

    follows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What became of `old` lines: `new` ones (codes). Every old and new line is in exactly one.

    kept, changed: one became one. merged: several became one. split: one became several.
    recast: several became several. dropped: no new one. added: no old one.
    `fields` are what differs in "changed": content fields, "code", "kind", "parent".
    """

    kind: ChangeKind
    old: tuple[str, ...]
    new: tuple[str, ...]
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """Codes by fate: old ones in `dropped`, new ones elsewhere; merges and splits are changes."""

    kept: tuple[str, ...]
    changed: tuple[str, ...]
    dropped: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a draft cannot be a policy yet: the line, the rule, what it is about."""

    code: str
    rule: ProblemRule
    ref: str = ""


def start(lines: Iterable[Line]) -> tuple[DraftLine, ...]:
    """A draft in which every line goes on as it is."""
    return tuple(
        DraftLine(one.code, one.parent, one.kind, one.order, dict(one.content), (one.code,))
        for one in lines
    )


def next_code(parent: str, existing: Collection[str]) -> str:
    """The next code under a parent: "1-1" with "1-1-a" … "1-1-f" gives "1-1-g".

    Letters or numbers as most siblings have; without any, numbers under a code without a hyphen
    and letters below. Gaps are not filled: a code that was dropped should not come to mean
    something else. To keep last year's codes free too, give them in `existing`.
    """
    prefix = "" if parent in ROOTS else f"{parent}-"
    tails = [code[len(prefix) :] for code in existing if code.startswith(prefix)]
    numbers = [int(tail) for tail in tails if re.fullmatch("[0-9]{1,9}", tail)]
    letters = [_letters_value(tail) for tail in tails if re.fullmatch("[a-z]{1,3}", tail)]
    numeric = len(numbers) > len(letters) or (not letters and "-" not in parent)
    at = max(numbers if numeric else letters, default=0) + 1
    while (code := prefix + (str(at) if numeric else _letters(at))) in existing:
        at += 1
    return code


def validate(draft: Sequence[DraftLine], old_codes: Collection[str]) -> tuple[Problem, ...]:
    """Everything that keeps a draft from being a policy, in the draft's order."""
    first: dict[str, DraftLine] = {}
    for line in draft:
        if line.code:
            first.setdefault(line.code, line)
    counts = Counter(line.code for line in draft)
    circling = _circling({code: line.parent for code, line in first.items()})
    orders: dict[int, str] = {}
    problems: list[Problem] = []
    for line in draft:
        if not line.code:
            problems.append(Problem("", "code_missing"))
        elif counts[line.code] > 1:
            problems.append(Problem(line.code, "code_twice", line.code))
        if line.order in orders:
            problems.append(Problem(line.code, "order_twice", orders[line.order]))
        orders.setdefault(line.order, line.code)
        if line.code in circling:
            problems.append(Problem(line.code, "cycle", line.parent))
        elif line.parent and line.parent not in first:
            problems.append(Problem(line.code, "parent_unknown", line.parent))
        elif line.parent and first[line.parent].order > line.order:
            problems.append(Problem(line.code, "before_parent", line.parent))
        problems += [
            Problem(line.code, "follows_unknown", code)
            for code in line.follows
            if code not in old_codes
        ]
    return tuple(problems)


def summarise(old: Sequence[Line], new: Sequence[DraftLine]) -> tuple[Change, ...]:
    """What became of each old line and where each new one comes from, in the order of the new.

    Dropped lines come last, in the old order. Links to lines that are not there are passed over.
    Codes must be unique on both sides; raises ValueError otherwise.
    """
    before = {one.code: one for one in old}
    after = {one.code: one for one in new}
    if len(before) != len(old) or len(after) != len(new):
        raise ValueError("codes are unique before a summary is made")
    links = {one.code: [code for code in before if code in one.follows] for one in new}
    heirs: dict[str, list[str]] = {code: [] for code in before}
    for code, origins in links.items():
        for origin in origins:
            heirs[origin].append(code)
    changes: list[Change] = []
    done: set[str] = set()
    for code in after:
        if code not in done:
            news, olds = _together(code, links, heirs)
            done |= news
            changes.append(
                _change(
                    [one for one in before if one in olds],
                    [one for one in after if one in news],
                    before,
                    after,
                )
            )
    changes += [Change("dropped", (code,), ()) for code in before if not heirs[code]]
    return tuple(changes)


def outline(changes: Iterable[Change]) -> Outline:
    """A summary's lines by fate."""
    kept: list[str] = []
    changed: list[str] = []
    dropped: list[str] = []
    added: list[str] = []
    for change in changes:
        if change.kind == "dropped":
            dropped += change.old
        else:
            {"kept": kept, "added": added}.get(change.kind, changed).extend(change.new)
    return Outline(tuple(kept), tuple(changed), tuple(dropped), tuple(added))


def _change(
    olds: list[str], news: list[str], before: Mapping[str, Line], after: Mapping[str, DraftLine]
) -> Change:
    kind: ChangeKind
    fields: tuple[str, ...] = ()
    if not olds:
        kind = "added"
    elif len(olds) == len(news) == 1:
        fields = _fields(before[olds[0]], after[news[0]], after)
        kind = "changed" if fields else "kept"
    elif len(news) == 1:
        kind = "merged"
    else:
        kind = "split" if len(olds) == 1 else "recast"
    return Change(kind, tuple(olds), tuple(news), fields)


def _fields(old: Line, new: DraftLine, after: Mapping[str, DraftLine]) -> tuple[str, ...]:
    # Where only one side moved, what the merge takes over is what differs.
    found = [*merge(old.content, new.content, old.content).taken]
    if old.code != new.code:
        found.append("code")
    if old.kind != new.kind:
        found.append("kind")
    parent = after.get(new.parent)
    # Under the parent's heir it did not move, whatever the heir's code is.
    if old.parent != new.parent and (parent is None or old.parent not in parent.follows):
        found.append("parent")
    return tuple(found)


def _together(
    code: str, links: Mapping[str, list[str]], heirs: Mapping[str, list[str]]
) -> tuple[set[str], set[str]]:
    """New and old lines that hang together through links, from one new line on."""
    news, olds, waiting = {code}, set[str](), [code]
    while waiting:
        for origin in links[waiting.pop()]:
            olds.add(origin)
            more = [one for one in heirs[origin] if one not in news]
            news.update(more)
            waiting += more
    return news, olds


def _circling(parents: Mapping[str, str]) -> set[str]:
    """Codes that are their own ancestor."""
    found: set[str] = set()
    cleared: set[str] = set()
    for code in parents:
        trail: list[str] = []
        while code in parents and code not in cleared and code not in trail:
            trail.append(code)
            code = parents[code]
        if code in trail:
            found.update(trail[trail.index(code) :])
        cleared.update(trail)
    return found


def _letters_value(tail: str) -> int:
    """a → 1 … z → 26, aa → 27."""
    value = 0
    for letter in tail:
        value = value * 26 + ord(letter) - ord("a") + 1
    return value


def _letters(value: int) -> str:
    text = ""
    while value:
        value, rest = divmod(value - 1, 26)
        text = chr(ord("a") + rest) + text
    return text
