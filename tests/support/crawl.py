"""Walking a served ward by its own links."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import requests

LIMIT = 1500
_VARIABLE = (
    (re.compile(r"^/policy/indicators/[^/]+/$"), "/policy/indicators/*/"),
    (re.compile(r"^/policy/plans/[^/]+/$"), "/policy/plans/*/"),
    (re.compile(r"^/policy/plans/[^/]+/\d+/$"), "/policy/plans/*/*/"),
    (
        re.compile(
            r"^/policy/(?!coverage|compare|budget|indicators|payment-plan|plans|progress|monitoring"
            r"|gender|reports)[A-Za-z0-9-]+/$"
        ),
        "/policy/*/",
    ),
    (re.compile(r"^/places/(towns|districts|facilities|sections)/[^/]+/$"), r"/places/\1/*/"),
    (re.compile(r"^/topics/[^/]+/$"), "/topics/*/"),
    (re.compile(r"^/desk/take/[^/]+/$"), "/desk/take/*/"),
    (re.compile(r"^/desk/appointments/[^/]+/book/.*$"), "/desk/appointments/*/book/"),
)


@dataclass
class Page:
    """One answer: path, status, headers, body, size over the wire in bytes."""

    path: str
    status: int
    headers: Mapping[str, str]
    body: str
    wire: int


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "form" and ("method", "post") in attrs:
            return  # what takes a POST need not be a page
        wanted = {"a": "href", "link": "href", "script": "src", "img": "src", "form": "action"}
        self.found += [v for k, v in attrs if v and k == wanted.get(tag)]


def pattern(path: str) -> str:
    """The kind of page a path is: /policy/1-1-a/ and /policy/G/ are both /policy/*/."""
    for expression, name in _VARIABLE:
        if expression.match(path):
            return expression.sub(name, path)
    return path


def fetch(session: requests.Session, base: str, path: str) -> Page:
    """One page, asked for as a browser does, compressed."""
    with session.get(base + path, stream=True, timeout=30, allow_redirects=False) as answer:
        raw = answer.raw.read(decode_content=False)
        answer._content = _decoded(raw, answer.headers.get("Content-Encoding", ""))
        return Page(path, answer.status_code, answer.headers, answer.text, len(raw))


def _decoded(raw: bytes, encoding: str) -> bytes:
    import gzip

    return gzip.decompress(raw) if encoding == "gzip" else raw


def links(page: Page, base: str) -> list[str]:
    """The addresses on the same server that a page leads to, without fragments."""
    parser = _Links()
    parser.feed(page.body)
    found = []
    for href in parser.found:
        target = urlsplit(urldefrag(urljoin(base + page.path, href)).url)
        if f"{target.scheme}://{target.netloc}" == base and "lang=" not in target.query:
            found.append(target.path + (f"?{target.query}" if target.query else ""))
    return found


def crawl(base: str, start: str = "/") -> dict[str, Page]:
    """Every page that can be reached, by path."""
    session = requests.Session()
    session.headers.update({"Accept-Encoding": "gzip", "Accept-Language": "ja"})
    pages: dict[str, Page] = {}
    waiting = deque([start])
    while waiting and len(pages) < LIMIT:
        path = waiting.popleft()
        if path in pages:
            continue
        pages[path] = fetch(session, base, path)
        if "html" in pages[path].headers.get("Content-Type", ""):
            waiting.extend(links(pages[path], base))
    return pages
