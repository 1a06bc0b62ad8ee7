"""The indicator of the money: how much of the ward's own projects' budget was spent, by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from hanamizuki.core.evidence import Computed, Reading, registry
from hanamizuki.core.packs.queries import current_manifest
from hanamizuki.policy.logic.money import execution_rate, row_role
from hanamizuki.policy.models import BudgetLine

PARTS = ("amount", "carried_in", "spent")


def share_spent(moment: datetime) -> Sequence[Reading]:
    """Per cent spent by ended year, of the ward's own rows whose amounts are all known.

    A printed total counts where no single project is known. Nothing where nothing is known.
    """
    manifest = current_manifest()
    rows = BudgetLine.objects.filter(area=manifest.id if manifest else "", spent__isnull=False)
    years: dict[tuple[int, str], list[BudgetLine]] = defaultdict(list)
    for row in rows:
        if all(getattr(row, name) is not None for name in PARTS):
            years[(row.fiscal_year, row_role(row.title))].append(row)
    found = []
    for year in sorted({year for year, _ in years}):
        ended = date(year + 1, 3, 31)
        kept = years.get((year, "row")) or years.get((year, "total"), [])[:1]
        rate = execution_rate(*(sum(getattr(one, name) for one in kept) for name in PARTS))
        if kept and rate is not None and ended < moment.date():
            found.append(Reading(round(rate * 100, 1), ended))
    return found


registry.register(
    Computed(
        id="budget-execution",
        lines=("K-2-b",),
        title={
            "ja": "区の事業の予算のうち、使った割合",
            "en": "Share of the ward's project budget that was spent",
            "easy": "区の お金の うち、つかった わりあい",
        },
        unit={"ja": "%", "en": "%", "easy": "%"},
        method={
            "ja": "年度ごとに、予算額・前年からの繰越・使った額がすべてわかる事業を足し、"
            "使った額を予算額と繰越の合計で割っています。",
            "en": "By year, over the projects whose budget, carry-in and spending are all known: "
            "spending divided by budget and carry-in.",
            "easy": "年度ごとに、お金の ことが ぜんぶ わかる ものだけを 足して、"
            "つかった お金を わりました。",
        },
        source={
            "ja": "予算の表（行ごとの出典）",
            "en": "The budget table, with each row's source",
            "easy": "お金の 表",
        },
        read=share_spent,
        decimals=1,
    )
)
