"""Paying in parts: what is paid on which day, what is left, and the late charge it costs.

Amounts are whole yen, rates per cent a year, days civil dates. The rules and rates come from a
pack; nothing here knows a rate. A year whose rate is not known is left out and named.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

MOST = 60
"""The largest number of instalments."""
LARGEST = 100_000_000
"""The largest amount, in yen."""
ROUND = 100
"""Equal parts are rounded up to so many yen where that leaves something for the last one."""
DAY = timedelta(days=1)

Phase = Literal["first", "after"]


class PlanError(ValueError):
    """No plan can be made; `field` is what to change, `code` one of the words below.

    one_of (neither or both of months and monthly), too_small, too_large, too_many (more than MOST
    instalments), more_than_amount (more instalments than yen).
    """

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code = field, code


@dataclass(frozen=True)
class Rate:
    """The late charge's rates in the years `since` to `until`, both included.

    `first` is None where a rule has no lower rate for a beginning.
    """

    since: int
    until: int
    first: Decimal | None
    after: Decimal


@dataclass(frozen=True)
class Rule:
    """How one kind of late charge is counted.

    For `first_months` months from the day after the due day the rate is `first`, then `after`.
    What is unpaid counts in whole `base_unit`, and not at all below `base_minimum`. The sum
    counts in whole `total_unit`, and not at all below `total_minimum`. A year has `year_days`.
    """

    first_months: int
    base_minimum: int
    base_unit: int
    total_minimum: int
    total_unit: int
    year_days: int
    rates: tuple[Rate, ...]

    def rate(self, year: int, phase: Phase) -> Decimal | None:
        """The rate of a year, or None where it is not known."""
        for one in self.rates:
            if one.since <= year <= one.until:
                return one.first if phase == "first" else one.after
        return None

    def base(self, unpaid: int) -> int:
        """The part of what is unpaid that the charge is counted on."""
        return 0 if unpaid < self.base_minimum else unpaid - unpaid % self.base_unit


@dataclass(frozen=True)
class Instalment:
    """One payment; `balance` is what is left after it."""

    number: int
    on: date
    amount: int
    balance: int


@dataclass(frozen=True)
class Stretch:
    """Days, both ends included, on which unpaid amount and rate stay the same.

    `yen` is the charge of these days, cut to whole yen; None where the year has no known rate.
    `paid_with` is the number of the instalment that ends the time this stretch lies in.
    """

    since: date
    until: date
    base: int
    phase: Phase
    rate: Decimal | None
    yen: int | None
    paid_with: int

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until - self.since).days + 1


@dataclass(frozen=True)
class LateCharge:
    """The late charge of a plan: `stretches` with a base above nothing, in order of time.

    `known` adds up their yen. `total` is that, rounded by the rule; None where the rate of some
    year is not known, and these years are in `unknown_years`.
    """

    stretches: tuple[Stretch, ...]
    known: int
    unknown_years: tuple[int, ...]
    total: int | None

    def by(self, number: int) -> int | None:
        """The yen grown until instalment `number` is paid; None where a rate is not known."""
        grown = [one.yen for one in self.stretches if one.paid_with <= number]
        return None if None in grown else sum(yen or 0 for yen in grown)


def month_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_end(first_day: date, months: int) -> date:
    """The last day of a period of months that begins on `first_day` (民法143条)."""
    same = month_later(first_day, months)
    return same - DAY if same.day == first_day.day else same


def plan(
    amount: int, start: date, *, months: int | None = None, monthly: int | None = None
) -> tuple[Instalment, ...]:
    """Monthly payments from `start` that add up to the amount exactly; the last one adjusts.

    Give `months` (how many payments) or `monthly` (yen each). Raises PlanError.
    """
    if not 1 <= amount <= LARGEST:
        raise PlanError("amount", "too_small" if amount < 1 else "too_large")
    if (months is None) == (monthly is None):
        raise PlanError("months", "one_of")
    if months is not None:
        part = _equal_part(amount, months)
    else:
        assert monthly is not None  # noqa: S101 -- exactly one of the two is given
        if monthly < 1:
            raise PlanError("monthly", "too_small")
        part, months = monthly, -(-amount // monthly)
        if months > MOST:
            raise PlanError("monthly", "too_many")
    rows = []
    for number in range(1, months + 1):
        left = amount - part * (number - 1)
        pays = left if number == months else part
        rows.append(Instalment(number, month_later(start, number - 1), pays, left - pays))
    return tuple(rows)


def _equal_part(amount: int, months: int) -> int:
    if months < 1:
        raise PlanError("months", "too_small")
    if months > MOST:
        raise PlanError("months", "too_many")
    if months > amount:
        raise PlanError("months", "more_than_amount")
    part = -(-amount // months)
    rounded = -(-part // ROUND) * ROUND
    return rounded if rounded * (months - 1) < amount else amount // months


def late_charge(rule: Rule, amount: int, due: date, paid: Sequence[Instalment]) -> LateCharge:
    """The late charge of an amount due on `due` and paid so; the day of payment counts.

    A payment lowers what the charge is counted on from the next day. `paid` is in order of days
    and ends with nothing left.
    """
    first_until = months_end(due + DAY, rule.first_months) if rule.first_months else due
    stretches: list[Stretch] = []
    since, unpaid = due + DAY, amount
    for one in paid:
        base = rule.base(unpaid)
        if base and one.on >= since:
            for a, b, phase in _cut(since, one.on, first_until):
                stretches.append(_stretch(rule, a, b, base, phase, one.number))
        since, unpaid = max(since, one.on + DAY), one.balance
    known = sum(one.yen or 0 for one in stretches)
    unknown = tuple(sorted({one.since.year for one in stretches if one.yen is None}))
    return LateCharge(tuple(stretches), known, unknown, None if unknown else rounded(rule, known))


def rounded(rule: Rule, yen: int) -> int:
    """A charge as it is asked for."""
    return 0 if yen < rule.total_minimum else yen - yen % rule.total_unit


def _cut(since: date, until: date, first_until: date) -> Iterator[tuple[date, date, Phase]]:
    """The days from one to the other, cut at the year's end and where the first rate ends."""
    while since <= until:
        phase: Phase = "first" if since <= first_until else "after"
        end = min(until, date(since.year, 12, 31), first_until if phase == "first" else until)
        yield since, end, phase
        since = end + DAY


def _stretch(rule: Rule, since: date, until: date, base: int, phase: Phase, number: int) -> Stretch:
    rate = rule.rate(since.year, phase)
    days = (until - since).days + 1
    yen = None if rate is None else int(Fraction(rate) * base * days / (100 * rule.year_days))
    return Stretch(since, until, base, phase, rate, yen, number)
