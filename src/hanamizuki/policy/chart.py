"""The picture of a target: what was measured, and the line from where it began to its goals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT, PAD = 320, 110, 8
Dated = tuple[date, Decimal]


@dataclass(frozen=True)
class Chart:
    """Places in the picture; `path` and `goal_path` are SVG paths, "" where there is no line."""

    width: int
    height: int
    dots: list[tuple[float, float]]
    path: str
    goal_path: str
    goals: list[tuple[float, float]]
    today: float
    first: date
    last: date


def chart(measured: Sequence[Dated], way: Sequence[Dated], today: date) -> Chart | None:
    """`way` leads from the baseline, where there is one, through the goals; None without both.

    The horizontal axis is time. Values of more than ten years before the way begins are left out.
    """
    if not measured or not way:
        return None
    since = date(way[0][0].year - 10, 1, 1)
    points = [one for one in measured if one[0] >= since][-40:]
    every = [*points, *way]
    days = [at.toordinal() for at, _ in every] + [today.toordinal()]
    values = [value for _, value in every]
    first, last, low, high = min(days), max(days), min(values), max(values)

    def place(one: Dated) -> tuple[float, float]:
        up = float((one[1] - low) / (high - low)) if high > low else 0.5
        return across(one[0].toordinal()), round(HEIGHT - PAD - up * (HEIGHT - 2 * PAD), 1)

    def across(day: int) -> float:
        gone = (day - first) / (last - first) if last > first else 0.5
        return round(PAD + gone * (WIDTH - 2 * PAD), 1)

    dots, goals = [place(one) for one in points], [place(one) for one in way]
    return Chart(
        WIDTH,
        HEIGHT,
        dots,
        _path(dots),
        _path(goals),
        goals,
        across(today.toordinal()),
        date.fromordinal(first),
        date.fromordinal(last),
    )


def _path(places: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in places) if len(places) > 1 else ""
