"""What holds for any text: no exception, every line told once, the same tree however it is set."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanamizuki.policy.logic.document import Document
from hanamizuki.policy.logic.reader import read_document
from hanamizuki.policy.logic.serialise import as_json
from hanamizuki.policy.logic.widths import key

from .reading import NAMES, lines_accounted, text_of

KOHOKU = (Path(__file__).parents[4] / "tests" / "data" / "policy_r7.txt").read_text(
    encoding="utf-8"
)
_WORDS = [
    *(
        "令和7年度 架空区 運営方針",
        "基本目標",
        "目標達成に向けた施策",
        "目標達成に向けた組織運営",
        "主な事業",
    ),
    *(
        "Ⅰ ",
        "1 ",
        "２　",
        "（１）",
        "①",
        "②",
        "・",
        "● ",
        "■",
        "- ",
        "## ",
        "# ",
        "～",
        "【05】",
        "【新規】",
    ),
    *(
        "【参考】",
        "テーマ",
        "防災訓練の実施",
        "や",
        "、",
        "及び",
        "等",
        "など",
        "の",
        "まちづくり",
        "職員の力",
    ),
    *(
        "取り組みます。",
        "（1,200千円）",
        "「",
        "」",
        "（",
        "）",
        "|",
        " ",
        "\n",
        "\n\n",
        "\f",
        "ｶﾅ",
        "<br>",
    ),
    *(
        "**",
        "[こちら](#)",
        "のほか",
        "を行い",
        "令和",
        "Ａ－１",
        "《1》",
        "---",
        "title: x",
        "<li>",
        "：",
        "。",
    ),
]
# Its pillar without a mark and its last heading are told by nothing but the blank line above.
_BLANKS_TELL = {"word_numbers_r6.txt"}
_PIECES = st.lists(st.sampled_from(_WORDS), max_size=40).map("".join)
_NEVER_FIRST = set(
    "、。，．・」』）)〕】》〉～~ー…：: 　0123456789０１２３４５６７８９([（「『【〔-"
)


def view(document: Document) -> tuple[Any, ...]:
    """The tree, blind to width."""
    return (
        document.fiscal_year,
        key(document.goal),
        [
            (
                m.code,
                m.kind,
                m.themes,
                key(m.title),
                [(key(i.title), [key(p.title) for p in i.projects]) for i in m.initiatives],
            )
            for m in document.measures
        ],
        [key(head) for head in document.organisation],
    )


def _check(text: str) -> None:
    document = read_document(text)
    filled = {
        number
        for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1)
        if re.sub(
            "[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\ue000-\uf8ff\ud800-\udfff]",
            "",
            line,
        ).strip()
    }
    assert lines_accounted(document) == dict.fromkeys(filled, 1)
    assert all(one.why for one in document.unplaced)
    as_json(document)
    codes = [measure.code for measure in document.measures]
    assert len(codes) == len(set(codes))


@given(st.text(max_size=200))
@settings(max_examples=80, deadline=None, derandomize=True)
def test_any_text_is_read_and_every_line_told_once(text: str) -> None:
    _check(text)


@given(_PIECES)
@settings(max_examples=120, deadline=None, derandomize=True)
def test_any_heap_of_policy_pieces_is_read_and_every_line_told_once(text: str) -> None:
    _check(text)


@given(st.data())
@settings(max_examples=12, deadline=None, derandomize=True)
def test_line_breaks_inside_titles_and_prose_change_nothing(data: st.DataObject) -> None:
    lines = KOHOKU.split("\n")
    chosen = data.draw(st.lists(st.integers(0, len(lines) - 1), max_size=25, unique=True))
    for at in chosen:
        line = lines[at]
        places = [
            k
            for k in range(5, len(line) - 3)
            if line[k] not in _NEVER_FIRST
            and line[k - 1] not in _NEVER_FIRST - set("、」）")
            and not (line[k - 1].isascii() and line[k].isascii())
        ]
        if places and "©" not in line and "：" not in line:
            k = data.draw(st.sampled_from(places))
            lines[at] = f"{line[:k]}\n{line[k:]}"
    assert view(read_document("\n".join(lines))) == view(read_document(KOHOKU))


@pytest.mark.parametrize("width", [24, 31, 38])
def test_wrapping_to_a_narrow_column_changes_nothing(width: int) -> None:
    wrapped = "\n".join(
        "\n".join(line[at : at + width] for at in range(0, len(line), width))
        for line in KOHOKU.split("\n")
    )
    # A wrap that would begin a line with a mark is not made, as in print.
    wrapped = re.sub(r"(?<=[^\n])\n(?=・[^信住])", "", wrapped)
    assert view(read_document(wrapped)) == view(read_document(KOHOKU))


def _widened(text: str) -> str:
    """Letters and digits outside <tags> in full width."""
    parts = re.split(r"(<[^>]*>)", text)
    return "".join(
        part if part.startswith("<") else "".join(_wide(char) for char in part) for part in parts
    )


def _wide(char: str) -> str:
    return chr(ord(char) + 0xFEE0) if char.isascii() and char.isalnum() else char


@pytest.mark.parametrize("name", [*NAMES, "kohoku"])
def test_full_and_half_width_tell_the_same_tree(name: str) -> None:
    text = KOHOKU if name == "kohoku" else text_of(name)
    text = text.replace("<br>", "、").replace("https://example.invalid/koza", "#")
    assert view(read_document(_widened(text))) == view(read_document(text))


@pytest.mark.parametrize("name", [*NAMES, "kohoku"])
def test_blank_lines_and_line_ends_of_another_kind_change_nothing(name: str) -> None:
    text = KOHOKU if name == "kohoku" else text_of(name)
    assert view(read_document(text.replace("\n", "\r\n"))) == view(read_document(text))
    assert view(read_document("\ufeff" + text)) == view(read_document(text))
    if name not in _BLANKS_TELL:
        assert view(read_document(re.sub(r"\n\s*\n+", "\n", text))) == view(read_document(text))


@pytest.mark.parametrize("name", [*NAMES, "kohoku"])
def test_reading_twice_is_the_same(name: str) -> None:
    text = KOHOKU if name == "kohoku" else text_of(name)
    assert read_document(text) == read_document(text)


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"地域の取組その{number}を進める" for number in range(3000)),
        " " * 2000 + "x" + "　" * 2000 + "y",
        "・" * 20000 + "x",
        "（新規、" * 5000,
    ],
    ids=["lines", "blanks", "dots", "brackets"],
)
def test_long_texts_are_read_to_their_end(text: str) -> None:
    # A pattern that backtracks takes minutes; benchmarks/rules.py has the seconds.
    document = read_document(text + "\nおわりの一行です。")
    assert "おわりの一行です" in str(document)


_SECTIONS = {"dai": "第{} ", "num": "{}. ", "none": "", "md": "## ", "box": "■ "}
_MEASURES = {
    "paren": "({}) ",
    "word": "施策{} ",
    "colon": "柱{}：",
    "aim": "基本目標{}　",
    "sign": "【施策{}】",
}
_ITEMS = {"kana": "アイウエ", "dia": "◆◆◆◆", "black": "・・・・"}


@pytest.mark.parametrize("items", _ITEMS)
@pytest.mark.parametrize("measures", _MEASURES)
@pytest.mark.parametrize("sections", _SECTIONS)
def test_other_numbering_tells_the_same_tree(sections: str, measures: str, items: str) -> None:
    lines = []
    for line in KOHOKU.split("\n"):
        if match := re.match(r"(I{1,3}|[ⅠⅡⅢ]) (.*)", line):
            number = {"I": 1, "II": 2, "III": 3, "Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3}[match[1]]
            line = _SECTIONS[sections].format(number) + match[2]
        elif match := re.match(r"([123]) (.*)", line):
            line = _MEASURES[measures].format(match[1]) + match[2]
        elif match := re.match(r"([①-④])(.*)", line):
            line = _ITEMS[items]["①②③④".index(match[1])] + " " + match[2]
        lines.append(line)
    assert view(read_document("\n".join(lines))) == view(read_document(KOHOKU))
