"""How long a whole audit trail takes to prove, and an entry to record, on SQLite and PostgreSQL.

`python benchmarks/audit.py [--entries N] [--json FILE]`. It makes a SQLite database of its own in
a temporary folder; where DATABASE_URL names a PostgreSQL server, it makes and drops the database
`hanamizuki_bench_audit` there as well. Bar: 1,000,000 entries verify in less than 60 s.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import engines

DATABASE = "hanamizuki_bench_audit"
BAR_S = 60.0
RECORDED = 500
BATCH = 20_000
START = datetime(2026, 4, 1, tzinfo=UTC)
REASONS = ("", "中間振り返りのため", "予算の配当替えにより、目標を見直しました。", "")


def entries(count: int) -> Iterator[tuple[Any, ...]]:
    """`count` chained entries as a ward would have them, about 0.6 kB each, always the same."""
    from hanamizuki.core.audit.logic import chain, changes

    change = [
        changes.encode(
            {"value": number, "note": "町内会の見守り活動に参加した人の数"},
            {"value": number + 1, "note": f"町内会の見守り活動に参加した人の数（{number}回目）"},
        )
        for number in range(1_000)
    ]
    previous = chain.GENESIS
    for seq in range(1, count + 1):
        line = f"{2024 + seq % 3}/{1 + seq % 5}-{1 + seq % 7}"
        row = (
            seq,
            chain.timestamp(START + timedelta(seconds=seq * 7)),
            f"account:00000000-0000-4000-8000-{seq % 400:012d}",
            ("policy.line.changed", "read", "policy.value.entered")[seq % 3],
            f"policy.line:{line}",
            f"section-{seq % 30}",
            change[seq % 1_000],
            REASONS[seq % 4],
            previous,
        )
        previous = chain.digest([str(value).encode() for value in row])
        yield (*row, previous)


def fill(count: int) -> None:
    """Write the entries past the triggers, many at a time; each has its true hash."""
    from hanamizuki.core.audit.logic.chain import FIELDS
    from hanamizuki.core.audit.tests.chains import unguarded

    names = ", ".join((*FIELDS, "hash"))
    places = ", ".join(["%s"] * (len(FIELDS) + 1))
    query = f"INSERT INTO audit_entry ({names}) VALUES ({places})"
    batch: list[tuple[Any, ...]] = []
    with unguarded() as cursor:
        for row in entries(count):
            batch.append(row)
            if len(batch) == BATCH:
                cursor.executemany(query, batch)
                batch = []
        if batch:
            cursor.executemany(query, batch)
        cursor.execute("UPDATE audit_head SET seq = %s, hash = %s", [row[0], row[-1]])


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Build, verify, record, in the database of the settings."""
    from django.db import transaction

    from hanamizuki.core import audit
    from hanamizuki.core.audit.queries import Filter, page
    from hanamizuki.core.audit.verify import verify

    count: int = options.entries
    audit.words.register({"bench.write": dict.fromkeys(("ja", "en", "easy"), "bench")})
    began = time.perf_counter()
    with transaction.atomic():
        fill(count)
    built = time.perf_counter()
    report = verify()
    verified = time.perf_counter()
    if not report.ok or report.entries != count:
        raise SystemExit(f"the trail is not whole: {report}")
    for number in range(RECORDED):
        with transaction.atomic():
            audit.record("account:1", "bench.write", f"bench:{number}", after={"value": number})
    recorded = time.perf_counter()
    page(Filter(subject="policy.line:2025/2-2", since=START.date()), before=count // 2)
    paged = time.perf_counter()
    return {
        "entries": count,
        "build_s": round(built - began, 1),
        "verify_s": round(verified - built, 1),
        "verify_per_s": round(count / (verified - built)),
        "record_ms": round((recorded - verified) * 1000 / RECORDED, 2),
        "page_ms": round((paged - recorded) * 1000, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def report(results: list[dict[str, Any]]) -> None:
    """The table of all engines."""
    columns = ("entries", "verify_s", "verify_per_s", "record_ms", "page_ms", "peak_mb", "build_s")
    print(f"\n{'engine':<12}" + "".join(f"{name:>14}" for name in columns))
    for result in results:
        cells = "".join(f"{result[name]:>14,}" for name in columns)
        print(f"{result['engine']:<12}{cells}   load average {result['load_average']}")


def bar(options: argparse.Namespace) -> tuple[str, Callable[[dict[str, Any]], bool]]:
    """It is for a million; fewer entries are held to their share of it."""
    seconds = BAR_S * options.entries / 1_000_000
    return f"{seconds:g} s", lambda result: result["verify_s"] < seconds


def main() -> int:
    """Run, print, write JSON; 1 when the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    return engines.main(DATABASE, parser, run, report, bar)


if __name__ == "__main__":
    raise SystemExit(main())
