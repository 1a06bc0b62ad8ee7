"""An interval for the call that holds eight times of ten, learnt from past days. Pure.

`projection` says when somebody would be called if all went as usual. Past days tell how that went:
for waits of about that length, below what and above what one in ten came out (conditional
quantiles, drawn towards those of all services where there are few), and by how much the band must
be wider or narrower so that it holds eight of ten on days that it was not learnt from (conformal
correction). All numbers are seconds; nothing here knows the time of day.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LOW, HIGH, HOLDS = 0.1, 0.9, 0.8
SLACK = 120.0
"""Added to both waits before they are divided, so that two minutes more or less weigh little."""
KNOTS = tuple(minutes * 60.0 for minutes in (1, 3, 6, 10, 15, 22, 32, 45, 65, 90, 125, 175, 240))
NEAR = 1.6
"""Waits up to so many times longer or shorter speak for a knot."""
SHRINK = 150.0
"""So many of all services' samples stand beside those of one."""
LOADS = (5 * 60.0, 20 * 60.0, 60 * 60.0)
"""Short and long waits are corrected by themselves."""
FOLDS = 5
LEAST_DAYS, LEAST_SAMPLES = 5, 200
"""With less than that nothing is learnt."""

Band = tuple[float, float, float]
"""Low, middle and high."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What was projected for somebody when they came, and how long it took until their turn."""

    service: str
    projected: float
    waited: float

    @property
    def ratio(self) -> float:
        """How the wait compares with what was projected: 0 as projected, more for longer."""
        return math.log((self.waited + SLACK) / (self.projected + SLACK))


@dataclass(frozen=True, slots=True)
class Tables:
    """What was learnt: bands of `ratio` at KNOTS, by service ("" for all), widened by `wider` for
    each of LOADS; from so many days and samples."""

    bands: Mapping[str, tuple[Band, ...]] = field(default_factory=dict)
    wider: tuple[float, ...] = (0.0,) * (len(LOADS) + 1)
    days: int = 0
    samples: int = 0

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "bands": {code: [list(band) for band in some] for code, some in self.bands.items()},
            "wider": list(self.wider),
            "days": self.days,
            "samples": self.samples,
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Tables:
        """From JSON; what another version stored is no table. Raises ValueError, KeyError."""
        bands = {
            code: tuple((low, mid, high) for low, mid, high in some)
            for code, some in stored["bands"].items()
        }
        if any(len(some) != len(KNOTS) for some in bands.values()):
            raise ValueError("learnt by another version")
        return cls(bands, tuple(stored["wider"]), stored["days"], stored["samples"])


UNLEARNT: Band = (math.log(0.55), 0.0, math.log(1.7))
"""Before anything is learnt: wide, and nobody says how often it holds."""


def interval(projected: float, service: str, tables: Tables | None) -> Band:
    """Low, middle and high seconds until the call for what is projected: never negative, in order,
    and for a longer projection never earlier."""
    if tables is None or "" not in tables.bands:
        low, mid, high = (_wait(projected, one) for one in UNLEARNT)
        return low, mid, high
    bands = tables.bands.get(service) or tables.bands[""]
    spots = [_widened(knot, band, tables.wider) for knot, band in zip(KNOTS, bands, strict=True)]
    low, mid, high = (
        _between(projected, [spot[index] for spot in spots], spots[0][2] if index == 2 else 0.0)
        for index in range(3)
    )
    return low, max(low, mid), max(low, mid, high)


def _wait(projected: float, ratio: float) -> float:
    return max(0.0, (projected + SLACK) * math.exp(ratio) - SLACK)


def _load(projected: float) -> int:
    return bisect_right(LOADS, projected)


def _widened(knot: float, band: Band, wider: Sequence[float]) -> Band:
    by, (low, mid, high) = wider[_load(knot)], band
    low, high = min(low - by, mid), max(high + by, mid)
    return _wait(knot, low), _wait(knot, mid), _wait(knot, high)


