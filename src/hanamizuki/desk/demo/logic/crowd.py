"""Who comes on a demo day, made from what the pack says of services, windows and crowding. Pure.

How many come and how long they take is made up: so many that the windows have enough to do. Times
are seconds since midnight.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hanamizuki.desk.logic import simulate
from hanamizuki.desk.logic.simulate import HOUR, Kind, Line, Office, Person

LOAD, ALONE = 0.62, 0.4
"""What part of their time windows serve who takes a number, on an ordinary day: several of a kind,
and a single one. Further counters of a visit come on top."""
QUICK, USUAL = 3.0, 8.0
"""Minutes for one person where the pack says nothing."""
OF_LEVEL: tuple[Kind, ...] = ("ordinary", "monday", "after_holiday", "peak")
"""Days as crowded as each level of the pattern."""
WEB_SHARE = 0.35
HALF_HOUR = HOUR / 2


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a service on a day. `windows` is how many serve it, shared ones in part.

    `hours` are (start, end, level) of the pattern, `web` the stretch in which numbers are given
    over the web, None without.
    """

    code: str
    windows: float
    opens: float
    closes: float
    quick: bool = False
    minutes: float | None = None
    level: int = 0
    hours: tuple[tuple[float, float, int], ...] = ()
    web: tuple[float, float] | None = None
    saturday: bool = False


def people(services: Sequence[Known], seed: str) -> list[Person]:
    """Everybody who takes a number, in the order of taking it, numbered from 1.

    The same services and seed give the same people.
    """
    found: list[Person] = []
    for one in services:
        found += _of(one, seed)
    found.sort(key=lambda one: (one.at, one.service))
    return [replace(one, id=number) for number, one in enumerate(found, 1)]


def minutes_of(one: Known) -> float:
    """The median of one visit."""
    return one.minutes or (QUICK if one.quick else USUAL)


def _of(one: Known, seed: str) -> list[Person]:
    line = Line(one.code, 0.0, minutes_of(one), web=WEB_SHARE if one.web else 0.0)
    mean = line.minutes * math.exp(line.scatter**2 / 2)
    mean *= 1 + line.long_share * (line.longer - 1)
    many = one.windows * (one.closes - one.opens) / 60 / (mean + 1.0)
    many *= LOAD if one.windows > 1 else ALONE
    kind: Kind = "saturday" if one.saturday else OF_LEVEL[one.level]
    if one.saturday:  # `simulate` makes Saturdays thinner; their few hours are counted already
        many /= simulate.LEVEL["saturday"]
    office = Office(
        lines=(replace(line, people=many),),
        windows=(),
        opens=one.opens,
        closes=one.closes,
        profile=_profile(one),
        web=one.web or (0.0, 0.0),
        saturday=(one.opens, one.closes),
    )
    return simulate.crowd(office, kind, _number(f"{seed} {one.code}"))


def _profile(one: Known) -> tuple[float, ...]:
    """The weight of each half hour from opening on: more where the pattern says crowded; few come
    in the last one."""
    many = max(1, round((one.closes - one.opens) / HALF_HOUR))
    weights = [7.0] * many
    for number in range(many):
        at = one.opens + (number + 0.5) * (one.closes - one.opens) / many
        for start, end, level in one.hours:
            if start <= at < end:
                weights[number] = 6.0 + 2.0 * level
    weights[-1] *= 0.4
    return tuple(weights)


def _number(text: str) -> int:
    return int.from_bytes(text.encode(), "big") % 2_147_483_647
