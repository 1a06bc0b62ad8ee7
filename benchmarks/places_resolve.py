"""Times the address resolver over every writing form of every town, and counts wrong answers.

Run from the repository: PYTHONPATH=src python benchmarks/places_resolve.py [--json FILE]
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import mean
from time import perf_counter_ns

from hanamizuki.core.places.logic.gazetteer import Gazetteer
from hanamizuki.core.places.logic.tests.data import HOME, catchments, gazetteer, postal, towns
from hanamizuki.core.places.logic.tests.forms import all_forms
from hanamizuki.core.places.logic.tests.test_forms import fault
from hanamizuki.core.places.logic.types import Resolution

ELSEWHERE = (
    "東京都新宿区西新宿2-8-1",
    "川崎市中原区小杉町3",
    "160-0023",
    "横浜市鶴見区鶴見中央3-20-1",
    "大阪府大阪市北区梅田",
    "2-8-1 Nishi-Shinjuku, Shinjuku-ku, Tokyo",
    "高田馬場1-1",
)
UNREADABLE = ("あ" * 500, "3-" * 250, "日吉" * 250, "🏠" * 60, "x" * 100_000, "")


def timed(resolve: Callable[[str], Resolution], texts: list[str], rounds: int) -> list[float]:
    """Microseconds of each call, all rounds together."""
    found = []
    for _ in range(rounds):
        for text in texts:
            start = perf_counter_ns()
            resolve(text)
            found.append((perf_counter_ns() - start) / 1000)
    return found


def summary(times: list[float]) -> dict[str, float]:
    """p50, p95, p99, max and mean in microseconds."""
    ordered = sorted(times)
    last = len(ordered) - 1
    points = {f"p{q}": ordered[round(last * q / 100)] for q in (50, 95, 99)}
    figures = {**points, "max": ordered[-1], "mean": mean(ordered)}
    return {name: round(value, 1) for name, value in figures.items()}


def start_costs() -> dict[str, float]:
    """Milliseconds to build the gazetteer and the names index; MiB the index adds at its peak."""
    start = perf_counter_ns()
    Gazetteer(HOME, towns(), catchments(), postal())
    built = perf_counter_ns()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    postal().warm()
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return {
        "gazetteer_ms": round((built - start) / 1e6, 1),
        "names_index_ms": round((perf_counter_ns() - built) / 1e6, 1),
        "names_index_peak_mib": round((after - before) / unit, 1),
    }


def by_kind(rounds: int) -> dict[str, list[float]]:
    """Times of each group of texts."""
    pairs = list(all_forms(towns()))
    latin = [form.text for _, form in pairs if form.kind.startswith("romaji")]
    japanese = [form.text for _, form in pairs if not form.kind.startswith("romaji")]
    resolve = gazetteer().resolve
    timed(resolve, japanese[:200] + latin[:200] + list(ELSEWHERE), 1)
    gc.collect()
    times = {"Japanese script": timed(resolve, japanese, rounds)}
    times["romanised"] = timed(resolve, latin, rounds)
    times = {"all forms": times["Japanese script"] + times["romanised"], **times}
    times["elsewhere"] = timed(resolve, list(ELSEWHERE), rounds * 50)
    times["unreadable"] = timed(resolve, list(UNREADABLE), rounds * 20)
    return times


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    costs = start_costs()
    pairs = list(all_forms(towns()))
    wrong = [form.text for town, form in pairs if fault(town, form, gazetteer().resolve(form.text))]
    figures = {name: summary(times) for name, times in by_kind(options.rounds).items()}
    print(f"{len(towns())} towns, {len(pairs)} texts, {len(wrong)} wrong; {costs}")
    columns = ("p50", "p95", "p99", "max", "mean")
    print(f"{'microseconds':18}" + "".join(f"{name:>10}" for name in columns))
    for name, row in figures.items():
        print(f"{name:18}" + "".join(f"{row[column]:10.1f}" for column in columns))
    if options.json:
        report = {
            "towns": len(towns()),
            "texts": len(pairs),
            "wrong": wrong,
            "microseconds": figures,
            "start": costs,
            "python": platform.python_version(),
        }
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
