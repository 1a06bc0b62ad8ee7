"""A pack in the test database for a whole module, and walking its pages by the test client."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoDbBlocker

from hanamizuki.core.packs import load
from hanamizuki.core.text.readings import forget

HANAZONO = Path(__file__).parents[1] / "data" / "packs" / "hanazono"
_LINK = re.compile(r'<(?:a|form(?![^>]*method="post"))\b[^>]*?\s(?:href|action)="(/[^"#]*)')


@contextmanager
def loaded(blocker: DjangoDbBlocker, pack: str | os.PathLike[str]) -> Iterator[None]:
    """A pack, loaded as `hanamizuki pack load` does; all of it is rolled back at the end."""
    with blocker.unblock(), transaction.atomic():
        load(settings.PACKS_DIR, pack)
        yield
        transaction.set_rollback(True)
    forget()


def walk(client: Client, start: str = "/") -> dict[str, HttpResponse]:
    """Every page of this server that links lead to from `start`, by path, in Japanese."""
    pages: dict[str, HttpResponse] = {}
    waiting = deque([start])
    while waiting:
        path = waiting.popleft()
        if path in pages:
            continue
        pages[path] = client.get(path, headers={"Accept-Language": "ja"})
        if "html" in pages[path].headers["Content-Type"]:
            links = map(unescape, _LINK.findall(pages[path].content.decode()))
            waiting.extend(link for link in links if "lang=" not in link)
    return pages


def sheets(pdf: bytes) -> int:
    """How many pages a PDF has that our typesetter made (its page objects are not compressed)."""
    return len(re.findall(rb"/Type ?/Page(?![a-zA-Z])", pdf))
