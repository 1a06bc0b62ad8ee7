"""The pack section plans: plans beside the yearly policy, trees of the same kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, model_validator

from hanamizuki.core.packs import PackData, Problem, Section, registry
from hanamizuki.policy import services
from hanamizuki.policy.models import Policy
from hanamizuki.policy.pack.tree import PolicyYear, as_line, check_sections, header_of

OPERATING = Policy.OPERATING


class PlanText(PolicyYear):
    """One text of a plan: `plan` is its short name, `fiscal_year` its first year."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
    plan: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=40)]
    until_year: Annotated[int, Field(ge=1990, le=2100)] | None = None

    @model_validator(mode="after")
    def a_plan_of_its_own(self) -> PlanText:
        """Not the yearly policy, its codes its own, not ending before it begins."""
        for line in self.lines:
            if line.code.partition("-")[0] != self.plan.partition("-")[0]:
                raise ValueError(f"code {line.code} は {self.plan} か {self.plan}-… と書く")
        if self.plan == OPERATING:
            raise ValueError(f"plan {OPERATING} は毎年の運営方針です。policy/ に書く")
        if self.until_year is not None and self.until_year < self.fiscal_year:
            raise ValueError("until_year は fiscal_year より前にできません")
        return self


def _check(data: PackData) -> Iterable[Problem]:
    seen: dict[tuple[str, int], str] = {}
    for record in data.records("plans"):
        yield from check_sections(data, record)
        key = (record.value.plan, record.value.fiscal_year)
        if key in seen:
            yield Problem(
                record.origin,
                f"{key[0]} の {key[1]}年度は {seen[key]} にもあります",
                "一つの計画の一つの年度は、一つのファイルに書く",
            )
        seen[key] = record.value.id


def _load(data: PackData) -> None:
    held = []
    for text in (record.value for record in data.records("plans")):
        held.append((text.plan, text.fiscal_year))
        services.store_policy(
            text.fiscal_year,
            {**header_of(text), "until_year": text.until_year},
            [as_line(line) for line in text.lines],
            plan=text.plan,
        )
    services.forget_years_but(held, operating=False)


registry.register(
    Section(
        name="plans",
        files=("plans/*.yaml",),
        record=PlanText,
        shape="files",
        check=_check,
        load=_load,
        after=("sections",),
        help="Plans beside the yearly policy (reading targets, plans over several years).",
        example={
            "plans/reading.yaml": "id: reading-2026\n"
            "plan: reading\n"
            "fiscal_year: 2026\n"
            "until_year: 2030\n"
            "title: {ja: 読書の目標, en: Reading targets, easy: 本を 読む もくひょう}\n"
            "source: 見本（自分の計画に直す）\n"
            "lines:\n"
            "  - {code: reading, kind: goal, title: {ja: 本を読む町, en: A reading town,"
            " easy: 本を 読む 町}}\n"
        },
    )
)
