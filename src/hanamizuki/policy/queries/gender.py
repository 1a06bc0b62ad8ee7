"""Gender equality through the policy: which lines were checked, which numbers are split."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from hanamizuki.core.evidence.models import Value
from hanamizuki.core.evidence.queries import Evidence, Point
from hanamizuki.core.evidence.splits import GENDERS, kind_of
from hanamizuki.policy.logic.gender import Gap, Question, Reply, missing
from hanamizuki.policy.models import GenderCheck, Line, Policy


@dataclass(frozen=True)
class Looked:
    """A line's short check: its answers (`check`; None where none was made), what they lack."""

    line: Line
    check: GenderCheck | None
    gaps: list[Gap]


def newest_by_gender(known: Sequence[Evidence]) -> dict[str, list[Point]]:
    """Of each indicator that tells women from men the newest values that do; one query."""
    found: dict[str, list[Point]] = {}
    labels = {key: dict(words) for key, words in GENDERS.items()}
    for value in Value.objects.filter(split__in=GENDERS).order_by("at", "split"):
        kept = found.setdefault(value.indicator_id, [])
        if kept and kept[0].at != value.at:
            kept.clear()
        kept.append(
            Point(
                value.at,
                value.value,
                value.split,
                value.period,
                value.approximate,
                group=labels[value.split],
            )
        )
    for item in known:
        if item.live and (now := [one for one in item.splits if kind_of(one.split) == "gender"]):
            found[item.id] = now
    return found


def looked(
    line: Line,
    check: GenderCheck | None,
    beside: Sequence[Evidence],
    by_gender: Mapping[str, Sequence[Point]] | None = None,
) -> Looked:
    """One line's check with what is missing; `beside` are its indicators.

    `by_gender` is what `newest_by_gender` gave already.
    """
    if check is None:
        return Looked(line, None, [])
    if by_gender is None:
        by_gender = newest_by_gender(beside)
    replies = cast(
        Mapping[Question, Reply],
        {question: Reply(answer, check.note) for question, answer in check.answers.items()},
    )
    splits = {item.id: [point.split for point in by_gender.get(item.id, ())] for item in beside}
    return Looked(line, check, missing(replies, splits))


def looked_at(
    policy: Policy, known: Sequence[Evidence], by_gender: Mapping[str, Sequence[Point]]
) -> list[Looked]:
    """Every line that has not ended, in document order; two queries."""
    made = {one.line_id: one for one in GenderCheck.objects.filter(line__policy=policy)}
    beside: dict[str, list[Evidence]] = {}
    for item in known:
        for code in item.lines if not item.retired_at else ():
            beside.setdefault(code, []).append(item)
    return [
        looked(line, made.get(line.pk), beside.get(line.code, []), by_gender)
        for line in policy.lines.filter(ended_on=None)
    ]
