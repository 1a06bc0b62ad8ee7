"""In which language the words of a page are marked to be."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_JAPANESE = re.compile(r"[\u3040-\u30fa\u30fc-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_VOID = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
        *("track", "wbr"),
    )
)
# What stands there is never marked: the title of a page, scripts.
_UNMARKED = frozenset(("head", "script", "style"))


class _Marked(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            around = self.open[-1][1] if self.open else ""
            self.open.append((tag, dict(attrs).get("lang") or around))

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if not _JAPANESE.search(data) or any(tag in _UNMARKED for tag, _ in self.open):
            return
        if not self.open or not self.open[-1][1].startswith("ja"):
            self.found.append(" ".join(data.split()))


def unmarked_japanese(html: str) -> list[str]:
    """Texts with Japanese letters that no element says to be Japanese (`lang="ja"`)."""
    parser = _Marked()
    parser.feed(html)
    return parser.found
