"""One declared kind of notice, and queueing it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from hanamizuki.core.notices import Recipient, Template, send
from hanamizuki.core.notices.models import Notice
from hanamizuki.core.notices.registry import NoticeRegistry

KIND = "test.late"
WHO = "account:7"


def declared() -> NoticeRegistry:
    """A registry with the one kind."""
    registry = NoticeRegistry()
    registry.register(
        Template(
            kind=KIND,
            names=("line",),
            subject={"ja": "{line}の数字", "en": "{line}: its number", "easy": "{line}の 数字"},
            body={
                "ja": "{line}がまだです。",
                "en": "{line} is late.",
                "easy": "{line}は まだです。",
            },
            why={"ja": "担当のため。", "en": "You are in charge.", "easy": "あなたの しごとです。"},
        )
    )
    return registry


def queue(
    dedupe: str = "1", *, to: str = "a@example.jp", line: str = "見守り", **more: Any
) -> Notice:
    """Queue one in a transaction of its own; the stored notice."""
    language = more.pop("language", "ja")
    with transaction.atomic():
        send(KIND, Recipient(to, language, WHO), {"line": line}, dedupe=dedupe, **more)
    return Notice.objects.get(kind=KIND, dedupe=dedupe)


def again(notice: Notice) -> Notice:
    """The notice as it is stored now."""
    return Notice.objects.get(pk=notice.pk)


def moment(text: str) -> datetime:
    """An aware moment."""
    return datetime.fromisoformat(text)
