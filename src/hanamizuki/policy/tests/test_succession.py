"""Next year's policy from this year's."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.policy.logic.succession import (
    Change,
    DraftLine,
    Line,
    Outline,
    Problem,
    next_code,
    outline,
    start,
    summarise,
    validate,
)

_CODES = st.from_regex(r"(goal|[1-3GK]|[1-3GK]-([a-c]|[1-9])|1-1-[a-z]{1,2})", fullmatch=True)
_OLD = [
    Line("goal", "", "goal", 0, {"title": {"ja": "ふるさと"}}),
    Line("1", "goal", "measure", 1, {"title": {"ja": "安全"}}),
    Line("1-1", "1", "initiative", 2, {"title": {"ja": "防災"}}),
    Line("1-1-a", "1-1", "project", 3, {"title": {"ja": "資料"}}),
    Line("1-1-b", "1-1", "project", 4, {"title": {"ja": "キャンプ"}}),
    Line("1-1-c", "1-1", "project", 5, {"title": {"ja": "トイレ"}}),
]


@st.composite
def _successions(draw: st.DrawFn) -> tuple[list[Line], list[DraftLine]]:
    codes = st.lists(_CODES, max_size=8, unique=True)
    old = [
        Line(code, "", "project", n, {"title": {"ja": draw(st.sampled_from("ab"))}})
        for n, code in enumerate(draw(codes))
    ]
    origins = st.sampled_from([one.code for one in old] + ["gone"])
    new = [
        DraftLine(
            code,
            "",
            "project",
            n,
            {"title": {"ja": draw(st.sampled_from("ab"))}},
            tuple(draw(st.lists(origins, max_size=2, unique=True))),
        )
        for n, code in enumerate(draw(codes))
    ]
    return old, new


@pytest.mark.parametrize(
    ("parent", "existing", "expected"),
    [
        ("1-1", [f"1-1-{letter}" for letter in "abcdef"], "1-1-g"),
        ("1-1", ["1-1-a", "1-1-c"], "1-1-d"),  # b was dropped and stays free
        ("1-1", [f"1-1-{chr(97 + n)}" for n in range(26)], "1-1-aa"),
        ("1-1", ["1-1-az"], "1-1-ba"),
        ("1-1", [], "1-1-a"),
        ("1", ["1", "1-1", "1-2", "1-2-z"], "1-3"),
        ("1", ["1-9", "1-10"], "1-11"),
        ("5", [], "5-1"),
        ("G", ["G-a", "G-e"], "G-f"),
        ("goal", ["goal", "1", "2", "3", "K", "G", "G-a"], "4"),
        ("", [], "1"),
        ("", ["goal", "a", "b", "1"], "c"),
    ],
)
def test_the_next_code(parent: str, existing: list[str], expected: str) -> None:
    assert next_code(parent, existing) == expected


@given(st.sets(_CODES), st.sampled_from(["goal", "", "1", "G", "1-1", "1-1-a"]), st.integers(1, 60))
def test_codes_never_collide(existing: set[str], parent: str, times: int) -> None:
    taken = set(existing)
    for _ in range(times):
        code = next_code(parent, taken)
        assert code not in taken
        if parent not in ("", "goal"):
            assert code.startswith(f"{parent}-")
            assert "-" not in code.removeprefix(f"{parent}-")
        taken.add(code)


def test_a_fresh_draft_keeps_every_line_and_has_no_fault() -> None:
    draft = start(_OLD)
    codes = [one.code for one in _OLD]
    assert validate(draft, codes) == ()
    changes = summarise(_OLD, draft)
    assert changes == tuple(Change("kept", (code,), (code,)) for code in codes)
    assert outline(changes) == Outline(tuple(codes), (), (), ())


def test_what_became_of_each_line() -> None:
    goal, one, one_one, a, b, c = start(_OLD)
    draft = [
        goal,
        replace(one, content={"title": {"ja": "安心"}}),
        replace(one_one, code="1-2"),
        replace(a, code="1-2-a", parent="1-2", follows=("1-1-a", "1-1-b")),
        replace(c, code="1-2-b", parent="1-2"),
        DraftLine("1-2-c", "1-2", "project", 9, {}),
    ]
    changes = summarise(_OLD, draft)
    assert changes == (
        Change("kept", ("goal",), ("goal",)),
        Change("changed", ("1",), ("1",), ("title",)),
        Change("changed", ("1-1",), ("1-2",), ("code",)),
        Change("merged", ("1-1-a", "1-1-b"), ("1-2-a",)),
        Change("changed", ("1-1-c",), ("1-2-b",), ("code",)),  # it did not move, its parent did
        Change("added", (), ("1-2-c",)),
    )
    assert outline(changes) == Outline(("goal",), ("1", "1-2", "1-2-a", "1-2-b"), (), ("1-2-c",))
    assert b.follows == ("1-1-b",)


def test_splits_moves_and_dropped_lines() -> None:
    goal, one, one_one, a, b, c = start(_OLD)
    draft = [
        goal,
        one,
        one_one,
        a,
        replace(a, code="1-1-d"),
        replace(b, parent="1", kind="initiative"),
    ]
    assert summarise(_OLD, draft)[3:] == (
        Change("split", ("1-1-a",), ("1-1-a", "1-1-d")),
        Change("changed", ("1-1-b",), ("1-1-b",), ("kind", "parent")),
        Change("dropped", ("1-1-c",), ()),
    )
    crossed = [
        replace(a, follows=("1-1-a", "1-1-b")),
        replace(b, follows=("1-1-b", "1-1-c")),
        replace(c, follows=()),
    ]
    assert summarise(_OLD[3:], crossed) == (
        Change("recast", ("1-1-a", "1-1-b", "1-1-c"), ("1-1-a", "1-1-b")),
        Change("added", (), ("1-1-c",)),
    )


@given(_successions())
def test_every_line_is_told_exactly_once(both: tuple[list[Line], list[DraftLine]]) -> None:
    old, new = both
    changes = summarise(old, new)
    assert Counter(code for one in changes for code in one.old) == Counter(o.code for o in old)
    assert Counter(code for one in changes for code in one.new) == Counter(n.code for n in new)
    followed = {code for line in new for code in line.follows}
    for change in changes:
        assert (change.kind == "dropped") == (not change.new)
        assert (change.kind == "added") == (not change.old)
        for code in change.old:
            assert (change.kind == "dropped") == (code not in followed)
        for line in new:
            if line.code in change.new:
                assert set(line.follows) - {"gone"} <= set(change.old)


def test_a_summary_needs_unique_codes() -> None:
    with pytest.raises(ValueError, match="unique"):
        summarise([*_OLD, _OLD[0]], ())


def test_faults_of_a_draft() -> None:
    draft = [
        DraftLine("1", "", "measure", 1, {}),
        DraftLine("1", "", "measure", 2, {}),
        DraftLine("", "1", "project", 3, {}),
        DraftLine("x", "nowhere", "project", 3, {}),
        DraftLine("y", "z", "project", 4, {}, ("old", "older")),
        DraftLine("z", "y", "project", 5, {}),
        DraftLine("w", "z", "project", 6, {}),
        DraftLine("1-1", "1-2", "project", 7, {}),
        DraftLine("1-2", "1", "project", 8, {}),
        DraftLine("s", "s", "project", 9, {}),
    ]
    assert validate(draft, ["old"]) == (
        Problem("1", "code_twice", "1"),
        Problem("1", "code_twice", "1"),
        Problem("", "code_missing"),
        Problem("x", "order_twice", ""),
        Problem("x", "parent_unknown", "nowhere"),
        Problem("y", "cycle", "z"),
        Problem("y", "follows_unknown", "older"),
        Problem("z", "cycle", "y"),
        Problem("1-1", "before_parent", "1-2"),
        Problem("s", "cycle", "s"),
    )


def test_one_order_for_three_lines_names_the_first() -> None:
    draft = [DraftLine(code, "", "measure", 1, {}) for code in "123"]
    assert validate(draft, ()) == (
        Problem("2", "order_twice", "1"),
        Problem("3", "order_twice", "1"),
    )


@given(st.dictionaries(st.sampled_from("abcde"), st.sampled_from(["", *"abcde"])))
def test_a_draft_passes_only_as_a_tree(parents: dict[str, str]) -> None:
    draft = [
        DraftLine(code, parent, "project", n, {})
        for n, (code, parent) in enumerate(parents.items())
    ]
    circling = {one.code for one in validate(draft, ()) if one.rule == "cycle"}
    for code in parents:
        ancestors, at = set[str](), parents[code]
        while at in parents and at not in ancestors:
            ancestors.add(at)
            at = parents[at]
        assert (code in circling) == (code in ancestors)
