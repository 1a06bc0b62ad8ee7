"""Japanese words on English pages are marked, and nothing else changes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.languages import unmarked_japanese

from hanamizuki.core.text.marking import mark_japanese


@pytest.mark.parametrize(
    ("page", "marked"),
    [
        ("<p>Shelter</p>", "<p>Shelter</p>"),
        (
            "<p>School ・ 小学校</p>",
            '<p>School ・ <span lang="ja">小学校</span></p>',
        ),
        (
            "<p>at 大豆戸町26-1、2階 in Kohoku (港北) and 綱島</p>",
            '<p>at <span lang="ja">大豆戸町26-1、2階</span> in Kohoku '
            '(<span lang="ja">港北</span>) and <span lang="ja">綱島</span></p>',
        ),
        ('<p lang="ja">港<b>北</b></p>区', '<p lang="ja">港<b>北</b></p><span lang="ja">区</span>'),
        (
            "<title>港北</title></head>x",
            "<title>港北</title></head>x",
        ),
        (
            '<svg lang="en"><a><title>港</title><text x="1">1</text></a></svg>',
            '<svg lang="en"><a><title lang="ja">港</title><text x="1">1</text></a></svg>',
        ),
        (
            '<select><option value="港">港</option><option>Port</option></select>',
            '<select><option lang="ja" value="港">港</option><option>Port</option></select>',
        ),
        (
            '<a title="港" href="/?q=港">x</a><!-- 港 -->',
            '<a title="港" href="/?q=港">x</a><!-- 港 -->',
        ),
    ],
)
def test_words_outside_marked_elements_are_marked(page: str, marked: str) -> None:
    assert mark_japanese(page) == marked


_PIECE = st.sampled_from(
    [
        "港北",
        "a",
        " ",
        "、",
        "&amp;",
        "<b>",
        "</b>",
        '<i lang="ja">',
        "</i>",
        "<br>",
        "１",
        "ー",
        "<",
    ]
)


@given(st.lists(_PIECE, max_size=20).map("".join))
def test_only_marks_are_added_and_twice_is_once(page: str) -> None:
    marked = mark_japanese(page)
    assert re.sub(r'<span lang="ja">|</span>', "", marked) == page
    assert mark_japanese(marked) == marked


@given(st.lists(st.sampled_from(["港北", "と", "a", "、", "<b>綱島</b>", "<br>"])).map("".join))
def test_nothing_japanese_is_left_unmarked(page: str) -> None:
    assert unmarked_japanese(mark_japanese(f"<p>{page}</p>")) == []
