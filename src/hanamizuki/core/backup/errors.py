"""Why a backup or a restore was refused or failed."""

from __future__ import annotations


class BackupError(Exception):
    """One line that says what is wrong and what to do."""
