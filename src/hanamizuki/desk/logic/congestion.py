"""How crowded a day and an hour will be, by published pattern or by the desk's own waits. Pure.

Levels: 0 ふつう, 1 やや混雑, 2 混雑, 3 大変混雑; None where nothing is known. A day has the highest
level of whatever speaks of it. Published hours are those of a day that is somewhat crowded; on
other days they are as many steps up or down (`at_hour`): that step is this software's own. An hour
of which no table speaks is as crowded as what is published of the whole day, else not known: it is
never quiet for want of a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, Literal, get_args

Level = int
WORDS = ("ordinary", "slight", "crowded", "very")
When = Literal["monday", "after_holiday", "before_holiday", "month_start", "month_end", "saturday"]
WHENS: tuple[When, ...] = get_args(When)
Class = Literal["first", "other", "saturday"]
"""First days after a closure (Mondays mostly), other weekdays, Saturdays."""
ENOUGH_DAYS = 4
"""So many days of a class must speak of an hour."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is known of crowding, as the pack says it; `kind` decides what of it counts.

    dates: `levels` (date → level) of a `year` that others follow. when: days of that kind, between
    `hours` where given. season: from `span[0]` to `span[1]` (MM-DD). hours: `hours` levels on
    weekdays or, with `saturday`, on Saturdays.
    """

    code: str
    kind: str
    services: tuple[str, ...] = ()
    level: Level = 1
    when: str = ""
    span: tuple[str, str] = ("", "")
    levels: Mapping[date, Level] | None = None
    hours: tuple[tuple[time, time, Level], ...] = ()
    saturday: bool = False


@dataclass(frozen=True, slots=True)
class HourLevel:
    """One hour of a day: `basis` is "history", "pattern" or "none"."""

    start: time
    end: time
    level: Level | None
    basis: str


@dataclass(frozen=True, slots=True)
class DayLevel:
    """One day: closed without hours. `because` are codes of the rules that speak of it."""

    day: date
    level: Level | None
    basis: str
    hours: tuple[HourLevel, ...] = ()
    because: tuple[str, ...] = ()


Opens = Callable[[date], Sequence[tuple[time, time]]]
History = Mapping[tuple[Class, int], Level]
"""Levels of the desk's own waits, by class of day and clock hour, where there are enough."""


def class_of(day: date, opens: Opens) -> Class:
    """What class a day of opening is of. Saturdays do not make the Monday after them ordinary."""
    if day.weekday() == 5:
        return "saturday"
    return "first" if day.weekday() == 0 or not opens(day - timedelta(days=1)) else "other"


def foretell(
    service: str, day: date, rules: Sequence[Rule], opens: Opens, history: History
) -> DayLevel:
    """One day of one service."""
    stretches = opens(day)
    if not stretches:
        return DayLevel(day, None, "none")
    mine = [one for one in rules if not one.services or service in one.services]
    speaking = [(one, level) for one in mine if (level := _day_level(one, day, opens)) is not None]
    whole = [(one, level) for one, level in speaking if not one.hours]
    level = max((level for _one, level in whole), default=None)
    published = any(one.kind == "dates" for one, _level in whole)
    hours = tuple(
        _hour(service, day, start, end, level, speaking, mine, published, opens, history)
        for start, end in _cut(stretches)
    )
    known = [one.level for one in hours if one.level is not None]
    if not known or (level is None and 2 * len(known) < len(hours)):
        return DayLevel(day, None, "none", hours)
    own = all(one.basis == "history" for one in hours)
    spoken = _of_day(known) if level is None else max(level, _of_day(known))
    because = tuple(dict.fromkeys(one.code for one, _level in speaking))
    return DayLevel(day, spoken, "history" if own else "pattern", hours, because)


