"""The pack sections policy (YAML or a document), milestones and themes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import Field, model_validator

from hanamizuki.core.packs import (
    PackData,
    PackModel,
    Problem,
    RawFile,
    Section,
    Sourced,
    Text,
    registry,
    sync,
)
from hanamizuki.policy import services
from hanamizuki.policy.documents import DOCUMENTS, document_years, load_documents
from hanamizuki.policy.logic.decoding import decode
from hanamizuki.policy.logic.reader import read_document
from hanamizuki.policy.models import Kind, Milestone, Policy, Theme

EXAMPLE_POLICY = """# 令和8年度 架空町 運営方針

## 基本目標

みんなで暮らす、みどりの町

## 1 安全に暮らせる町

### ① 災害に強い町

- 防災訓練の実施
- 備蓄の充実
"""
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", max_length=32)]


class PolicyLine(PackModel):
    """One line of the policy, as printed and in two more languages."""

    code: Code
    parent: Code | None = None
    kind: Kind
    title: Text
    printed: tuple[str, ...] = ()
    text: Text | None = None
    themes: tuple[str, ...] = ()
    room: str = ""
    works_when: Text | None = None
    section: str = ""
    section_source: str = ""
    mark: str = ""


class PolicyYear(Sourced):
    """One year's policy; lines in document order, a parent before its children."""

    fiscal_year: Annotated[int, Field(ge=1990, le=2100)]
    title: Text
    complete: bool = True
    note: Text | None = None
    lines: tuple[PolicyLine, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def parents_come_first(self) -> PolicyYear:
        """Codes are unique, and every parent stands before its children."""
        seen: set[str] = set()
        for line in self.lines:
            if line.code in seen:
                raise ValueError(f"code {line.code} が二度あります")
            if line.parent and line.parent not in seen:
                raise ValueError(f"{line.code} の parent {line.parent} が、それより前にありません")
            seen.add(line.code)
        return self


class DaysBefore(PackModel):
    """So many days before another milestone."""

    of: str
    days: Annotated[int, Field(ge=1, le=5000)]


class MilestoneEntry(Sourced):
    """A day the ward looks towards: a date, or so many days before another one."""

    id: str
    title: Text
    on: date | None = None
    days_before: DaysBefore | None = None
    until: date | None = None
    lines: tuple[str, ...] = ()

    @model_validator(mode="after")
    def one_way_to_a_date(self) -> MilestoneEntry:
        """Exactly one of `on` and `days_before`."""
        if (self.on is None) == (self.days_before is None):
            raise ValueError("on か days_before のどちらか一つを書く")
        return self


class ThemeEntry(Sourced):
    """A theme of the mid-term plan; without a title where it was not found."""

    id: str
    title: Text | None = None
    note: Text


def check_sections(data: PackData, record: Any) -> Iterable[Problem]:
    """The sections that the lines of a text name as responsible exist."""
    sections = {section.value.id for section in data.records("sections")}
    for number, line in enumerate(record.value.lines):
        if line.section and line.section not in sections:
            yield Problem(
                record.at("lines", number, "section"),
                f"{line.code} の section {line.section!r} は sections.yaml にありません",
                "sections.yaml にある id を書くか、消す",
            )


def _check_policy(data: PackData) -> Iterable[Problem]:
    """Sections named as responsible exist; every document says its fiscal year."""
    for record in data.records("policy"):
        yield from check_sections(data, record)
    for pattern in DOCUMENTS:
        for file in data.files("policy", pattern):
            yield from _check_document(file)


def _check_document(file: RawFile) -> Iterable[Problem]:
    try:
        document = read_document(decode(file.content))
    except ValueError as error:
        yield Problem(file.origin, str(error), "UTF-8 か Shift_JIS の文書にする")
        return
    if document.fiscal_year is None:
        yield Problem(file.origin, "年度が読み取れません", "表題に「令和◯年度」と書く")


def _check_milestones(data: PackData) -> Iterable[Problem]:
    dated = {one.value.id: one.value for one in data.records("milestones")}
    for record in data.records("milestones"):
        before = record.value.days_before
        if before and (before.of not in dated or dated[before.of].on is None):
            yield Problem(
                record.origin,
                f"days_before.of {before.of!r} は日付のある節目ではありません",
                "on のある milestones の id を書く",
            )


def _load_policy(data: PackData) -> None:
    years = [record.value for record in data.records("policy")]
    for year in years:
        services.store_policy(
            year.fiscal_year,
            header_of(year),
            [as_line(line) for line in year.lines],
        )
    known = {year.fiscal_year for year in years}
    load_documents(data, known)
    years_held = known | document_years(data)
    services.forget_years_but((Policy.OPERATING, year) for year in years_held)


def header_of(year: PolicyYear) -> dict[str, Any]:
    """A text's own fields, as the services store them."""
    return {
        "title": year.title.as_dict(),
        "complete": year.complete,
        "note": year.note.as_dict() if year.note else None,
        "source": year.source,
        "as_of": year.as_of,
    }


def as_line(line: PolicyLine) -> services.LineInput:
    """A line as the services store it."""
    return services.LineInput(
        code=line.code,
        parent=line.parent or "",
        kind=line.kind,
        title=line.title.as_dict(),
        details={
            "printed": list(line.printed),
            "text": line.text.as_dict() if line.text else None,
            "themes": list(line.themes),
            "room": line.room,
            "works_when": line.works_when.as_dict() if line.works_when else None,
            "section": line.section,
            "section_source": line.section_source,
            "mark": line.mark,
        },
    )


def _load_milestones(data: PackData) -> None:
    entries = {record.value.id: record.value for record in data.records("milestones")}

    def day(entry: MilestoneEntry) -> date:
        if entry.days_before is None:
            assert entry.on is not None  # noqa: S101 -- the model allows no third way
            return entry.on
        return day(entries[entry.days_before.of]) - timedelta(days=entry.days_before.days)

    sync(
        Milestone,
        "milestone_id",
        [
            {
                "milestone_id": entry.id,
                "title": entry.title.as_dict(),
                "on": day(entry),
                "until": entry.until,
                "lines": list(entry.lines),
                "source": entry.source,
            }
            for entry in entries.values()
        ],
        within={"origin": Milestone.PACK},
    )


def _load_themes(data: PackData) -> None:
    sync(
        Theme,
        "theme_id",
        [
            {
                "theme_id": entry.id,
                "title": entry.title.as_dict() if entry.title else None,
                "note": entry.note.as_dict(),
                "source": entry.source,
            }
            for entry in (record.value for record in data.records("themes"))
        ],
    )


registry.register(
    Section(
        name="policy",
        files=("policy/*.yaml", *DOCUMENTS),
        record=PolicyYear,
        shape="files",
        key="fiscal_year",
        check=_check_policy,
        load=_load_policy,
        help="One file a fiscal year: the policy's lines. A text document (.txt, .md) works too.",
        example={"policy/policy.md": EXAMPLE_POLICY},
    )
)
registry.register(
    Section(
        name="milestones",
        files=("milestones.yaml",),
        record=MilestoneEntry,
        check=_check_milestones,
        load=_load_milestones,
        help="Days the ward looks towards: dated, or so many days before another.",
        example={
            "milestones.yaml": "- id: drill\n"
            "  title: {ja: 総合防災訓練, en: Disaster drill, easy: ぼうさいの くんれん}\n"
            "  on: 2026-09-01\n"
            "  lines: []\n"
            "  source: 役所のお知らせ\n"
        },
    )
)
registry.register(
    Section(
        name="themes",
        files=("themes.yaml",),
        record=ThemeEntry,
        load=_load_themes,
        help="Themes of the city's mid-term plan that measures name.",
        example={
            "themes.yaml": '- id: "01"\n'
            "  note: {ja: 名前は未確認, en: Its name was not found, easy: 名前は わかりません}\n"
            "  source: 中期計画\n"
        },
    )
)
