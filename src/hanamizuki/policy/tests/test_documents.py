"""Documents of invented wards, each of another look, against the trees written beside them."""

from __future__ import annotations

import pytest

from hanamizuki.policy.logic.reader import read_document

from .reading import NAMES, expected, lines_accounted, text_of, tree


@pytest.mark.parametrize("name", NAMES)
def test_the_tree_is_the_one_written_beside_the_document(name: str) -> None:
    document, wanted = read_document(text_of(name)), expected(name)
    assert document.fiscal_year == wanted["fiscal_year"]
    assert document.ward == wanted["ward"]
    assert document.goal == wanted["goal"]
    assert document.goal_subtitle == wanted.get("goal_subtitle", "")
    assert tree(document.measures) == wanted["measures"]
    assert list(document.organisation) == wanted["organisation"]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_dropped_silently(name: str) -> None:
    text = text_of(name)
    document = read_document(text)
    assert [one.text for one in document.unplaced] == expected(name)["unplaced"]
    assert all(one.why for one in (*document.unplaced, *document.ornaments))
    filled = {number for number, line in enumerate(text.split("\n"), 1) if line.strip()}
    assert lines_accounted(document) == dict.fromkeys(filled, 1)


@pytest.mark.parametrize("name", [name for name in NAMES if "marks" in expected(name)])
def test_marks_stand_beside_their_project(name: str) -> None:
    projects = [
        p for m in read_document(text_of(name)).measures for i in m.initiatives for p in i.projects
    ]
    marks = {p.title: p.mark for p in projects if p.mark}
    wanted = expected(name)["marks"]
    assert {title: marks.get(title) for title in wanted} == wanted


@pytest.mark.parametrize("name", [name for name in NAMES if "budgets" in expected(name)])
def test_budgets_are_read_in_thousand_yen(name: str) -> None:
    projects = [
        p for m in read_document(text_of(name)).measures for i in m.initiatives for p in i.projects
    ]
    budgets = {p.title: p.budget_thousand_yen for p in projects}
    wanted = expected(name)["budgets"]
    assert {title: budgets.get(title) for title in wanted} == wanted
