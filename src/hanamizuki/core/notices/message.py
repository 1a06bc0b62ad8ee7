"""A notice as a mail, the same bytes each time it is made."""

from __future__ import annotations

from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.core.mail.message import EmailMessage

from hanamizuki.core.clock import JST
from hanamizuki.core.notices.models import Notice


def message(notice: Notice) -> EmailMessage:
    """Subject, body and reason; Message-ID and date are the notice's own.

    A mail server or reader that gets it twice can tell by the Message-ID.
    """
    sender = settings.DEFAULT_FROM_EMAIL
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    return EmailMessage(
        subject=notice.subject,
        body=f"{notice.body.rstrip()}\n\n-- \n{notice.why.rstrip()}\n",
        from_email=sender,
        to=[notice.email],
        headers={
            "Message-ID": f"<{notice.message}@{domain}>",
            "Date": format_datetime(notice.created_at.astimezone(JST)),
            "Content-Language": "en" if notice.language == "en" else "ja",
            "Auto-Submitted": "auto-generated",
        },
    )
