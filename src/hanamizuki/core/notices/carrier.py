"""What carries mail: `HANAMIZUKI_EMAIL_URL` read, and the backend that follows it.

Without it, mail is written to files in `mail/` of the data folder: nothing leaves the machine
until somebody says where to.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.core.mail.message import EmailMessage

from hanamizuki.core.notices.folder import FolderBackend

FOLDER = "mail"
TIMEOUT = 30  # seconds; shorter than a lease, so that a hanging server outlives no claim
_PORTS = {"smtp": 25, "smtps": 465, "smtp+tls": 587}
_FORMS = "files:///folder, smtp://host, smtps://user:password@host or smtp+tls://…"


@dataclass(frozen=True)
class Carrier:
    """Where mail goes: a folder, or a mail server with the arguments of Django's SMTP backend."""

    folder: Path | None = None
    server: dict[str, Any] = field(default_factory=dict)

    @property
    def sends_once(self) -> bool:
        """Whether sending a notice again does nothing: true of files, no server promises it."""
        return self.folder is not None


def carrier() -> Carrier:
    """The carrier of `HANAMIZUKI_EMAIL_URL`. Raises ValueError, saying what to write instead."""
    url = os.environ.get("HANAMIZUKI_EMAIL_URL", "")
    if not url:
        return Carrier(folder=Path(settings.DATA_DIR) / FOLDER)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(f"HANAMIZUKI_EMAIL_URL cannot be read; write {_FORMS}") from None
    if parts.scheme == "files" and parts.path:
        return Carrier(folder=Path(unquote(parts.path)))
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(f"HANAMIZUKI_EMAIL_URL begins {parts.scheme!r}; write {_FORMS}")
    return Carrier(
        server={
            "host": parts.hostname,
            "port": port or _PORTS[parts.scheme],
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_ssl": parts.scheme == "smtps",
            "use_tls": parts.scheme == "smtp+tls",
            "timeout": TIMEOUT,
        }
    )


class EmailBackend(BaseEmailBackend):
    """Django's way to the ward's carrier: for notices and for every other mail alike."""

    def __init__(self, fail_silently: bool = False, **_: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        chosen = carrier()
        self.sends_once = chosen.sends_once
        self._inner: BaseEmailBackend = (
            FolderBackend(chosen.folder, fail_silently=fail_silently)
            if chosen.folder
            else SmtpBackend(fail_silently=fail_silently, **chosen.server)
        )

    def open(self) -> bool | None:
        """Reach the server, so that a later failure is that of one message."""
        return self._inner.open()

    def close(self) -> None:
        """Leave the server."""
        self._inner.close()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send them; how many went."""
        return self._inner.send_messages(email_messages) or 0
