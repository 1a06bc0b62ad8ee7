"""What benchmarks of the database share: each engine in a process of its own, one JSON of figures.

A benchmark calls `main()` with its measuring function and prints its own table. SQLite gets a file
in a temporary folder; where DATABASE_URL names a PostgreSQL server, a database is made there and
dropped again.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
Result = dict[str, Any]


def main(
    name: str,
    parser: argparse.ArgumentParser,
    run: Callable[[argparse.Namespace], Result],
    report: Callable[[list[Result]], None],
    bar: Callable[[argparse.Namespace], tuple[str, Callable[[Result], bool]]],
) -> int:
    """Run on every engine there is, print, write `--json FILE`; 1 where the bar is missed.

    `run` measures in the database of the settings; Django is set up and migrated. `bar` gives the
    bar in words and says of a result whether it keeps it. `name` is that of the database made.
    """
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT / "src"))
    if options.here:
        options.json.write_text(json.dumps(_here(run, options)), "utf-8")
        return 0
    words = [word for word in sys.argv[1:] if not word.startswith("--json")]
    if options.json and str(options.json) in words:
        words.remove(str(options.json))
    results = [_child("", words), *_postgres(name, words)]
    report(results)
    said, keeps = bar(options)
    if options.json:
        machine = {"python": platform.python_version(), "cores": os.cpu_count()}
        written = {"bar": said, "machine": machine, "results": results}
        text = json.dumps(written, ensure_ascii=False, indent=1)
        options.json.write_text(text + "\n", "utf-8")
    missed = [result["engine"] for result in results if not keeps(result)]
    print(f"\nbar {said}: " + (f"missed on {', '.join(missed)}" if missed else "met"))
    return 1 if missed else 0


def _here(run: Callable[[argparse.Namespace], Result], options: argparse.Namespace) -> Result:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    load = round(os.getloadavg()[0], 1)
    return {"engine": connection.vendor, **run(options), "load_average": load}


def _child(address: str, words: list[str]) -> Result:
    """One engine in a process of its own, since Django's settings are read once."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "result.json"
        environment = os.environ | {
            "DATABASE_URL": address or f"sqlite://{folder}/bench.sqlite3",
            "HANAMIZUKI_DATA": folder,
            "DJANGO_SETTINGS_MODULE": "hanamizuki.site.settings",
        }
        command = [sys.executable, sys.argv[0], *words, "--here", "--json", str(out)]
        subprocess.run(command, env=environment, check=True)
        return json.loads(out.read_text("utf-8"))


def _postgres(name: str, words: list[str]) -> Iterator[Result]:
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith(("postgres://", "postgresql://")):
        print("\npostgresql: left out, DATABASE_URL names no PostgreSQL server")
        return
    import psycopg

    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield _child(address.rsplit("/", 1)[0] + f"/{name}", words)
        finally:
            server.execute(f"DROP DATABASE IF EXISTS {name}")
