"""A small WSGI application behind the ward's bridge and spool, with small limits."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable
from typing import Any

from hanamizuki.site.bridge import Application
from hanamizuki.site.spool import Spool

LIMIT = 200_000
TOTAL = 500_000
PATIENCE = 2.0
FOUR = threading.Barrier(4)
spool = Spool(limit=LIMIT, total=TOTAL, patience=PATIENCE)


def _answer(environ: dict[str, Any]) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    if path == "/held":
        return [str(spool._held).encode()]
    if path == "/four":
        FOUR.wait(15)  # raises, and so answers 500, unless four are answered at a time
    if path == "/big":
        return (b"x" * 65_536 for _ in range(200))
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    names = ",".join(sorted(name for name in environ if name.startswith("HTTP_X")))
    text = f"{len(body)} {hashlib.sha256(body).hexdigest()} {environ['QUERY_STRING']} {names}"
    return [text.encode()]


def wsgi(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Says what arrived: length, digest, query string, the X- headers."""
    answer = _answer(environ)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return answer


application = Application(wsgi, spool)
