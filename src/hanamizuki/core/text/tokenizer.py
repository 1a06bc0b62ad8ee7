"""The one Sudachi dictionary of a process, and a tokenizer for each thread. Knows no Django."""

from __future__ import annotations

import threading
from functools import cache
from typing import Any

from sudachipy import Dictionary

_local = threading.local()


@cache
def _dictionary() -> Dictionary:
    return Dictionary(dict="small")


def tokenizer() -> Any:
    """This thread's tokenizer: one used by two threads at once raises "already in use"."""
    if not hasattr(_local, "tokenizer"):
        _local.tokenizer = _dictionary().tokenizer()
    return _local.tokenizer
