"""Languages, fallbacks, and the filters."""

from __future__ import annotations

import pytest
from django.template import Context, Engine
from django.utils import translation

from hanamizuki.core.packs import Localised
from hanamizuki.core.text import localise
from hanamizuki.core.text.localised import aside

BOTH = {"ja": "窓口", "en": "Counter"}
LIBRARY = "hanamizuki.core.text.templatetags.text"


def render(source: str, value: object, language: str) -> str:
    engine = Engine(builtins=[LIBRARY])
    with translation.override(language):
        return engine.from_string(source).render(Context({"value": value}))


@pytest.mark.parametrize(
    ("value", "language", "text"),
    [
        (BOTH, "ja", "窓口"),
        (BOTH, "en", "Counter"),
        (BOTH, "easy", "窓口"),
        (BOTH, "ja-easy", "窓口"),
        ({**BOTH, "easy": "まどぐち"}, "easy", "まどぐち"),
        ({"ja": "窓口"}, "en", "窓口"),
        ({"ja": "", "en": "Only"}, "ja", "Only"),
        ("窓口", "en", "窓口"),
        (Localised(ja="窓口", en="Counter"), "en", "Counter"),
        (None, "ja", ""),
        ({}, "en", ""),
    ],
)
def test_localise(value, language, text):
    assert localise(value, language) == text


def test_the_active_language_is_the_default():
    with translation.override("ja-easy"):
        assert localise({"ja": "窓口", "easy": "まどぐち"}) == "まどぐち"


@pytest.mark.parametrize(
    ("value", "language", "html"),
    [
        (BOTH, "en", "Counter"),
        ({"ja": "窓<口"}, "en", '<span lang="ja">窓&lt;口</span>'),
        ({"ja": "GREEN"}, "en", "GREEN"),
        ({"ja": "窓<口"}, "ja", "窓&lt;口"),
    ],
)
def test_t(value, language, html):
    assert render("{{ value|t }}", value, language) == html


def test_phrase():
    text = "安全に、安心して暮らせるまちづくり & <b>"
    html = render("{{ value|phrase }}", text, "ja")
    assert html.startswith('<span class="phrase">安全に、<wbr>') and html.endswith("</span>")
    assert "&amp; &lt;b&gt;" in html.replace("<wbr>", "")
    assert "style" not in html
    assert (
        render("{{ value|phrase }}", text, "en")
        == "安全に、安心して暮らせるまちづくり &amp; &lt;b&gt;"
    )
    easy = '<span class="phrase">うまく すすんで &amp; いる</span>'
    assert render("{{ value|phrase }}", "うまく すすんで & いる", "ja-easy") == easy
    assert render("{{ value|phrase }}", "A & B", "ja") == "A &amp; B"
    assert render("{{ value|t|phrase }}", {"ja": "窓口"}, "en") == '<span lang="ja">窓口</span>'
    assert render("{{ value|phrase }}", 3, "en") == "3"


@pytest.mark.django_db
def test_ruby_filter():
    assert render("{{ value|ruby }}", "<予防>", "ja") == "&lt;<ruby>予防<rt>よぼう</rt></ruby>&gt;"


@pytest.mark.parametrize(
    ("language", "text"), [("ja", "題（英語）"), ("ja-easy", "題（英語）"), ("en", "題 (英語)")]
)
def test_what_stands_in_brackets_follows_the_language(language: str, text: str) -> None:
    with translation.override(language):
        assert "題" + aside("英語") == text
