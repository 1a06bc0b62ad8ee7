"""Mail as files, one a message, each written whole and never twice."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

_ID = re.compile(r"<([A-Za-z0-9-]{8,64})@")


def file_name(message_id: str) -> str:
    """The name of a message's file: the part of its Message-ID before the @."""
    found = _ID.match(message_id)
    return f"{found.group(1) if found else secrets.token_hex(16)}.eml"


class FolderBackend(BaseEmailBackend):
    """Writes `<Message-ID>.eml`; a message whose file is there already counts as sent."""

    def __init__(self, folder: Path, fail_silently: bool = False, **_: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self.folder = folder

    def open(self) -> bool:
        """Make the folder, for its owner only."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return True

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each message; how many there are now. Raises OSError where one cannot be."""
        self.open()
        for message in email_messages:
            made = message.message()
            self._write(self.folder / file_name(str(made["Message-ID"])), made.as_bytes())
        return len(email_messages)

    def _write(self, target: Path, data: bytes) -> None:
        """Whole or not at all, whoever dies when; the first to arrive wins, nobody overwrites."""
        if not target.exists():
            self._write_new(target, data)
        for left_over in self.folder.glob(f".{target.stem}.*.part"):
            left_over.unlink(missing_ok=True)

    def _write_new(self, target: Path, data: bytes) -> None:
        part = target.with_name(f".{target.stem}.{secrets.token_hex(4)}.part")
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            _place(part, target)
        finally:
            part.unlink(missing_ok=True)
        _sync(self.folder)


def _place(part: Path, target: Path) -> None:
    """Give the file its name, unless the name is taken."""
    try:
        with suppress(FileExistsError):
            os.link(part, target)
    except OSError:  # a file system without hard links; both would write the same bytes
        part.rename(target)


def _sync(folder: Path) -> None:
    """A new name survives a power cut only once its folder is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