def _of_day(levels: Sequence[Level]) -> Level:
    """A day is as crowded as its middle hour, of those known."""
    return sorted(levels)[(len(levels) - 1) // 2]


def _hour(
    service: str,
    day: date,
    start: time,
    end: time,
    whole: Level | None,
    speaking: Sequence[tuple[Rule, Level]],
    mine: Sequence[Rule],
    published: bool,
    opens: Opens,
    history: History,
) -> HourLevel:
    own = history.get((class_of(day, opens), start.hour))
    if own is not None and not published:
        return HourLevel(start, end, own, "history")
    said = [
        more
        for one, more in speaking
        if any(first <= start < last for first, last, _level in one.hours)
    ]
    level = max((*said, whole) if whole is not None else said, default=None)
    saturday = day.weekday() == 5
    tables = [one for one in mine if one.kind == "hours" and one.saturday == saturday]
    usual = max(
        (height for one in tables for first, last, height in one.hours if first <= start < last),
        default=None,
    )
    if usual is None and level is None:
        return HourLevel(start, end, own, "history" if own is not None else "none")
    made = at_hour(level or 0, usual) if usual is not None else level or 0
    return HourLevel(start, end, made if own is None else max(made, own), "pattern")


def at_hour(day: Level, usual: Level) -> Level:
    """The level of an hour that is usually so crowded, on a day of that level."""
    return min(3, max(usual + day - 1, day - 1, 0))


def _cut(stretches: Iterable[tuple[time, time]]) -> list[tuple[time, time]]:
    """Opening hours cut at the full hours."""
    found = []
    for start, end in stretches:
        while start < end:
            cut = min(end, time(start.hour + 1)) if start.hour < 23 else end
            found.append((start, cut))
            start = cut
    return found


def _day_level(rule: Rule, day: date, opens: Opens) -> Level | None:
    """What a rule says of a day; None where it does not speak of it."""
    if rule.kind == "dates":
        return _followed(rule, day)
    if rule.kind == "season":
        here = f"{day:%m-%d}"
        return rule.level if rule.span[0] <= here <= rule.span[1] else None
    if rule.kind == "when":
        return rule.level if _is(rule.when, day, opens) else None
    return None


def _is(when: str, day: date, opens: Opens) -> bool:
    if day.weekday() == 5:
        return when == "saturday"
    match when:
        case "monday":
            return day.weekday() == 0
        case "after_holiday":
            before = 3 if day.weekday() == 0 else 1  # a Monday comes after its Friday
            return not opens(day - timedelta(days=before))
        case "before_holiday":
            return day.weekday() < 4 and not opens(day + timedelta(days=1))
        case "month_start":
            return not any(opens(day.replace(day=earlier)) for earlier in range(1, day.day))
        case "month_end":
            following = (day + timedelta(days=ahead) for ahead in range(1, 32))
            return not any(opens(one) for one in following if one.month == day.month)
        case _:
            return False


def _followed(rule: Rule, day: date) -> Level | None:
    """The level of the day of the published year that this one follows."""
    for given, level in (rule.levels or {}).items():
        if follows(given, day.year) == day:
            return level
    return None


def follows(given: date, year: int) -> date:
    """The day of another year for a published one: a Saturday of the same count in its month, for
    the others the nearest day of the same weekday (at most three days earlier or later)."""
    if given.weekday() == 5:
        count = (given.day - 1) // 7
        first = date(year, given.month, 1)
        found = first + timedelta(days=(5 - first.weekday()) % 7 + 7 * count)
        return found if found.month == given.month else found - timedelta(days=7)
    month_day = date(year, given.month, min(given.day, 28) if given.month == 2 else given.day)
    off = (given.weekday() - month_day.weekday()) % 7
    return month_day + timedelta(days=off if off <= 3 else off - 7)


def own_levels(
    waits: Mapping[tuple[Class, int], Sequence[Sequence[int]]], minutes: Sequence[int]
) -> History:
    """Levels of the desk's own waits: `waits` are, by class and hour, each day's in minutes;
    `minutes` from which median each level begins."""
    found: dict[tuple[Class, int], Level] = {}
    for key, days in waits.items():
        every = sorted(wait for day in days for wait in day)
        if len(days) >= ENOUGH_DAYS and every:
            middle = every[len(every) // 2]
            found[key] = sum(middle >= least for least in minutes)
    return found


def rule_of(code: str, kind: str, services: Sequence[str], data: Mapping[str, Any]) -> Rule:
    """A rule as the pack stores it. Raises KeyError, ValueError."""
    return Rule(
        code=code,
        kind=kind,
        services=tuple(services),
        level=data.get("level", 1),
        when=data.get("when", ""),
        span=tuple(data.get("span", ("", ""))),
        levels={date.fromisoformat(day): level for day, level in data.get("levels", {}).items()},
        hours=tuple(
            (time.fromisoformat(start), time.fromisoformat(end), level)
            for start, end, level in data.get("hours", ())
        ),
        saturday=data.get("saturday", False),
    )
