"""Furigana: readings above the kanji of a text or of a whole page."""

from __future__ import annotations

import re
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from hanamizuki.core.text.annotate import KANJI, annotate
from hanamizuki.core.text.markup import change_texts
from hanamizuki.core.text.readings import Readings, current

_SKIPPED = frozenset(
    (
        *("head", "script", "style", "title", "textarea", "select", "option", "datalist"),
        *("template", "svg", "math", "code", "pre", "kbd", "samp", "ruby", "rt", "rp"),
        *("noscript", "iframe"),
    )
)
_FOREIGN = re.compile(r"\slang\s*=\s*[\"']?(?!ja\b)[a-zA-Z]", re.I)
_NO_RUBY = re.compile(r"\sdata-no-ruby(?=[\s=/]|$)", re.I)


def ruby(text: str) -> SafeString:
    """The text, HTML-escaped, its kanji in `<ruby>漢字<rt>かんじ</rt></ruby>`."""
    return mark_safe(_ruby(escape(text), current()))  # noqa: S308 -- escaped first


def rubify_html(html: str) -> str:
    """A page with readings above the kanji of its text; everything else byte for byte as it was.

    Left alone: attributes, comments, `head`, scripts, styles, form texts that can hold no ruby
    (textarea, option), code, svg, ruby itself, other languages (`lang`) and `data-no-ruby`.
    """
    readings = current()
    return change_texts(html, _skips, lambda text: _ruby(text, readings))


def _skips(tag: str, rest: str) -> bool:
    """Whether what stands inside this element stays as it is."""
    return (
        tag in _SKIPPED
        or ("data-no-ruby" in rest and _NO_RUBY.search(rest) is not None)
        or ("lang" in rest and _FOREIGN.search(rest) is not None)
    )


def _ruby(text: str, readings: Readings) -> str:
    """Escaped text with readings; the table's digest is part of the memory's key."""
    return _remembered(text, readings) if KANJI.search(text) else text


@lru_cache(maxsize=8192)
def _remembered(text: str, readings: Readings) -> str:
    return "".join(
        f"<ruby>{written}<rt>{sound}</rt></ruby>" if sound else written
        for written, sound in annotate(text, readings)
    )
