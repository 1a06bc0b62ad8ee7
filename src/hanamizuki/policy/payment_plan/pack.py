"""The pack sections late_charges (rules and rates by year) and payable_charges (what is owed)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from hanamizuki.core.packs import PackData, Problem, Section, Sourced, Text, registry
from hanamizuki.core.packs.services import store_document

RULES, CHARGES = "late_charges", "payable_charges"
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
Percent = Annotated[Decimal, Field(ge=0, le=100)]
Yen = Annotated[int, Field(ge=0, le=1_000_000)]
Year = Annotated[int, Field(ge=1950, le=2100)]


class YearRate(Sourced):
    """The rates of some years, in per cent a year; `until` is `since` where it is left out."""

    since: Year
    until: Year | None = None
    first: Percent | None = None
    after: Percent

    @property
    def last(self) -> int:
        """The last year it holds for."""
        return self.until or self.since

    @model_validator(mode="after")
    def in_order(self) -> YearRate:
        """The last year is not before the first."""
        if self.last < self.since:
            raise ValueError("until は since より前の年にできません")
        return self


class LateChargeRule(Sourced):
    """How one kind of late charge is counted, and its rates by year."""

    id: Id
    title: Text
    starts: Literal["due", "reminder"]
    first_months: Annotated[int, Field(ge=0, le=12)] = 0
    base_minimum: Yen
    base_unit: Annotated[int, Field(ge=1, le=10_000)]
    total_minimum: Yen
    total_unit: Annotated[int, Field(ge=1, le=10_000)]
    year_days: Literal[365, 366] = 365
    words: tuple[Text, ...] = Field(min_length=1)
    note: Text | None = None
    rates: tuple[YearRate, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def each_year_once(self) -> LateChargeRule:
        """No year has two rates; a rule with a beginning has a rate for it in every year."""
        last = 0
        for rate in sorted(self.rates, key=lambda one: one.since):
            if rate.since <= last:
                raise ValueError(f"{rate.since}年の率が二つあります")
            if self.first_months and rate.first is None:
                raise ValueError(f"{rate.since}年に first（はじめの率）がありません")
            last = rate.last
        return self


class Advice(Sourced):
    """One thing to know or to bring."""

    text: Text


class PayableCharge(Sourced):
    """A tax or premium that can be owed, its rule where it is known, and who decides."""

    id: Id
    title: Text
    rule: str | None = None
    why_no_rule: Text | None = None
    section: str
    bring: tuple[Advice, ...] = ()
    next: tuple[Advice, ...] = ()

    @model_validator(mode="after")
    def rule_or_reason(self) -> PayableCharge:
        """Exactly one of `rule` and `why_no_rule`."""
        if (self.rule is None) == (self.why_no_rule is None):
            raise ValueError("rule か why_no_rule のどちらか一つを書く")
        return self


def _check(data: PackData) -> Iterable[Problem]:
    rules = {record.value.id for record in data.records(RULES)}
    sections = {record.value.id for record in data.records("sections")}
    for record in data.records(CHARGES):
        one = record.value
        if one.rule is not None and one.rule not in rules:
            yield Problem(
                record.at("rule"),
                f"rule {one.rule!r} は late_charges.yaml にありません",
                "late_charges.yaml にある id を書くか、rule を消して why_no_rule を書く",
            )
        if one.section not in sections:
            yield Problem(
                record.at("section"),
                f"section {one.section!r} は sections.yaml にありません",
                "sections.yaml にある id を書く",
            )


def _load_rules(data: PackData) -> None:
    store_document(RULES, {"all": [r.value.model_dump(mode="json") for r in data.records(RULES)]})


def _load_charges(data: PackData) -> None:
    charges = [r.value.model_dump(mode="json") for r in data.records(CHARGES)]
    store_document(CHARGES, {"all": charges})


registry.register(
    Section(
        name=RULES,
        files=("late_charges.yaml",),
        record=LateChargeRule,
        load=_load_rules,
        help="How late charges (延滞金) are counted, and their rates by year.",
        example={
            "late_charges.yaml": "- id: local-tax\n"
            "  title: {ja: 地方税の延滞金, en: Late charge on local taxes, easy: おくれた お金}\n"
            "  starts: due\n"
            "  first_months: 1\n"
            "  base_minimum: 2000\n"
            "  base_unit: 1000\n"
            "  total_minimum: 1000\n"
            "  total_unit: 100\n"
            "  words: [納期限の翌日から数えます。]\n"
            "  rates: [{since: 2022, until: 2025, first: 2.4, after: 8.7, source: 役所}]\n"
            "  source: 役所のホームページ\n"
        },
    )
)
registry.register(
    Section(
        name=CHARGES,
        files=("payable_charges.yaml",),
        record=PayableCharge,
        check=_check,
        load=_load_charges,
        help="Taxes and premiums that can be paid in parts: rule, section, what to bring.",
        example={
            "payable_charges.yaml": "- id: care\n"
            "  title: {ja: 介護保険料, en: Care insurance premium, easy: かいごの お金}\n"
            "  why_no_rule: 延滞金の決まりは見つかっていません。\n"
            "  section: koseki\n"
            "  source: 役所のホームページ\n"
        },
    )
)
