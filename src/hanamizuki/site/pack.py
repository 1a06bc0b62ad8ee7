"""The pack sections `topics` (life events) and `notices` of the portal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from lucide import IconDoesNotExist, _render_icon
from pydantic import AfterValidator, Field, model_validator

from hanamizuki.core.packs import (
    PackData,
    Problem,
    Section,
    Sourced,
    Text,
    registry,
    sync,
)
from hanamizuki.site.models import Notice, Topic


def _known_icon(name: str) -> str:
    try:
        _render_icon(name, 24)
    except IconDoesNotExist as error:
        raise ValueError(f"アイコン {name!r} は lucide にありません") from error
    return name


class Fact(Sourced):
    """One thing to know."""

    text: Text


class TopicEntry(Sourced):
    """A life event: what a person comes with, and what to know first."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    title: Text
    summary: Text
    icon: Annotated[str, AfterValidator(_known_icon)]
    keywords: tuple[str, ...] = ()
    first: Text
    facts: tuple[Fact, ...] = ()
    order: int


class NoticeEntry(Sourced):
    """A dated notice."""

    id: str
    title: Text
    body: Text | None = None
    start: Annotated[date, Field(alias="from")]
    end: Annotated[date | None, Field(alias="until")] = None
    url: str = ""
    lines: tuple[str, ...] = ()

    @model_validator(mode="after")
    def ends_after_it_starts(self) -> NoticeEntry:
        """A notice is shown for at least one day."""
        if self.end and self.end < self.start:
            raise ValueError("until は from より後の日")
        return self


def _check_orders(data: PackData) -> Iterable[Problem]:
    seen: dict[int, str] = {}
    for record in data.records("topics"):
        other = seen.setdefault(record.value.order, record.value.id)
        if other != record.value.id:
            yield Problem(
                record.origin,
                f"order {record.value.order} は {other} と同じです",
                "並び順が決まるように、ちがう数にする",
            )


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "text": fact.text.as_dict(),
        "source": fact.source,
        "as_of": fact.as_of.isoformat() if fact.as_of else None,
    }


def _load_topics(data: PackData) -> None:
    sync(
        Topic,
        "topic_id",
        [
            {
                "topic_id": topic.id,
                "title": topic.title.as_dict(),
                "summary": topic.summary.as_dict(),
                "icon": topic.icon,
                "keywords": list(topic.keywords),
                "first": topic.first.as_dict(),
                "facts": [_fact(fact) for fact in topic.facts],
                "order": topic.order,
            }
            for topic in (record.value for record in data.records("topics"))
        ],
    )


def _load_notices(data: PackData) -> None:
    sync(
        Notice,
        "notice_id",
        [
            {
                "notice_id": notice.id,
                "title": notice.title.as_dict(),
                "body": notice.body.as_dict() if notice.body else None,
                "start": notice.start,
                "end": notice.end,
                "url": notice.url,
                "lines": list(notice.lines),
                "source": notice.source,
            }
            for notice in (record.value for record in data.records("notices"))
        ],
    )


registry.register(
    Section(
        name="topics",
        files=("topics.yaml",),
        record=TopicEntry,
        check=_check_orders,
        load=_load_topics,
        help="Life events for the portal, each with sourced facts.",
        example={
            "topics.yaml": "- id: moving\n"
            "  title: {ja: 引っ越し, en: Moving, easy: ひっこし}\n"
            "  summary: {ja: 転入・転出, en: In and out, easy: 町に 来る・町を 出る}\n"
            "  icon: house\n"
            "  first: {ja: 14日以内に届け出ます。, en: Report within 14 days.,"
            " easy: 14日までに 言います。}\n"
            "  order: 1\n"
            "  source: 役所のホームページ\n"
        },
    )
)
registry.register(
    Section(
        name="notices",
        files=("notices.yaml",),
        record=NoticeEntry,
        load=_load_notices,
        help="Dated notices for the portal.",
        example={
            "notices.yaml": "- id: opening\n"
            "  title: {ja: サイトを始めました, en: This site is open, easy: はじめました}\n"
            "  from: 2026-04-01\n"
            "  source: 役所\n"
        },
    )
)
