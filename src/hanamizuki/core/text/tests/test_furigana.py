"""Ruby for whole pages: only text between tags changes, nothing else by a single byte."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanamizuki.core.text import furigana, readings
from hanamizuki.core.text.furigana import rubify_html, ruby
from hanamizuki.core.text.models import Reading, ReadingsStamp

RUBY = re.compile(r"<ruby>(.*?)<rt>.*?</rt></ruby>")
OFFICE = "<ruby>窓口<rt>まどぐち</rt></ruby>"


@pytest.fixture(autouse=True)
def _no_table(monkeypatch):
    """The dictionary alone, without a database."""
    empty = readings.Readings.of({})
    monkeypatch.setattr(furigana, "current", lambda: empty)


def test_ruby_escapes():
    assert ruby("<窓口>&") == f"&lt;{OFFICE}&gt;&amp;"


@pytest.mark.parametrize(
    "html",
    [
        "<p>ひらがな</p>",
        "<img alt=\"窓口\" title='窓口'>",
        "<head><title>窓口</title></head>",
        "<script>var a = '<p>窓口</p>' < 3;</script>",
        "<style>.窓口 { content: '窓口' }</style>",
        "<textarea>窓口</textarea>",
        "<select><option value=窓口>窓口<option>窓口</select>",
        "<svg><text>窓口</text></svg>",
        "<code>窓口</code>",
        "<ruby>窓口<rt>まど</rt></ruby>",
        "<p data-no-ruby>窓口<p>窓口</p></p>",
        '<div class="a" data-no-ruby="">窓口<div>窓口</div>窓口</div>',
        '<span lang="zh">窗口</span>',
        "<!-- 窓口 <p> -->",
        "<!doctype html>",
        '<a title="a > b" aria-label="窓口">ok</a>',
        "<",
        "a < b",
        "<p",
        "<!-- 窓",
    ],
)
def test_left_alone(html):
    assert rubify_html(html) == html


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>窓口</p>", f"<p>{OFFICE}</p>"),
        ("<P CLASS=x\n>窓口</P >", f"<P CLASS=x\n>{OFFICE}</P >"),
        ('<a title="窓口>">窓口</a>', f'<a title="窓口>">{OFFICE}</a>'),
        ("<br data-no-ruby>窓口", f"<br data-no-ruby>{OFFICE}"),
        ("<p data-no-ruby>窓口</p>窓口", f"<p data-no-ruby>窓口</p>{OFFICE}"),
        ("<svg/>窓口", f"<svg/>{OFFICE}"),
        ("<script>'窓口'</script>窓口", f"<script>'窓口'</script>{OFFICE}"),
        (
            '<html lang="ja"><p>窓口&amp;&nbsp;窓口',
            f'<html lang="ja"><p>{OFFICE}&amp;&nbsp;{OFFICE}',
        ),
        ('<i hreflang="en">窓口</i>', f'<i hreflang="en">{OFFICE}</i>'),
        ("窓口<!-- 窓口 -->", f"{OFFICE}<!-- 窓口 -->"),
    ],
)
def test_rubified(html, expected):
    assert rubify_html(html) == expected


class _Text(HTMLParser):
    """What the standard library takes for tags and for text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.text += data


def _parsed(html: str) -> tuple[list[str], str]:
    parser = _Text()
    parser.feed(html)
    parser.close()
    return parser.tags, parser.text


PIECES = st.lists(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<a href=\"/窓口?a=1&amp;b\" title='>'>",
            "</a>",
            "<br>",
            "<b data-no-ruby>",
            "</b>",
            "<script>if (a<b) '窓口'</script>",
            "<!-- 予約 -->",
            "窓口",
            "予約の 日",
            "&amp;",
            "&#x7a93;",
            "\n",
            "申し込み",
            "<input value=窓口>",
            "<li>",
            "<code>",
            "</code>",
            "ひらがな",
        ]
    ),
    max_size=25,
)


@given(PIECES)
@settings(max_examples=150, deadline=None)
def test_without_the_ruby_the_page_is_the_page(pieces):
    html = "".join(pieces)
    made = rubify_html(html)
    assert RUBY.sub(r"\1", made) == html
    before, after = _parsed(html), _parsed(RUBY.sub(r"\1", made))
    assert before == after
    tags = [t for t in _parsed(made)[0] if t not in {"<ruby>", "</ruby>", "<rt>", "</rt>"}]
    assert tags == before[0]


@given(st.text(max_size=120))
@settings(max_examples=80, deadline=None)
def test_any_text_comes_back(html):
    assert RUBY.sub(r"\1", rubify_html(html)) == html or "<ruby>" in html


def test_a_page_of_sixty_kilobytes():
    item = (
        '<li class="card"><a href="/policy/{0}/">防災訓練 {0}番</a>'
        '<p class="muted">地域の皆様と予約 {0}</p></li>\n'
    )
    page = "<html lang=ja><body><ul>" + "".join(map(item.format, range(520))) + "</ul>"
    assert len(page.encode()) > 50_000
    found = rubify_html(page)
    assert found.count("<ruby>") > 1000
    assert RUBY.sub(r"\1", found) == page


@pytest.mark.django_db
def test_the_table_is_read_again_when_it_changes(monkeypatch):
    monkeypatch.setattr(furigana, "current", readings.current)
    readings.forget()
    assert ruby("窓口") == OFFICE
    Reading.objects.create(surface="窓口", reading="うけつけ")
    ReadingsStamp.objects.create(digest="new")
    readings.forget()
    assert ruby("窓口") == "<ruby>窓口<rt>うけつけ</rt></ruby>"
    readings.forget()
