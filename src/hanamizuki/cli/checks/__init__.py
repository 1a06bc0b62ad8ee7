"""What `hanamizuki doctor` looks at: each check answers with one finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warn", "fail"]


@dataclass(frozen=True)
class Finding:
    """The state of one thing, in one line, and what to do where it is not well."""

    name: str
    level: Level
    text: str
    todo: str = ""


def ok(name: str, text: str) -> Finding:
    """All is well."""
    return Finding(name, "ok", text)


def warn(name: str, text: str, todo: str) -> Finding:
    """The ward runs, but something should be done."""
    return Finding(name, "warn", text, todo)


def fail(name: str, text: str, todo: str) -> Finding:
    """The ward does not run, or not safely."""
    return Finding(name, "fail", text, todo)
