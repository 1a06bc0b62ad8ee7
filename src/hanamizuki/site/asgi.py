"""What the server (granian) runs: Django, behind the bridge that spools request bodies.

The desk's live addresses are beside it: ten thousand open streams need no thread of Django's, and
numbers are given out together.
"""

from __future__ import annotations

import sys
import threading
from functools import cache
from typing import Any

from hanamizuki.site.bridge import Application
from hanamizuki.site.spool import Spool
from hanamizuki.site.wsgi import application as django

from hanamizuki.core.places.gazetteer import warm  # isort: skip -- after Django is set up
from hanamizuki.desk.live.asgi import live  # isort: skip
from hanamizuki.desk.live.takers import takers  # isort: skip

SHARE = 0.001
"""Seconds that a thread keeps the interpreter while another wants it, instead of Python's 5 ms.

A thread that draws a long page must not hold up the one that gives numbers at each of its queries.
"""

_bridge = Application(django, Spool())


@cache
def _warm_once() -> None:
    """Naming a place elsewhere in Japan needs an index that takes a second to build.

    It is begun at the first request, since the server forks its workers after this module is
    loaded: a thread started earlier would leave them its lock, held for ever.
    """
    threading.Thread(target=warm, daemon=True).start()
    sys.setswitchinterval(SHARE)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """One request."""
    _warm_once()
    if live.answers(scope):
        await live(scope, receive, send)
        return
    if takers.answers(scope):
        receive = await takers(scope, receive, send)
        if receive is None:
            return
    await _bridge(scope, receive, send)
