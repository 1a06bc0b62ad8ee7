"""A document against a stored tree: everything on both sides is told exactly once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanamizuki.policy.logic.compare import TreeLine, best_pairs, compare, items_of
from hanamizuki.policy.logic.document import Document, Initiative, Measure, Project
from hanamizuki.policy.logic.reader import read_document
from hanamizuki.policy.logic.similarity import likeness

from .reading import NAMES, text_of

DOCUMENT = Document(
    fiscal_year=2025,
    goal="花の咲くまち",
    measures=(
        Measure(
            "1",
            "安全なまち",
            initiatives=(
                Initiative(
                    "災害への備え", projects=(Project("避難訓練の実施"), Project("毛布の配備"))
                ),
            ),
        ),
        Measure("2", "元気なまち", initiatives=(Initiative("", projects=(Project("体操教室"),)),)),
    ),
    organisation=("聴く力",),
)
TREE = [
    TreeLine("goal", "", "goal", "花の咲くまち"),
    TreeLine("1", "goal", "measure", "安全なまち"),
    TreeLine("1-1", "1", "initiative", "災害への備え"),
    TreeLine("1-1-a", "1-1", "project", "避難訓練"),
    TreeLine("1-1-b", "1-1", "project", "ブランケットの配備", ("毛布の配備",)),
    TreeLine("2", "goal", "measure", "元気なまち"),
    TreeLine("2-a", "2", "project", "体操教室"),
    TreeLine("S", "goal", "strength", "聴く力"),
]


def test_each_line_is_matched_and_says_how() -> None:
    found = compare(DOCUMENT, TREE)
    assert (found.only_in_document, found.only_in_tree, found.moved) == ((), (), ())
    assert {match.code: match.how for match in found.matched} == {
        "goal": ("exact",),
        "1": ("exact",),
        "1-1": ("exact",),
        "1-1-a": ("contained",),
        "1-1-b": ("exact",),
        "2": ("exact",),
        "2-a": ("exact",),
        "S": ("exact",),
    }


def test_what_only_one_side_has() -> None:
    tree = [*TREE[:-2], TreeLine("2-b", "2", "project", "図書館の改築"), TREE[-1]]
    found = compare(DOCUMENT, tree)
    assert [item.title for item in found.only_in_document] == ["体操教室"]
    assert [line.code for line in found.only_in_tree] == ["2-b"]


def test_a_project_under_another_parent_has_moved() -> None:
    tree = [replace(line, parent="2") if line.code == "1-1-b" else line for line in TREE]
    found = compare(DOCUMENT, tree)
    assert [(match.code, match.items[0].parent) for match in found.moved] == [
        ("1-1-b", "災害への備え")
    ]
    assert found.only_in_document == found.only_in_tree == ()


def test_two_items_may_say_one_line_but_two_lines_never_share_an_item() -> None:
    tree = [line for line in TREE if line.code != "1-1-b"]
    tree[3] = TreeLine("1-1-a", "1-1", "project", "避難訓練・毛布の配備")
    found = compare(DOCUMENT, tree)
    match = next(match for match in found.matched if match.code == "1-1-a")
    assert [item.title for item in match.items] == ["避難訓練の実施", "毛布の配備"]
    assert found.only_in_document == ()


def test_an_empty_document_leaves_the_whole_tree() -> None:
    found = compare(Document(), TREE)
    assert found.only_in_tree == tuple(TREE)
    assert found.matched == ()


def test_as_plain_values() -> None:
    plain = compare(DOCUMENT, TREE).as_dict()
    assert set(plain) == {"matched", "moved", "only_in_document", "only_in_tree"}
    first = plain["matched"][3]
    assert first["code"] == "1-1-a"
    assert first["items"][0]["title"] == "避難訓練の実施"
    assert first["items"][0]["how"] == "contained"


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("避難訓練", "避難訓練", "exact"),
        ("「ＩＣＴ化」の 推進", "ICT化の推進", "normalised"),
        ("備蓄（びちく）品の更新", "備蓄品の更新", "normalised"),
        ("避難訓練の実施", "避難訓練", "contained"),
        ("トイレスターキットの配備", "トイレスターターキットの配備", "similar"),
        ("避難訓練", "図書館の改築", "none"),
        ("", "図書館の改築", "none"),
    ],
)
def test_likeness(one: str, other: str, how: str) -> None:
    assert likeness(one, other)[0] == how


def test_best_pairs_takes_each_side_once_best_first() -> None:
    one = [("避難訓練の実施",), ("毛布の配備",), ("図書館の改築",)]
    other = [("毛布の配備",), ("避難訓練",), ("避難訓練の見直し",)]
    assert best_pairs(one, other) == [(1, 0), (0, 1)]


_LINE = st.builds(
    TreeLine,
    st.integers(0, 10**6).map(str),
    st.sampled_from(["goal", "1", "2", "1-1"]),
    st.sampled_from(["goal", "measure", "theme", "initiative", "project", "principle"]),
    st.text("安全防災訓練実施配備のや・まち", max_size=8),
)


@given(st.lists(_LINE, max_size=12, unique_by=lambda line: line.code), st.sampled_from(NAMES))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_every_item_and_every_line_is_told_exactly_once(lines: list[TreeLine], name: str) -> None:
    document = read_document(text_of(name))
    found = compare(document, lines)
    told = [match.code for match in (*found.matched, *found.moved)]
    told += [line.code for line in found.only_in_tree]
    assert sorted(told) == sorted(line.code for line in lines)
    items = [item for match in (*found.matched, *found.moved) for item in match.items]
    items += found.only_in_document
    assert sorted(items, key=repr) == sorted(items_of(document), key=repr)
