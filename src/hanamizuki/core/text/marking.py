"""Japanese words on an English page, marked as Japanese: names, sources, what has no translation.

A screen reader then reads them with a Japanese voice, and a browser shows Japanese glyphs.
"""

from __future__ import annotations

import re

from hanamizuki.core.text.markup import change_texts

_LETTER = (
    r"[\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
# From the first Japanese letter to the last, over what may stand between two: 大豆戸町26-1、2階.
_WORDS = re.compile(rf"{_LETTER}(?:[^<>&A-Za-z]{{0,12}}{_LETTER})*")
_JAPANESE = re.compile(r"\slang\s*=\s*[\"']?ja\b", re.I)
# What can hold no span is marked itself: options, the texts of pictures.
_LEAF = re.compile(
    rf"<(?P<tag>option|text|tspan|title|desc)\b(?P<rest>(?![^>]*\slang=)[^>]*)>(?=[^<]*{_LETTER})",
    re.I,
)
_SKIPPED = frozenset(
    (
        *("head", "script", "style", "title", "textarea", "select", "datalist", "template"),
        *("svg", "math", "noscript", "iframe"),
    )
)


def mark_japanese(html: str) -> str:
    """The page with `lang="ja"` around Japanese words that stand in no element marked so.

    Left alone: attributes, `head` (a title is of one language), scripts, typed text.
    """
    head, end, body = html.rpartition("</head>")
    body = _LEAF.sub(r'<\g<tag> lang="ja"\g<rest>>', change_texts(body, _skips, _marked))
    return head + end + body


def _skips(tag: str, rest: str) -> bool:
    return tag in _SKIPPED or ("lang" in rest and _JAPANESE.search(rest) is not None)


def _marked(text: str) -> str:
    return _WORDS.sub(r'<span lang="ja">\g<0></span>', text)
