"""The evidence beside a policy line: latest value, series, target, freshness; what is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hanamizuki.core import clock
from hanamizuki.core.evidence.logic.periods import period_of
from hanamizuki.core.evidence.logic.schedule import Due, stale_since, waiting
from hanamizuki.core.evidence.models import Indicator, Value
from hanamizuki.core.evidence.registry import Computed, registry
from hanamizuki.core.evidence.splits import split_labels
from hanamizuki.core.packs.queries import current_identity

COMPUTED = "computed"


@dataclass(frozen=True)
class Point:
    """One value in a series; `period` is the source's own words for the time.

    `split` is the group's key and `group` its words {ja, en, easy}; `interim`: the period lasts.
    """

    at: date
    value: Decimal
    split: str = ""
    period: str = ""
    approximate: bool = False
    source: str = ""
    note: str = ""
    interim: bool = False
    group: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Evidence:
    """One indicator with what is known of it. Texts are maps {ja, en, easy}; `live` = computed.

    `origin` is computed, pack or staff; `every` counts months between values; `due_days` after a
    period's end its value is due (None: nobody is asked); `stale_since` is the first day on which
    the newest value no longer said "now". `context`: it stands beside its lines for comparison and
    is not their number, since it speaks of another place or of the books behind them.
    """

    id: str
    lines: tuple[str, ...]
    title: dict[str, str]
    unit: dict[str, str]
    method: dict[str, str]
    region: dict[str, str] | None
    direction: str
    decimals: int
    target: dict[str, Any] | None
    series: tuple[Point, ...]
    splits: tuple[Point, ...]
    source: dict[str, str] | str
    live: bool
    as_of: datetime | date | None
    stale_since: date | None = None
    every: int = 12
    due_days: int | None = None
    section: str = ""
    origin: str = COMPUTED
    retired_at: date | None = None
    context: bool = False

    @property
    def latest(self) -> Point | None:
        """The newest value for everyone, or None."""
        return self.series[-1] if self.series else None

    @property
    def stale(self) -> bool:
        """True where the newest value no longer says "now"."""
        return self.stale_since is not None


def all_evidence(moment: datetime) -> list[Evidence]:
    """Every indicator: the computed ones, the packs', the staff's, each in declared order."""
    values = _values()
    words = _words(value for kept in values.values() for value in kept)
    live = [_computed(one, values.get(one.id, []), moment) for one in registry]
    own = _own_name()
    stored = [
        _stored(one, values.get(one.indicator_id, []), moment, words, own)
        for one in Indicator.objects.all()
    ]
    return live + stored


def by_line(moment: datetime, known: Iterable[Evidence] | None = None) -> dict[str, list[Evidence]]:
    """Evidence by policy line code; without any value, or retired, an indicator is left out.

    `known` is what `all_evidence` gave already, so that nothing is read twice.
    """
    found: dict[str, list[Evidence]] = defaultdict(list)
    for evidence in all_evidence(moment) if known is None else known:
        for line in evidence.lines if evidence.series and not evidence.retired_at else ():
            found[line].append(evidence)
    return found


def get(id: str, moment: datetime) -> Evidence | None:
    """One indicator by id, or None."""
    computed = registry.get(id)
    if computed:
        return _computed(computed, list(Value.objects.filter(indicator_id=id)), moment)
    row = Indicator.objects.filter(indicator_id=id).first()
    if row is None:
        return None
    kept = list(Value.objects.filter(indicator_id=id))
    return _stored(row, kept, moment, _words(kept), _own_name())


def entries(section: str | None = None) -> list[tuple[Indicator, Due]]:
    """What waits for a value today, the earliest due first; of one section where one is named.

    `due.late(clock.today())` tells whether its day has passed.
    """
    asked = Indicator.objects.filter(due_days__isnull=False, retired_at__isnull=True)
    if section is not None:
        asked = asked.filter(section=section)
    indicators = list(asked)
    given: dict[str, list[Value]] = defaultdict(list)
    ids = [one.indicator_id for one in indicators]
    for value in Value.objects.filter(indicator_id__in=ids, interim=False):
        given[value.indicator_id].append(value)
    found = [
        (one, due)
        for one in indicators
        for due in waiting(
            one.every, one.due_days, one.since, have(one, given[one.indicator_id]), clock.today()
        )
    ]
    return sorted(found, key=lambda pair: (pair[1].due_on, pair[0].order, pair[0].indicator_id))


def history(indicator_id: str) -> list[Value]:
    """Every stored value of an indicator, newest first, everyone before the groups."""
    return list(Value.objects.filter(indicator_id=indicator_id).order_by("-at", "split", "pk"))


def have(indicator: Indicator, kept: Iterable[Value]) -> set[date]:
    """The last days of the periods for which there is a final value for everyone."""
    return {
        period_of(value.at, indicator.every, indicator.since).last
        for value in kept
        if not value.interim and not value.split
    }


def of_groups(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[Point]]:
    """Every stored value of these (indicator, group) as the indicator's page shows them, by day."""
    wanted = {key for key in keys if key[1]}
    found: dict[tuple[str, str], list[Point]] = {}
    if not wanted:
        return found
    ids = {id for id, _ in wanted}
    rows: dict[tuple[str, str], list[Value]] = defaultdict(list)
    for value in Value.objects.filter(indicator_id__in=ids, split__in={one for _, one in wanted}):
        rows[value.indicator_id, value.split].append(value)
    regions = dict(
        Indicator.objects.filter(indicator_id__in=ids).values_list("indicator_id", "region")
    )
    for key in wanted & rows.keys():
        region = (regions.get(key[0]) or {}).get("ja", "")
        found[key] = [_point(one, {}) for one in _shown(region, rows[key])]
    return found


