"""How much memory a ward takes once every kind of public page was visited in three languages.

    .venv/bin/python benchmarks/memory.py [--out FILE] [--rounds N] [--at-once N] [--src FOLDER]

Starts a ward twice in a fresh data folder, the first time making its database. Walks the links of
the second, then asks for every kind of page in every language, `--rounds` times, `--at-once` at a
time. Prints a table of the bytes and of the milliseconds a page took; exit code 1 where the bar is
missed. `--src` takes the code from the `src` of another checkout, to compare two states side by
side. Linux only: PSS counts pages that processes share once, those of files (dictionary,
libraries) in part for other programs that have them open; "own" leaves the files out.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

import requests
import startup

sys.path.insert(0, str(startup.ROOT))
from tests.support.crawl import crawl, fetch, pattern

WARD = (sys.executable, "-P", "-m", "hanamizuki.cli")
LANGUAGES = ("ja", "ja-easy", "en")
BAR = 300_000_000  # bytes, of the whole ward
# What no link leads to: searches, addresses inside, outside and elsewhere, the API.
MORE = (
    *("/search/?q=国保", "/search/?q=tsunashima", "/search/?q=赤ちゃんが生まれたら"),
    *("/places/?q=綱島西3-1-1", "/places/?q=大倉山", "/places/?q=札幌市中央区北1条西2丁目"),
    *("/api/v1/policy", "/api/v1/search?q=犬", "/api/v1/places/resolve?q=菊名6丁目1-1"),
)


def main() -> int:
    """Measure, print, write; 1 where the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=startup.ROOT / "benchmarks/out/memory.json")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--at-once", type=int, default=4)
    parser.add_argument("--src", type=Path, default=startup.ROOT / "src")
    options = parser.parse_args()
    os.environ["PYTHONPATH"] = str(options.src.resolve())
    os.environ["HANAMIZUKI_RATE_LIMIT"] = "off"  # one visitor asks for everything at once
    with tempfile.TemporaryDirectory() as folder:
        result = measure(Path(folder) / "data", options.rounds, options.at_once)
    report(result)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return int(result["memory"]["all pages, three languages"]["pss"] > BAR)


def measure(data: Path, rounds: int, at_once: int) -> dict[str, Any]:
    """Memory at each stage, and the milliseconds of each kind of page in each language."""
    _, process, _ = startup.start(data, WARD)
    try:
        memory = {"first start": _settled(process.pid)}
    finally:
        startup.stop(process)
    _, process, url = startup.start(data, WARD)
    try:
        memory["second start"] = _settled(process.pid)
        walked = crawl(url)
        memory["all pages, Japanese"] = _settled(process.pid)
        paths = [path for path, page in walked.items() if page.status == 200]
        kinds = [*{pattern(path): path for path in reversed(paths)}.values(), *MORE]
        times = visit(url, kinds, rounds, at_once)
        memory["all kinds, three languages"] = _settled(process.pid)
        visit(url, paths, 1, at_once)
        memory["all pages, three languages"] = _settled(process.pid)
        detail = processes(process.pid)
    finally:
        startup.stop(process)
    return {
        "pages": len(paths),
        "kinds": len(kinds),
        "load_average": round(os.getloadavg()[0], 1),
        "memory": memory,
        "processes": detail,
        "ms": times,
    }


def visit(url: str, paths: list[str], rounds: int, at_once: int) -> dict[str, list[float]]:
    """Milliseconds of each visit, by language and path."""
    times: dict[str, list[float]] = {}

    def one(path: str, language: str) -> None:
        joint = "&" if "?" in path else "?"
        begun = time.perf_counter()
        with requests.Session() as session:
            session.headers.update({"Accept-Encoding": "gzip"})
            fetch(session, url, f"{path}{joint}lang={language}")
        took = (time.perf_counter() - begun) * 1000
        times.setdefault(f"{language} {path}", []).append(round(took, 1))

    with ThreadPoolExecutor(at_once) as pool:
        jobs = [(path, lang) for _ in range(rounds) for lang in LANGUAGES for path in paths]
        list(pool.map(lambda job: one(*job), jobs))
    return times


def _settled(root: int) -> dict[str, int]:
    time.sleep(1)  # a background thread may still be building something
    found = startup.memory(root)
    if found is None:
        raise SystemExit("no /proc/self/smaps_rollup: memory is measured on Linux only")
    return found


def processes(root: int) -> list[dict[str, Any]]:
    """PSS of each process."""
    found = []
    for pid in startup.family(root):
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
        pss = next(line for line in text.splitlines() if line.startswith("Pss:"))
        found.append({"pss": int(pss.split()[1]) * 1024, "command": " ".join(words)[:80]})
    return found


def report(result: dict[str, Any]) -> None:
    """The table."""
    print(f"{result['pages']} pages, {result['kinds']} kinds, load {result['load_average']}")
    print(f"{'after':<30}{'processes':>10}{'RSS':>9}{'PSS':>9}{'own':>9}")
    for name, row in result["memory"].items():
        shown = "".join(f"{startup.megabytes(row[x]):>9}" for x in ("rss", "pss", "pss_anon"))
        print(f"{name:<30}{row['processes']:>10}{shown}")
    for row in result["processes"]:
        print(f"  {startup.megabytes(row['pss']):>9}  {row['command']}")
    for language in LANGUAGES:
        rows = [t for name, t in result["ms"].items() if name.split()[0] == language]
        first, later = [t[0] for t in rows], [x for t in rows for x in t[1:]]
        shown = f"first {median(first):.0f} ms, worst {max(first):.0f} ms"
        if later:
            shown += f"; later {median(later):.0f} ms, worst {max(later):.0f} ms"
        print(f"{language:<8} median {shown}")
    reached = result["memory"]["all pages, three languages"]["pss"]
    print(startup.bar(reached, BAR, startup.megabytes(BAR)))


if __name__ == "__main__":
    sys.exit(main())
