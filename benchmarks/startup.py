"""How long a ward takes to start, how much memory it takes, how large its pages are.

    .venv/bin/python benchmarks/startup.py [--out FILE]

Starts `./ward up` twice in a fresh data folder (the environment exists), visits pages on the
second, and prints a table with the bars of the design; exit code 1 where one is missed. The
figures go to benchmarks/out/startup.json too. Memory is Linux only (/proc): RSS counts shared
pages for every process, PSS counts them once.
"""

from __future__ import annotations

import argparse
import json
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("/", "/policy/", "/search?q=国保", "/api/v1/policy")
SECOND_START = 5.0  # seconds, bar
MEMORY = 300_000_000  # bytes, bar
PAGE = 100_000  # bytes over the wire with everything it needs, bar
PATIENCE = 300  # seconds for a first start


class Parts(HTMLParser):
    """The addresses of what a page loads: styles, scripts, pictures, fonts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note one element's address."""
        given = dict(attrs)
        if tag in {"script", "img", "source"} and given.get("src"):
            self.found.add(str(given["src"]))
        loads = {"stylesheet", "icon", "preload", "manifest"}
        if tag == "link" and loads & set((given.get("rel") or "").split()) and given.get("href"):
            self.found.add(str(given["href"]))


def main() -> int:
    """Measure, print, write; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "out" / "startup.json")
    out = parser.parse_args().out
    with tempfile.TemporaryDirectory() as folder:
        result = measure(Path(folder) / "data")
    rows = table(result)
    for row in rows:
        print(f"{row[0]:<46} {row[1]:>12}  {row[2]}")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return int(any(row[2].startswith("MISSED") for row in rows))


def measure(data: Path) -> dict[str, Any]:
    """Both starts, memory and pages of one ward."""
    first, process, _ = start(data)
    first_code = stop(process)
    second, process, url = start(data)
    try:
        idle = memory(process.pid)
        pages = {path: page(url, path) for path in PAGES}
        used = memory(process.pid)
    finally:
        second_code = stop(process)
    return {
        "first_start_s": first,
        "second_start_s": second,
        "exit_codes": [first_code, second_code],
        "memory_idle": idle,
        "memory_after_visits": used,
        "pages": pages,
    }


def start(
    data: Path, command: Sequence[str] = (sys.executable, str(ROOT / "ward"))
) -> tuple[float, subprocess.Popen[bytes], str]:
    """Seconds from the command to the whole first page, the process and its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    begun = time.monotonic()
    words = [*command, "up", "--port", str(port), "--data", str(data)]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    while time.monotonic() - begun < PATIENCE:
        try:
            with urllib.request.urlopen(f"{url}/", timeout=60) as answer:
                answer.read()
            return time.monotonic() - begun, process, url
        except OSError:
            if process.poll() is not None:
                raise SystemExit("./ward up ended before it served a page") from None
            time.sleep(0.02)
    process.kill()
    raise SystemExit(f"no page within {PATIENCE} s")


def stop(process: subprocess.Popen[bytes]) -> int:
    """The exit code after SIGINT."""
    process.send_signal(signal.SIGINT)
    return process.wait(timeout=30)


def family(root: int) -> list[int]:
    """The process and all below it that still run."""
    pids = {root}
    for stat in sorted(Path("/proc").glob("[0-9]*/stat"), key=lambda p: int(p.parent.name)):
        try:
            if int(stat.read_text().rpartition(")")[2].split()[1]) in pids:
                pids.add(int(stat.parent.name))
        except OSError:
            continue
    return sorted(pids)


def memory(root: int) -> dict[str, int] | None:
    """Bytes of the process and its children; None where there is no /proc."""
    if not Path("/proc/self/smaps_rollup").exists():
        return None
    totals = {"processes": 0, "rss": 0, "pss": 0, "pss_anon": 0}
    for pid in family(root):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            name, _, value = line.partition(":")
            if name.lower() in totals:
                totals[name.lower()] += int(value.split()[0]) * 1024
        totals["processes"] += 1
    return totals


def page(url: str, path: str) -> dict[str, Any]:
    """Bytes over the wire (compressed) of a page and of all it loads, and milliseconds."""
    target = url + quote(path, safe="/?=&")
    begun = time.monotonic()
    body, size, kind = fetch(target)
    took = (time.monotonic() - begun) * 1000
    parts: dict[str, int] = {}
    if kind.startswith("text/html"):
        parser = Parts()
        parser.feed(body.decode())
        for part in sorted(parser.found):
            parts[urlsplit(part).path] = fetch(urljoin(target, part))[1]
    return {"ms": round(took, 1), "own": size, "parts": parts, "total": size + sum(parts.values())}


def fetch(url: str) -> tuple[bytes, int, str]:
    """Body, bytes on the wire, media type."""
    import gzip

    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        raw = answer.read()
        packed = answer.headers.get("Content-Encoding") == "gzip"
        kind = answer.headers.get("Content-Type", "")
    return (gzip.decompress(raw) if packed else raw), len(raw), kind


def table(result: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What is printed: name, figure, bar."""
    rows = [
        ("first start, environment there", f"{result['first_start_s']:.1f} s", ""),
        (
            "second start to first page",
            f"{result['second_start_s']:.2f} s",
            bar(result["second_start_s"], SECOND_START, f"{SECOND_START:.0f} s"),
        ),
    ]
    for name in ("memory_idle", "memory_after_visits"):
        found = result[name]
        if found:
            label = f"{name.replace('_', ' ')}, {found['processes']} processes"
            limit = f"{MEMORY / 1e6:.0f} MB"
            rows.append(
                (f"{label}, RSS", megabytes(found["rss"]), bar(found["rss"], MEMORY, limit))
            )
            rows.append((f"{label}, PSS", megabytes(found["pss"]), ""))
    for path, found in result["pages"].items():
        is_page = not path.startswith("/api/")
        mark = bar(found["total"], PAGE, "100 kB") if is_page else ""
        rows.append((f"{path} ({found['ms']:.0f} ms)", f"{found['total'] / 1000:.1f} kB", mark))
    return rows


def bar(figure: float, limit: float, shown: str) -> str:
    """Whether the figure keeps its bar."""
    return f"bar {shown}" if figure <= limit else f"MISSED, bar {shown}"


def megabytes(size: int) -> str:
    """Bytes as MB."""
    return f"{size / 1e6:.0f} MB"


if __name__ == "__main__":
    sys.exit(main())