def _values() -> dict[str, list[Value]]:
    found: dict[str, list[Value]] = defaultdict(list)
    for value in Value.objects.all():
        found[value.indicator_id].append(value)
    return found


def _words(kept: Iterable[Value]) -> dict[str, dict[str, str]]:
    return split_labels(value.split for value in kept)


def _computed(indicator: Computed, kept: Sequence[Value], moment: datetime) -> Evidence:
    readings = indicator.read(moment)
    words = split_labels(one.split for one in readings)
    today = [Point(one.at, one.value, one.split, group=words[one.split]) for one in readings]
    days = {point.at for point in today}
    past = [point for point in (_point(one, {}) for one in kept) if point.at not in days]
    return Evidence(
        id=indicator.id,
        lines=indicator.lines,
        title=indicator.title,
        unit=indicator.unit,
        method=indicator.method,
        region=None,
        direction=indicator.direction,
        decimals=indicator.decimals,
        target=None,
        series=tuple(point for point in (*past, *today) if not point.split),
        splits=tuple(point for point in today if point.split),
        source=indicator.source,
        live=True,
        as_of=moment,
        context=indicator.context,
    )


def _own_name() -> str:
    """The Japanese name of the municipality, or of the ward where it is one; "" before a load."""
    identity = current_identity()
    nearest = identity and (identity.ward or identity.city)
    return nearest.name if nearest else ""


def _point(value: Value, words: Mapping[str, Mapping[str, str]]) -> Point:
    return Point(
        value.at,
        value.value,
        value.split,
        value.period,
        value.approximate,
        value.source,
        value.note,
        value.interim,
        words.get(value.split, {}),
    )


def _shown(region: str, kept: Sequence[Value]) -> list[Value]:
    """Of a day and group the entered value, not the pack's; entered ones of the whole area only."""
    own = ("", region)
    entered = [one for one in kept if one.origin == Value.ENTERED and one.region in own]
    taken = {(one.at, one.split) for one in entered}
    packed = [one for one in kept if one.origin != Value.ENTERED]
    rest = [one for one in packed if (one.at, one.split) not in taken]
    return sorted((*rest, *entered), key=lambda one: one.at)


def _stored(
    indicator: Indicator,
    kept: Sequence[Value],
    moment: datetime,
    words: Mapping[str, Mapping[str, str]],
    own: str,
) -> Evidence:
    region = (indicator.region or {}).get("ja", "")
    shown = _shown(region, kept)
    points = [_point(value, words) for value in shown]
    series = tuple(point for point in points if not point.split)
    newest = max((point.at for point in points), default=None)
    # While a period lasts, its groups may have been entered on other days than its whole.
    lasting = {point.period for point in points if point.at == newest and point.interim}
    stale = None
    if not indicator.retired_at:
        schedule = (indicator.every, indicator.due_days, indicator.since)
        stale = stale_since(*schedule, have(indicator, shown), newest, moment.date())
    return Evidence(
        id=indicator.indicator_id,
        lines=tuple(indicator.lines),
        title=indicator.title,
        unit=indicator.unit,
        method=indicator.method,
        region=indicator.region,
        direction=indicator.direction,
        decimals=indicator.decimals,
        target=indicator.target,
        series=series,
        splits=tuple(
            point
            for point in points
            if point.split and (point.at == newest or point.period in lasting)
        ),
        source=series[-1].source if series else indicator.source,
        live=False,
        as_of=series[-1].at if series else newest,
        stale_since=stale,
        every=indicator.every,
        due_days=indicator.due_days,
        section=indicator.section,
        origin=indicator.origin,
        retired_at=indicator.retired_at,
        context=bool(region) and own not in region and region not in own,
    )