def _between(projected: float, spots: Sequence[float], begin: float) -> float:
    """On the line from `begin` at 0 through the knots, which never falls."""
    risen = [spots[0]]
    for spot in spots[1:]:
        risen.append(max(risen[-1], spot))
    if projected <= KNOTS[0]:
        return begin + (risen[0] - begin) * projected / KNOTS[0]
    at = bisect_left(KNOTS, projected)
    if at == len(KNOTS):
        return risen[-1] * projected / KNOTS[-1]
    share = (projected - KNOTS[at - 1]) / (KNOTS[at] - KNOTS[at - 1])
    return risen[at - 1] + share * (risen[at] - risen[at - 1])


def learn(days: Sequence[Sequence[Sample]]) -> Tables | None:
    """Tables from past days' samples; None where there are too few to learn from.

    The correction is measured on days that were left out of the learning, each once. Who finds a
    free window teaches nothing of waiting.
    """
    days = [[one for one in day if one.projected > 0] for day in days]
    samples = [one for day in days for one in day]
    if len(days) < LEAST_DAYS or len(samples) < LEAST_SAMPLES:
        return None
    scores: list[list[float]] = [[] for _ in range(len(LOADS) + 1)]
    for fold in range(FOLDS):
        known = [one for index, day in enumerate(days) if index % FOLDS != fold for one in day]
        tables = Tables(_bands(known))
        for day in days[fold::FOLDS]:
            for one in day:
                scores[_load(one.projected)].append(_miss(one, tables))
    every = sorted(score for some in scores for score in some)
    wider = tuple(_drawn(sorted(some), every) for some in scores)
    return Tables(_bands(samples), wider, len(days), len(samples))


def _drawn(some: Sequence[float], every: Sequence[float]) -> float:
    whole = quantile(every, HOLDS)
    if not some:
        return whole
    return (quantile(some, HOLDS) * len(some) + whole * SHRINK) / (len(some) + SHRINK)


def _miss(one: Sample, tables: Tables) -> float:
    """By how much (of the ratio) a wait is outside of its band; below 0 inside."""
    low, _mid, high = (
        math.log((wait + SLACK) / (one.projected + SLACK))
        for wait in interval(one.projected, one.service, tables)
    )
    return max(low - one.ratio, one.ratio - high)


def _bands(samples: Iterable[Sample]) -> dict[str, tuple[Band, ...]]:
    groups: dict[str, list[tuple[float, float]]] = {"": []}
    for one in samples:
        pair = (one.projected, one.ratio)
        groups[""].append(pair)
        groups.setdefault(one.service, []).append(pair)
    shared = _of_group(groups.pop(""), [UNLEARNT] * len(KNOTS), 20.0)
    return {"": shared} | {code: _of_group(some, shared, SHRINK) for code, some in groups.items()}


def _of_group(
    pairs: list[tuple[float, float]], before: Sequence[Band], weight: float
) -> tuple[Band, ...]:
    """The bands of one group at each knot, drawn towards what was known before."""
    pairs.sort()
    places = [projected for projected, _ratio in pairs]
    found = []
    for knot, known in zip(KNOTS, before, strict=True):
        first = 0 if knot == KNOTS[0] else bisect_left(places, knot / NEAR)
        near = sorted(
            ratio for _projected, ratio in pairs[first : bisect_right(places, knot * NEAR)]
        )
        if not near:
            found.append(known)
            continue
        low, mid, high = (
            (quantile(near, share) * len(near) + prior * weight) / (len(near) + weight)
            for share, prior in zip((LOW, 0.5, HIGH), known, strict=True)
        )
        found.append((low, mid, high))
    return tuple(found)


def quantile(ordered: Sequence[float], share: float) -> float:
    """The share-quantile of ordered values (at least one), between two of them in proportion."""
    at = share * (len(ordered) - 1)
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (at - below) * (ordered[above] - ordered[below])
