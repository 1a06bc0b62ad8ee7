"""What can stand in the way of a value; each says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from hanamizuki.core.evidence.models import Indicator, Value


class AskBack(ValidationError):
    """What was given may be right but looks like a slip; the same with confirmed=True is kept.

    Its errors stand by field and have the code "ask".
    """

    def __init__(self, asked: Mapping[str, list[str]]) -> None:
        super().__init__(
            {
                field: [ValidationError(text, code="ask") for text in texts]
                for field, texts in asked.items()
            }
        )


class Conflict(Exception):
    """Somebody else was faster; nothing was stored.

    `theirs` is what stands now (None where it was withdrawn), `mine` what was to be stored.
    """

    def __init__(self, theirs: Value | Indicator | None, mine: Mapping[str, Any]) -> None:
        super().__init__("somebody else has changed this meanwhile")
        self.theirs = theirs
        self.mine = dict(mine)
