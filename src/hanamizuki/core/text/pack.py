"""The pack section `readings`: how names and everyday traps are read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, StringConstraints

from hanamizuki.core.packs import PackData, PackModel, Problem, Section, registry
from hanamizuki.core.text.annotate import KANJI
from hanamizuki.core.text.models import Reading, ReadingsStamp
from hanamizuki.core.text.readings import forget

Kana = Annotated[str, StringConstraints(pattern=r"^[ぁ-ゖー]+$", max_length=160)]


class ReadingRecord(PackModel):
    """One written form (`id`) and its reading in hiragana."""

    id: Annotated[str, Field(min_length=1, max_length=80)]
    reading: Kana
    note: Annotated[str, Field(max_length=200)] = ""
    source: Annotated[str, Field(max_length=300)] = ""


def check(data: PackData) -> Iterable[Problem]:
    """A form without kanji needs no reading: most likely the two were mixed up."""
    for record in data.records("readings"):
        if not KANJI.search(record.value.id):
            yield Problem(
                record.origin,
                f"id {record.value.id!r} に漢字がありません",
                "id に書かれたままの形（漢字）、reading にひらがなの読みを書く",
            )


def load(data: PackData) -> None:
    """Write the merged readings; those gone from the packs go."""
    wanted = {record.value.id: record.value for record in data.records("readings")}
    content = sorted((form, one.reading, one.note, one.source) for form, one in wanted.items())
    digest = hashlib.sha256(json.dumps(content).encode("ascii")).hexdigest()
    if ReadingsStamp.objects.filter(digest=digest).exists():
        return
    Reading.objects.all().delete()
    Reading.objects.bulk_create(
        Reading(surface=form, reading=one.reading, note=one.note, source=one.source)
        for form, one in wanted.items()
    )
    ReadingsStamp.objects.update_or_create(pk=1, defaults={"digest": digest})
    forget()


registry.register(
    Section(
        name="readings",
        files=("readings.yaml",),
        record=ReadingRecord,
        check=check,
        load=load,
        help="Readings in hiragana for names and words the dictionary reads wrongly.",
        example={
            "readings.yaml": (
                "- {id: 大豆戸町, reading: まめどちょう, source: 日本郵便 郵便番号データ}\n"
                "- {id: 一日, reading: いちにち, note: 日付は規則が読む}\n"
            )
        },
    )
)
