"""What every line of the current policy owes today, for reminders and 「今日」."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from hanamizuki.core.clock import JST
from hanamizuki.core.evidence.logic.periods import Period, period_of
from hanamizuki.core.evidence.logic.schedule import Due, waiting
from hanamizuki.core.evidence.models import Indicator, Value
from hanamizuki.core.evidence.queries import have
from hanamizuki.core.people.models import Account
from hanamizuki.policy.logic.reminders import (
    LineState,
    MilestoneDue,
    Reminder,
    ValueDue,
    due_reminders,
)
from hanamizuki.policy.logic.reminders import Review as Half
from hanamizuki.policy.models import Line, Milestone, Policy, Review
from hanamizuki.policy.queries.tree import current_policy

# Of headings only values and milestones are asked: what is done stands in the lines below them.
HEADINGS = ("goal", "measure", "initiative", "principles", "strengths", "workplace")
OF_LINES = ("untouched", "no_next_milestone", "review_due", "review_late")


@dataclass(frozen=True)
class Owed:
    """One reminder with the line, and what it is about: a value's period, a milestone's title.

    `key` is the reminder's, told apart by policy.
    """

    line: Line
    reminder: Reminder
    key: str
    what: Mapping[str, str]
    indicator: Indicator | None = None
    period: Period | None = None

    @property
    def about(self) -> str:
        """The same for two lines that share a value or a milestone, else the line's own key."""
        kind, ref = self.reminder.kind, self.reminder.ref
        return self.key if kind in OF_LINES else f"{kind}:{ref}"

    @property
    def owner(self) -> Account | None:
        """Who looks after it; nobody where the value is another section's."""
        return self.line.owner if self.section == self.line.section else None

    @property
    def section(self) -> str:
        """Who answers for it: the indicator's section where it is about a value."""
        return (self.indicator.section if self.indicator else "") or self.line.section

    @property
    def late(self) -> bool:
        """True where its day has passed."""
        return self.reminder.kind.endswith("_late")


def owed(moment: datetime) -> list[Owed]:
    """All that is due or late, in the order of the document; nothing where no policy is public."""
    policy = current_policy()
    return list(_owed(policy, moment.astimezone(JST).date())) if policy else []


def _owed(policy: Policy, today: date) -> Iterable[Owed]:
    lines = list(policy.lines.filter(ended_on=None).select_related("owner", "policy"))
    values = _values(today)
    milestones: dict[str, list[Milestone]] = defaultdict(list)
    for milestone in Milestone.objects.all():
        for code in milestone.lines:
            milestones[code].append(milestone)
    reviewed: dict[int, set[Half]] = defaultdict(set)
    for line_id, half in Review.objects.filter(line__policy=policy).values_list("line", "half"):
        reviewed[line_id].add(cast(Half, half))
    for line in lines:
        mine = values.get(line.code, {})
        days = {one.milestone_id: one for one in milestones[line.code]}
        state = LineState(
            code=line.code,
            fiscal_year=policy.fiscal_year,
            values=tuple(
                ValueDue(ref, due.due_on, entered=False) for ref, (_, due) in mine.items()
            ),
            milestones=tuple(
                MilestoneDue(id, one.until or one.on, _reached(one, today))
                for id, one in days.items()
            ),
            touched_at=_touched(line),
            reviewed=frozenset(reviewed[line.pk]),
        )
        for reminder in due_reminders(state, today):
            if line.kind in HEADINGS and reminder.kind in OF_LINES:
                continue
            indicator, due = mine.get(reminder.ref, (None, None))
            day = days.get(reminder.ref)
            yield Owed(
                line,
                reminder,
                f"{policy.pk}:{reminder.key}",
                day.title if day else indicator.title if indicator else {},
                indicator,
                due.period if due else None,
            )


def _reached(one: Milestone, today: date) -> bool:
    """As the line's progress sees it: a pack's day simply comes, it is reached when it is over."""
    if one.origin == Milestone.PACK and today > (one.until or one.on):
        return True
    return one.done_on is not None and one.done_on <= today


def _touched(line: Line) -> date | None:
    """When people last worked on it; at first, when it became public."""
    if line.touched_at:
        return line.touched_at.astimezone(JST).date()
    return line.policy.publish_on


def _values(today: date) -> dict[str, dict[str, tuple[Indicator, Due]]]:
    """By line and "INDICATOR/YYYY-MM": what waits for a value, or will once its period ends."""
    asked = list(Indicator.objects.filter(due_days__isnull=False, retired_at__isnull=True))
    given: dict[str, list[Value]] = defaultdict(list)
    for value in Value.objects.filter(indicator_id__in=[one.indicator_id for one in asked]):
        given[value.indicator_id].append(value)
    found: dict[str, dict[str, tuple[Indicator, Due]]] = defaultdict(dict)
    for one in asked:
        there = have(one, given[one.indicator_id])
        owing = waiting(one.every, one.due_days, one.since, there, today)
        # Of a value due soon after its period's end people know before the end.
        if one.since and one.since <= today and one.due_days is not None:
            period = period_of(today, one.every, one.since)
            owing.append(Due(period, period.last + timedelta(days=one.due_days)))
        for due in owing:
            for code in one.lines:
                found[code][f"{one.indicator_id}/{due.period.first:%Y-%m}"] = (one, due)
    return found
