"""The texts of an HTML page, changed one by one; everything else stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Callable

# Their content is text up to the end tag, whatever it looks like.
_RAW = "script|style|textarea|title|iframe"
_VOID = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"),
        *("source", "track", "wbr"),
    )
)
_MARKUP = re.compile(
    r"<!--.*?-->|<!--.*|<![^>]*>|<\?[^>]*>"
    rf"|<(?P<raw>{_RAW})\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>.*?(?:</(?P=raw)\s*>|\Z)"
    r"|<(?P<end>/?)(?P<tag>[a-zA-Z][^\s/>]*)(?P<rest>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.S | re.I,
)

Skips = Callable[[str, str], bool]
"""Whether what stands inside an element stays as it is: its name, the rest of its tag."""


def change_texts(html: str, skips: Skips, change: Callable[[str], str]) -> str:
    """The page with each text outside skipped elements changed.

    Never handed over: attributes, comments, and elements whose content is no markup (textarea).
    """
    out: list[str] = []
    position, waiting, depth = 0, "", 0
    for match in _MARKUP.finditer(html):
        begin = match.start()
        if begin > position:
            text = html[position:begin]
            out.append(text if waiting else change(text))
        out.append(match.group())
        position = match.end()
        tag = match["tag"]
        if tag is None:
            continue
        tag, rest = tag.lower(), match["rest"]
        if waiting:
            if tag == waiting and not rest.endswith("/"):
                depth += -1 if match["end"] else 1
                waiting = waiting if depth else ""
        elif not match["end"] and not (tag in _VOID or rest.endswith("/")) and skips(tag, rest):
            waiting, depth = tag, 1
    text = html[position:]
    out.append(text if waiting else change(text))
    return "".join(out)
