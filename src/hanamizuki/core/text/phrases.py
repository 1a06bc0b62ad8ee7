"""Phrase breaks: where a Japanese line may break without splitting a phrase."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import budoux
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_KANA_OR_KANJI = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


@cache
def _parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()


@lru_cache(maxsize=4096)
def phrases(text: str) -> SafeString:
    """The text, HTML-escaped, with `<wbr>` between phrases, in `<span class="phrase">`.

    A text without kana or kanji comes back escaped and otherwise as it was.
    """
    if not _KANA_OR_KANJI.search(text):
        return escape(text)
    inner = "<wbr>".join(escape(part) for part in _parser().parse(text))
    return mark_safe(f'<span class="phrase">{inner}</span>')  # noqa: S308 -- parts are escaped
