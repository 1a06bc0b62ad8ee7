"""A board of one's own, from the desk's public stream, with nothing but Python.

    python3 board.py https://ward.example.lg.jp [FLOOR]

Prints each call as it comes and the lengths of lines when they change. It goes on where it was when
the connection is lost, so that no call is missed; see docs/desk-board.md for the messages.
"""

from __future__ import annotations

import json
import random
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

SILENCE = 50  # seconds: the server is heard every 20, else the line is dead


def events(address: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The desk's events for ever, as (event, message); each call once and in order."""
    last, called, wait = "", 0, 1.0
    while True:
        headers = {"Last-Event-ID": last} if last else {}
        request = urllib.request.Request(f"{address}/api/v1/desk/stream", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=SILENCE) as answer:
                event = data = ""
                for line in answer:
                    name, _, value = line.decode().rstrip("\n").partition(":")
                    if name == "id":
                        last = value
                    elif name == "event":
                        event = value
                    elif name == "data":
                        data = value
                    elif not name and data:
                        message = json.loads(data)
                        wait = 1.0
                        # What was called while we were away, if the server no longer kept it all.
                        missed = message.get("calls", []) if event == "snapshot" and called else []
                        yield event, message
                        for call in [*reversed(missed), *([message] if event == "call" else [])]:
                            if call["seq"] > called:
                                called = call["seq"]
                                yield "new call", call
                        if event == "snapshot":
                            called = max(called, message["seq"])
                        event = data = ""
        except (OSError, ValueError, urllib.error.URLError) as error:
            print(f"… {error}; trying again", file=sys.stderr, flush=True)
        time.sleep(wait * (0.5 + random.random()))  # not all boards at once
        wait = min(wait * 2, 30.0)


def main(address: str, floor: str = "") -> None:
    """Print what a board would show."""
    names: dict[str, str] = {}
    for event, message in events(address.rstrip("/")):
        if event == "snapshot":
            names = {one["code"]: one["name"]["ja"] for one in message["services"]}
        if event in ("snapshot", "lines"):
            for one in message["services"]:
                about = one["expected"]["minutes"] if one["expected"] else None
                when = f", {about[0]}〜{about[1]}分" if about else ""
                name = names.get(one["code"], one["code"])
                print(f"  {name}: {one['waiting']}人待ち{when}", flush=True)
        elif event == "new call" and floor in ("", message["floor"]):
            place = f"{message['window']}番窓口" if message["window"] else "窓口"
            print(f"{message['at'][11:16]}  {message['label']} → {place}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    with suppress(KeyboardInterrupt):
        main(*sys.argv[1:])
