"""What a section has to enter: periods that wait, periods that last, the values there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from hanamizuki.core.evidence.logic.periods import Period, add_months, period_of
from hanamizuki.core.evidence.logic.plausible import is_share
from hanamizuki.core.evidence.logic.schedule import Due, waiting
from hanamizuki.core.evidence.models import Indicator, Value
from hanamizuki.core.evidence.queries import have
from hanamizuki.core.evidence.splits import GENDERS, kind_of, split_labels
from hanamizuki.core.places.models import District


@dataclass(frozen=True)
class Wanted:
    """A period of an indicator: `due_on` None where nobody is asked; `late` by its day."""

    indicator: Indicator
    period: Period
    due_on: date | None
    late: bool = False
    interim: Value | None = None

    @property
    def month(self) -> str:
        """How the period stands in an address."""
        return f"{self.period.first:%Y-%m}"


@dataclass(frozen=True)
class Overview:
    """Late ones first by their day; then what is due; then the periods that last today."""

    late: list[Wanted]
    due: list[Wanted]
    running: list[Wanted]


def indicators_of(sections: Collection[str] | None) -> QuerySet[Indicator]:
    """The indicators that these sections enter (None: all), retired ones left out."""
    rows = Indicator.objects.filter(retired_at__isnull=True)
    return rows if sections is None else rows.filter(section__in=list(sections))


def overview(sections: Collection[str] | None, today: date) -> Overview:
    """All that these sections may enter today."""
    late: list[Wanted] = []
    due: list[Wanted] = []
    running: list[Wanted] = []
    indicators = list(indicators_of(sections))
    given: dict[str, list[Value]] = defaultdict(list)
    for value in Value.objects.filter(indicator_id__in=[one.indicator_id for one in indicators]):
        given[value.indicator_id].append(value)
    for one in indicators:
        kept = given[one.indicator_id]
        for each in _waiting(one, kept, today):
            into = late if each.late(today) else due
            into.append(Wanted(one, each.period, each.due_on, each.late(today)))
        running.append(_running(one, kept, today))
    for some in (late, due):
        some.sort(key=lambda each: (each.due_on or date.max, each.indicator.indicator_id))
    return Overview(late, due, running)


def _waiting(one: Indicator, kept: Iterable[Value], today: date) -> list[Due]:
    return waiting(one.every, one.due_days, one.since, have(one, kept), today)


def _running(one: Indicator, kept: Iterable[Value], today: date) -> Wanted:
    period = period_of(max(today, one.since or today), one.every, one.since)
    due_on = None if one.due_days is None else period.last + timedelta(days=one.due_days)
    interim = [v for v in kept if v.interim and not v.split and v.period == period.label]
    return Wanted(one, period, due_on, False, interim[0] if interim else None)


def neighbours(one: Indicator, period: Period) -> tuple[Period, Period]:
    """The periods before and after."""
    before = period_of(period.first - timedelta(days=1), one.every, one.since)
    after = period_of(add_months(period.first, one.every), one.every, one.since)
    return before, after


@dataclass(frozen=True)
class Group:
    """A row of the form: its split and words, what stands now, what stood the period before."""

    split: str
    label: dict[str, str]
    stored: Value | None
    before: Decimal | None

    @property
    def kind(self) -> str:
        """gender, district, age; "" for everyone."""
        return kind_of(self.split)


def groups(one: Indicator, period: Period) -> list[Group]:
    """The rows of an indicator and period: everyone, then each group it collects.

    Ages are those that were entered before; others are typed.
    """
    rows = list(Value.objects.filter(indicator_id=one.indicator_id, region="").order_by("at"))
    now = {v.split: v for v in rows if v.period == period.label and v.origin == Value.ENTERED}
    before = {v.split: v.value for v in rows if v.at < period.first and not v.interim}
    keys = [""]
    if "gender" in one.splits:
        keys += GENDERS
    if "district" in one.splits:
        keys += [f"district:{code}" for code in District.objects.values_list("code", flat=True)]
    if "age" in one.splits:
        keys += sorted({v.split for v in rows if kind_of(v.split) == "age"}, key=_age)
    words = split_labels(keys)
    return [Group(key, words[key], now.get(key), before.get(key)) for key in keys]


def _age(split: str) -> int:
    return int(split.removeprefix("age:").partition("-")[0] or 0)


def adds_up(one: Indicator) -> bool:
    """True where the parts of its values make the whole: counts, not shares or means."""
    return not is_share(str(one.unit.get("ja", "")))


def stored_values(one: Indicator, most: int = 12) -> list[Value]:
    """The newest values for everyone, newest first."""
    rows = Value.objects.filter(indicator_id=one.indicator_id, split="")
    return list(rows.order_by("-at", "-pk")[:most])
