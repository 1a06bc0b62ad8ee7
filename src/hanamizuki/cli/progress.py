"""Numbered steps with seconds: one moving line on a terminal, plain lines elsewhere. Stdlib only.

`./ward` uses this before there is an environment, so nothing here may need a package.
"""

from __future__ import annotations

import io
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

TICK = 0.25  # seconds between two strokes of the moving line
PLAIN_EVERY = 10.0  # seconds between two lines of a step where there is no terminal


def forgive_odd_terminals() -> None:
    """Show a question mark for what a terminal's encoding lacks (…, 日本), rather than fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


class Step:
    """One running step; `note` is the detail shown behind it."""

    def __init__(self, label: str, out: TextIO) -> None:
        self.note = ""
        self._label = label
        self._out = out
        self._begun = time.monotonic()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def seconds(self) -> float:
        """Seconds since the step began."""
        return time.monotonic() - self._begun

    def _run(self) -> None:
        moving = self._out.isatty()
        while not self._over.wait(TICK if moving else PLAIN_EVERY):
            self._show(f"{self._label} … {self.seconds:.0f} s {self.note}", moving)

    def _show(self, text: str, moving: bool) -> None:
        # 78 columns: a longer line would wrap and could not be drawn over.
        line = f"\r\x1b[K{text[:78]}" if moving else f"{text}\n"
        self._out.write(line)
        self._out.flush()

    def end(self, result: str) -> None:
        """Stop the line and leave the result."""
        self._over.set()
        self._thread.join()
        if self._out.isatty():
            self._out.write("\r\x1b[K")
        self._out.write(f"{self._label}: {result}, {self.seconds:.1f} s\n")
        self._out.flush()


class Steps:
    """Counts steps n of m; `before` steps were already shown by whoever called this program."""

    def __init__(self, total: int, before: int = 0, out: TextIO | None = None) -> None:
        self.total = total
        self.number = before
        self._out = out or sys.stdout

    @contextmanager
    def step(self, what: str) -> Iterator[Step]:
        """Show one step while the block runs. `step.note` may be set to a detail meanwhile."""
        self.number += 1
        step = Step(f"[{self.number}/{self.total}] {what}", self._out)
        try:
            yield step
        except BaseException:
            step.end("not finished")
            raise
        step.end("done" + (f" ({step.note})" if step.note else ""))
