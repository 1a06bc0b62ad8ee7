"""The pack sections `indicators` and `statistics`: what is counted, and the series.

`statistics.csv` has the columns 指標ID, 時点 (YYYY, YYYY-MM or YYYY-MM-DD), 期間 (the source's
words), 値, 区分 (a group such as 女性; empty for everyone), 地域, 出典, 備考 (「約」 marks an
approximate value).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from hanamizuki.core.evidence.logic.periods import valid_length
from hanamizuki.core.evidence.models import Indicator as IndicatorRow
from hanamizuki.core.evidence.models import Value as ValueRow
from hanamizuki.core.evidence.splits import pack_key
from hanamizuki.core.packs import (
    PackData,
    PackModel,
    Problem,
    RowError,
    Section,
    Sourced,
    Text,
    registry,
    sync,
)

COLUMNS = ("指標ID", "時点", "期間", "値", "区分", "地域", "出典", "備考")
_WHEN = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


class Target(PackModel):
    """What should be reached, and by when."""

    value: Decimal
    due: date | None = None
    label: Text
    source: str


class Indicator(Sourced):
    """A statistic: what is counted, by whom, how, and which policy lines it speaks about."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)]
    lines: tuple[str, ...] = ()
    title: Text
    unit: Text
    direction: Literal["up", "down", "none"] = "none"
    method: Text
    kind: Literal["statistic"] = "statistic"
    region: Text | None = None
    decimals: Annotated[int, Field(ge=0, le=4)] = 0
    target: Target | None = None
    every: Annotated[int, Field(ge=1, le=1200)] = 12
    due_days: Annotated[int, Field(ge=0, le=1000)] | None = None
    since: date | None = None
    section: str = ""
    splits: tuple[Literal["gender", "district", "age"], ...] = ()

    @field_validator("every")
    @classmethod
    def _fits_a_year(cls, months: int) -> int:
        if not valid_length(months):
            raise ValueError("1・2・3・4・6・12か月か、12か月の何倍かで書きます")
        return months


class Value(PackModel):
    """One value of a series."""

    id: str
    indicator: str
    at: date
    period: str
    value: Decimal
    split: str
    region: str
    source: Annotated[str, Field(min_length=1)]
    note: str


def _row(row: dict[str, str]) -> dict[str, Any]:
    when = _WHEN.fullmatch(row["時点"])
    if not when:
        raise RowError(
            "時点", f"{row['時点']!r} は日付ではありません", "2025、2025-04、2025-04-01 の形"
        )
    year, month, day = when.groups()
    try:
        at = date(int(year), int(month or 1), int(day or 1))
        value = Decimal(row["値"])
    except (ValueError, InvalidOperation) as error:
        column = "値" if isinstance(error, InvalidOperation) else "時点"
        raise RowError(column, f"{row[column]!r} は読めません", "半角の数字で書く") from error
    period = row["期間"] or ("" if day else row["時点"])
    split = pack_key(row["区分"])
    return {
        "id": "|".join((row["指標ID"], row["時点"], period, split, row["地域"])),
        "indicator": row["指標ID"],
        "at": at,
        "period": period,
        "value": value,
        "split": split,
        "region": row["地域"],
        "source": row["出典"],
        "note": row["備考"],
    }


def _check(data: PackData) -> Iterable[Problem]:
    known = {record.value.id for record in data.records("indicators")}
    for record in data.records("statistics"):
        if record.value.indicator not in known:
            yield Problem(
                record.origin,
                f"指標 {record.value.indicator!r} は indicators.yaml にありません",
                "indicators.yaml に足すか、指標ID を直す",
            )


def _check_indicators(data: PackData) -> Iterable[Problem]:
    sections = {record.value.id for record in data.records("sections")}
    for record in data.records("indicators"):
        one = record.value
        if one.section and one.section not in sections:
            yield Problem(
                record.origin,
                f"課 {one.section!r} は sections.yaml にありません",
                "sections.yaml に足すか、section を直す",
            )
        if one.due_days is not None and one.since is None:
            yield Problem(
                record.origin,
                f"指標 {one.id!r} には due_days があるのに since がありません",
                "最初の期間が始まる日を since に書く",
            )


