"""How long the pure rules take over large or awkward texts: furigana, policy documents, addresses.

    .venv/bin/python benchmarks/rules.py [--json FILE]

Needs no database. Each row is the best of some turns, warm, with its bar; exit code 1 where one is
missed. What must come out of them is held by the tests.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))
Row = tuple[str, Callable[[], object], int, float]  # what, the work, turns, bar in milliseconds


def furigana() -> Iterator[Row]:
    """A page of 60 kB in やさしい日本語, with the dictionary alone."""
    from hanamizuki.core.text import furigana, readings

    empty = readings.Readings.of({})
    furigana.current = lambda: empty
    item = (
        '<li class="card"><a href="/policy/{0}/">防災訓練 {0}番</a>'
        '<p class="muted">地域の皆様と予約 {0}</p></li>\n'
    )
    page = "<html lang=ja><body><ul>" + "".join(map(item.format, range(520))) + "</ul>"
    yield "furigana, a page of 60 kB", lambda: furigana.rubify_html(page), 10, 15


def documents() -> Iterator[Row]:
    """Kohoku's document, and texts that a careless pattern would take minutes for."""
    from hanamizuki.policy.logic.reader import read_document

    kohoku = (ROOT / "tests" / "data" / "policy_r7.txt").read_text("utf-8")
    texts = {
        "3,000 lines": "\n".join(f"地域の取組その{number}を進める" for number in range(3000)),
        "4,000 blanks": " " * 2000 + "x" + "　" * 2000 + "y",
        "20,000 dots": "・" * 20_000 + "x",
        "5,000 brackets": "（新規、" * 5000,
    }
    yield "policy document, Kohoku's", lambda: read_document(kohoku), 5, 500
    for name, text in texts.items():
        yield f"policy document, {name}", lambda text=text: read_document(text), 1, 10_000


def addresses() -> Iterator[Row]:
    """Texts that are too long, and the longest that are not."""
    from hanamizuki.core.places.logic.gazetteer import MAX_LENGTH
    from hanamizuki.core.places.logic.tests.data import gazetteer, postal

    postal().warm()
    resolve = gazetteer().resolve
    for text in ("日" * 100_000, "綱島西3-12-5" * 9_000, "\ud800" * 100_000):
        yield f"address, refused ({len(text):,})", lambda text=text: resolve(text), 5, 50
    for piece in ("ﷺ", "日 ", "3-", "港北区", "東京都", "大字", "Aa ", "Tokyo,", "〒223", "の三"):
        text = (piece * MAX_LENGTH)[:MAX_LENGTH]
        yield f"address, longest ({piece.strip()})", lambda text=text: resolve(text), 3, 250


def best(work: Callable[[], object], turns: int) -> float:
    """Milliseconds of the quickest turn; with several, the first one only warms up."""
    times = []
    for _ in range(turns + (turns > 1)):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    return min(times[turns > 1 :])


def main() -> int:
    """Measure, print, write; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE")
    out = parser.parse_args().json
    with tempfile.TemporaryDirectory() as folder:  # Django wants a data folder, for its key
        os.environ |= {
            "HANAMIZUKI_DATA": folder,
            "DJANGO_SETTINGS_MODULE": "hanamizuki.site.settings",
        }
        import django

        django.setup()
    rows, missed = {}, 0
    for part in (furigana, documents, addresses):
        for name, work, turns, bar in part():
            took = best(work, turns)
            missed += took >= bar
            rows[name] = {"ms": round(took, 2), "bar_ms": bar}
            print(f"{name:<36}{took:>11.2f} ms   {'bar' if took < bar else 'MISSED, bar'} {bar:g}")
    if out:
        machine = {"python": platform.python_version(), "cores": os.cpu_count()}
        text = json.dumps({"machine": machine, "results": rows}, ensure_ascii=False, indent=1)
        out.write_text(text + "\n", "utf-8")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
