"""What the loaded pack says about charges, their rules and the sections that decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hanamizuki.core.packs.queries import loaded_document
from hanamizuki.core.places.models import Section
from hanamizuki.policy.logic import instalments
from hanamizuki.policy.logic.instalments import Instalment, LateCharge
from hanamizuki.policy.payment_plan.pack import CHARGES, RULES, LateChargeRule, PayableCharge


@dataclass(frozen=True)
class Asked:
    """What somebody wants to pay in parts: exactly one of `months` and `monthly` is given."""

    charge: PayableCharge
    amount: int
    due: date
    start: date
    months: int | None = None
    monthly: int | None = None


@dataclass(frozen=True)
class Plan:
    """The answer; `rule` and `late` are None where the pack has no rule for the charge."""

    asked: Asked
    rows: tuple[Instalment, ...]
    rule: LateChargeRule | None
    late: LateCharge | None
    section: Section | None

    @property
    def table(self) -> list[tuple[Instalment, int | None]]:
        """Each instalment with the late charge grown until then, None where it is not known."""
        return [(row, self.late.by(row.number) if self.late else None) for row in self.rows]


def charges() -> list[PayableCharge]:
    """What can be paid in parts here, in the pack's order; none where the pack has none."""
    found = loaded_document(CHARGES) or {"all": ()}
    return [PayableCharge.model_validate(one) for one in found["all"]]


def rule_of(charge: PayableCharge) -> LateChargeRule | None:
    """The late charge's rule of a charge, where it is known."""
    found = loaded_document(RULES) or {"all": ()}
    known = {one["id"]: one for one in found["all"]}
    return LateChargeRule.model_validate(known[charge.rule]) if charge.rule in known else None


def as_logic(rule: LateChargeRule) -> instalments.Rule:
    """The rule without its words."""
    rates = (instalments.Rate(r.since, r.last, r.first, r.after) for r in rule.rates)
    return instalments.Rule(
        rule.first_months,
        rule.base_minimum,
        rule.base_unit,
        rule.total_minimum,
        rule.total_unit,
        rule.year_days,
        tuple(rates),
    )


def make_plan(asked: Asked) -> Plan:
    """The plan; nothing is stored. Raises PlanError where none can be made."""
    rows = instalments.plan(asked.amount, asked.start, months=asked.months, monthly=asked.monthly)
    rule = rule_of(asked.charge)
    late = None
    if rule:
        late = instalments.late_charge(as_logic(rule), asked.amount, asked.due, rows)
    section = Section.objects.filter(code=asked.charge.section).first()
    return Plan(asked, rows, rule, late, section)