def _load_indicators(data: PackData) -> None:
    """Write the packs' indicators; what staff made, and the fields they edited, stays.

    An indicator gone from the packs stays too while it has values that people entered.
    """
    stored = {one.indicator_id: one for one in IndicatorRow.objects.all()}
    rows = []
    for order, one in enumerate(record.value for record in data.records("indicators")):
        row = _indicator_row(one, order)
        known = stored.get(one.id)
        if known and known.origin == IndicatorRow.STAFF:
            continue
        rows.append(row | {name: getattr(known, name) for name in known.edited} if known else row)
    entered = ValueRow.objects.filter(origin=ValueRow.ENTERED).values("indicator_id")
    may_go = IndicatorRow.objects.filter(origin=IndicatorRow.PACK).exclude(indicator_id__in=entered)
    sync(
        IndicatorRow,
        "indicator_id",
        rows,
        within={"pk__in": list(may_go.values_list("pk", flat=True))},
    )


def _indicator_row(one: Indicator, order: int) -> dict[str, Any]:
    return {
        "indicator_id": one.id,
        "lines": list(one.lines),
        "title": one.title.as_dict(),
        "unit": one.unit.as_dict(),
        "method": one.method.as_dict(),
        "region": one.region.as_dict() if one.region else None,
        "direction": one.direction,
        "decimals": one.decimals,
        "target": _target(one.target),
        "source": one.source,
        "order": order,
        "every": one.every,
        "due_days": one.due_days,
        "since": one.since,
        "section": one.section,
        "splits": list(one.splits),
    }


def _target(target: Target | None) -> dict[str, Any] | None:
    if target is None:
        return None
    return {
        "value": str(target.value),
        "due": target.due.isoformat() if target.due else None,
        "label": target.label.as_dict(),
        "source": target.source,
    }


def _load_statistics(data: PackData) -> None:
    """The packs' values are replaced whole; snapshots and entered values stay.

    A pack's value does not take the place of an entered one with the same key.
    """
    ValueRow.objects.filter(origin=ValueRow.PACK).delete()
    rows = (
        ValueRow(
            indicator_id=one.indicator,
            at=one.at,
            period=one.period,
            split=one.split,
            value=one.value,
            approximate="約" in one.note,
            region=one.region,
            origin=ValueRow.PACK,
            source=one.source,
            note=one.note,
        )
        for one in (record.value for record in data.records("statistics"))
    )
    ValueRow.objects.bulk_create(rows, ignore_conflicts=True)


registry.register(
    Section(
        name="indicators",
        files=("indicators.yaml",),
        record=Indicator,
        check=_check_indicators,
        load=_load_indicators,
        help="What is counted: title, unit, method, target, and the policy lines it speaks about.",
        example={
            "indicators.yaml": (
                "- id: population\n"
                "  lines: [goal]\n"
                "  title: {ja: 人口, en: Population, easy: 住んでいる人の数}\n"
                "  unit: {ja: 人, en: people, easy: 人}\n"
                "  method: {ja: 住民基本台帳の月初の人数。, en: Register of residents.,"
                " easy: やくしょの きろくの 人の 数です。}\n"
                "  source: 見本（自分の出典に直す）\n"
            )
        },
    )
)
registry.register(
    Section(
        name="statistics",
        files=("statistics.csv",),
        record=Value,
        row=_row,
        columns=COLUMNS,
        check=_check,
        load=_load_statistics,
        after=("indicators",),
        help="The series of the indicators, one value a row.",
        example={
            "statistics.csv": (
                "指標ID,時点,期間,値,区分,地域,出典,備考\npopulation,2025-04-01,,1,,,見本（自分の数字に直す）,\n"
            )
        },
    )
)
