"""The trail as JSON lines, to be kept and checked elsewhere (docs/audit.md has a checker)."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hanamizuki.core.audit.logic.chain import FIELDS
from hanamizuki.core.audit.rows import ends, rows

_NAMES = (*FIELDS[1:], "hash")


def lines() -> Iterator[str]:
    """One JSON object a line: every entry as it lies there, then {"head": "SEQ:HASH"}.

    Bytes that are no text (only tampering makes them) are written as \\xNN.
    """
    head, highest = ends()
    for seq, values in rows(head.seq if head else highest):
        texts = [value.decode("utf-8", "backslashreplace") for value in values or ()]
        fields = dict(zip(_NAMES, texts, strict=False))
        yield json.dumps({"seq": seq, **fields}, ensure_ascii=False)
    yield json.dumps({"head": str(head) if head else None})
