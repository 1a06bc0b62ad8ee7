"""Keeps the secrets of private links out of the log."""

from __future__ import annotations

import logging
import re

# A path's segment, or a value of a query, as long as a token.
_SECRET = re.compile(r"(?<=[/=])[A-Za-z0-9_-]{32}(?![A-Za-z0-9_-])")


def masked(text: str) -> str:
    """The text with every token in an address replaced by …"""
    return _SECRET.sub("…", text)


class NoSecrets(logging.Filter):
    """Rewrites records before they are written; lets all of them pass."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the message."""
        said = record.getMessage()
        if (clean := masked(said)) != said:
            record.msg, record.args = clean, ()
        return True
