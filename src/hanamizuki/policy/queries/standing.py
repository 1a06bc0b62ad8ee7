"""Where one line stands: its progress with the sentence why, its targets beside their values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from hanamizuki.core.evidence.queries import Evidence, of_groups
from hanamizuki.policy.chart import Chart, Dated, chart
from hanamizuki.policy.logic.progress import Verdict
from hanamizuki.policy.models import Line, ProgressChange, Target
from hanamizuki.policy.queries.overview import Overview
from hanamizuki.policy.queries.progress import as_json, verdict_as_json
from hanamizuki.policy.queries.telling import Texts


@dataclass(frozen=True)
class Standing:
    """A line's state ("" where none was ever noted), the sentence why, what was looked at."""

    state: str
    says: Texts | None = None
    share: Decimal | None = None
    why: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class TargetRow:
    """A target beside what was measured; `says` is the sentence for where it stands."""

    item: Evidence
    group: Mapping[str, str]
    verdict: Verdict
    says: Texts
    goals: list[tuple[Decimal, date]]
    baseline: Decimal | None
    baseline_at: date | None
    source: str
    note: str
    chart: Chart | None

    @property
    def split(self) -> str:
        """The key of the group; "" everyone."""
        return self.verdict.split

    @property
    def decimals(self) -> int:
        """Places behind the point that show every goal as it was set."""
        given = [goal for goal, _ in self.goals]
        places = [-int(one.normalize().as_tuple().exponent) for one in given]
        return max([self.item.decimals, *places])


def standing(line: Line, seen: Overview, *, is_current: bool) -> Standing:
    """State, sentence and share: today's, or of another year and of an ended line the last noted.

    A code may stand for something else in another year: what is kept by code is not asked there.
    """
    judged = seen.judged.get(line.code)
    if is_current and judged:
        found = judged.progress
        why = as_json(found)
        return Standing(found.state, seen.teller.why(why), found.share, why)
    last = ProgressChange.objects.filter(line=line).order_by("-at", "-id").first()
    return Standing(last.after, seen.teller.why(last.why), None, last.why) if last else Standing("")


def targets_of(line: Line, seen: Overview, day: date, *, is_current: bool) -> list[TargetRow]:
    """Its targets with their verdicts; of another year's line only those set for itself."""
    judged = seen.judged.get(line.code)
    if judged is None:
        return []
    groups = of_groups((one.indicator, one.split) for one in judged.verdicts)
    rows = []
    for verdict in judged.verdicts:
        target = judged.target(verdict)
        if target is None and not is_current:
            continue
        item = seen.teller.evidence[verdict.indicator]
        kept = groups.get((verdict.indicator, verdict.split), [])
        measured = [(one.at, one.value) for one in kept] or _points(item, verdict.split)
        rows.append(_target_row(verdict, target, item, measured, seen, day))
    return rows


def _target_row(
    verdict: Verdict,
    target: Target | None,
    item: Evidence,
    measured: list[Dated],
    seen: Overview,
    day: date,
) -> TargetRow:
    goals = goals_of(verdict, target)
    baseline, baseline_at = (target.baseline, target.baseline_at) if target else (None, None)
    way = [(due, goal) for goal, due in goals]
    if baseline is not None and baseline_at is not None:
        way.insert(0, (baseline_at, baseline))
    return TargetRow(
        item,
        seen.teller.groups.get(verdict.split, {}),
        verdict,
        seen.teller.verdict(verdict_as_json(verdict)),
        goals,
        baseline,
        baseline_at,
        target.source if target else str((item.target or {}).get("source", "")),
        target.note if target else "",
        chart(measured, way, day),
    )


def goals_of(verdict: Verdict, target: Target | None) -> list[tuple[Decimal, date]]:
    """The goals with their days, the earliest first."""
    if target is None:
        return [(verdict.goal, verdict.due)]
    return [(Decimal(one["goal"]), date.fromisoformat(one["due"])) for one in target.goals]


def _points(item: Evidence, split: str) -> list[Dated]:
    if not split:
        return [(one.at, one.value) for one in item.series]
    return [(one.at, one.value) for one in item.splits if one.split == split]
