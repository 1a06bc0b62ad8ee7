"""POST /api/v1/policy/payment-plan: the same plan as JSON; nothing is kept."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.errors import ValidationError
from pydantic import BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from hanamizuki.policy.logic.instalments import LARGEST, MOST, PlanError
from hanamizuki.policy.payment_plan import content
from hanamizuki.policy.payment_plan.content import Asked, Plan
from hanamizuki.policy.payment_plan.pack import YearRate

router = Router(tags=["policy"])
Texts = dict[str, str]
_DATE = re.compile(r"20\d\d-\d\d-\d\d", re.ASCII)
_SAYS = {
    "one_of": (
        "Give exactly one of months and monthly",
        "months か monthly のどちらか一つを書いてください",
    ),
    "too_many": (
        f"This makes more than {MOST} instalments",
        f"{MOST}回より多くなります。もう少し大きい額にしてください",
    ),
    "more_than_amount": (
        "There are more instalments than yen",
        "回数が多すぎます。1回が1円より少なくなります",
    ),
    "charge": (
        "No charge of this id is known here",
        "この id のお金はありません",
    ),
}


def _iso(value: Any) -> Any:
    try:
        if isinstance(value, str) and _DATE.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    message = {"message": "A day of this century, 2026-04-30", "message_ja": "2026-04-30 の形の日"}
    raise PydanticCustomError("day", "{message}", message)


Day = Annotated[date, BeforeValidator(_iso)]


class PlanIn(Schema):
    """What is owed and how it shall be paid; exactly one of `months` and `monthly`."""

    model_config = ConfigDict(extra="forbid")

    charge: Annotated[str, Field(min_length=1, max_length=60)]
    amount: Annotated[int, Field(ge=1, le=LARGEST, strict=True)]
    due: Day
    start: Day
    months: Annotated[int, Field(ge=1, le=MOST, strict=True)] | None = None
    monthly: Annotated[int, Field(ge=1, le=LARGEST, strict=True)] | None = None


class InstalmentOut(Schema):
    """One payment; `late_charge` is what has grown until then, unrounded; null = not known."""

    number: int
    on: date
    amount: int
    balance: int
    late_charge: int | None


class StretchOut(Schema):
    """Days with one unpaid amount and one rate; `rate` (per cent a year) null = not known."""

    since: date
    until: date
    days: int
    base: int
    rate: Decimal | None
    yen: int | None


class LateChargeOut(Schema):
    """The estimate; `total` is null where the rate of a year is not known."""

    rule: str
    words: list[Texts]
    note: Texts | None
    known: int
    total: int | None
    unknown_years: list[int]
    stretches: list[StretchOut]
    source: str
    rates: list[YearRate]


class OfficeOut(Schema):
    """Who decides; `phone` null = not known."""

    id: str
    name: Texts
    phone: str | None


class PlanOut(Schema):
    """The plan; `late_charge` is null, with the reason, where no rule was found."""

    charge: str
    title: Texts
    amount: int
    due: date
    instalments: list[InstalmentOut]
    late_charge: LateChargeOut | None
    why_no_late_charge: Texts | None
    section: OfficeOut | None


class ChargeOut(Schema):
    """One tax or premium."""

    id: str
    title: Texts
    late_charge: bool


@router.get("/charges", response=list[ChargeOut], summary="Charges that can be paid in parts")
def charges(request: HttpRequest) -> list[dict[str, Any]]:
    """The ids to ask with; `late_charge` tells whether its rule is known."""
    return [
        {"id": one.id, "title": one.title.as_dict(), "late_charge": one.rule is not None}
        for one in content.charges()
    ]


@router.post("", response=PlanOut, summary="A plan for paying in parts; nothing is kept")
def plan(request: HttpRequest, data: PlanIn) -> dict[str, Any]:
    """Instalments, what is left after each, and an estimate of the late charge."""
    known = {one.id: one for one in content.charges()}
    if data.charge not in known:
        raise _wrong("charge", "charge")
    asked = Asked(known[data.charge], data.amount, data.due, data.start, data.months, data.monthly)
    try:
        return _out(content.make_plan(asked))
    except PlanError as error:
        raise _wrong(error.field, error.code) from error


def _wrong(field: str, code: str) -> ValidationError:
    english, japanese = _SAYS[code]
    wrong = {"type": code, "loc": ("body", "data", field), "msg": english}
    return ValidationError([wrong | {"ctx": {"message_ja": japanese}}])


def _out(made: Plan) -> dict[str, Any]:
    charge, section = made.asked.charge, made.section
    reason = charge.why_no_rule
    return {
        "charge": charge.id,
        "title": charge.title.as_dict(),
        "amount": made.asked.amount,
        "due": made.asked.due,
        "instalments": [
            {
                "number": row.number,
                "on": row.on,
                "amount": row.amount,
                "balance": row.balance,
                "late_charge": late,
            }
            for row, late in made.table
        ],
        "late_charge": _late(made),
        "why_no_late_charge": reason.as_dict() if reason else None,
        "section": section
        and {"id": section.code, "name": section.name, "phone": section.phone or None},
    }


def _late(made: Plan) -> dict[str, Any] | None:
    if made.rule is None or made.late is None:
        return None
    return {
        "rule": made.rule.id,
        "words": [one.as_dict() for one in made.rule.words],
        "note": made.rule.note.as_dict() if made.rule.note else None,
        "known": made.late.known,
        "total": made.late.total,
        "unknown_years": list(made.late.unknown_years),
        "stretches": [
            {
                "since": one.since,
                "until": one.until,
                "days": one.days,
                "base": one.base,
                "rate": one.rate,
                "yen": one.yen,
            }
            for one in made.late.stretches
        ],
        "source": made.rule.source,
        "rates": [one.model_dump() for one in made.rule.rates],
    }
