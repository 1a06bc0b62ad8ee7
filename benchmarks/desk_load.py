"""The counter under load: numbers given out, takers by the clock, ten thousand open streams.

    .venv/bin/python benchmarks/desk_load.py [issue] [load] [listeners] [--database sqlite]
        [--workers 1] [--takers 8] [--tickets 20000] [--rate 50] [--seconds 60] [--windows 6]
        [--listeners 10000] [--phones 500] [--calls 20] [--json FILE]

Without a word all three run. Each serves a ward of its own (`hanamizuki serve`, rate limits off, a
clock in office hours) in a temporary folder, and clients in processes of their own ask over HTTP:

issue      so many takers, each over one connection, take numbers as fast as they get them.
           Bar: 400 tickets a second, p99 60 ms, no number twice, none left out.
load       takers come by the clock, every second one stands in the hall, while so many windows
           press 「次へ」 on their consoles. Bar: p99 100 ms, no error.
listeners  that many open streams, of which some follow a ticket; one window calls. From the press
           until a listener has read the call. Bar: p99 one second, no call missed.

`--database postgresql` makes a database on the server that DATABASE_URL names, and drops it again;
REDIS_URL is handed on to the ward. Clients and server share the machine, so the clients' work is in
the times: the tables say what each took. Exit code 1 where a bar is missed. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import secrets
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.ward import Ward, environment, start  # noqa: E402

HERE = Path(__file__).parent
OFFICE_HOURS = "2026-04-08T10:00"
SETTLED = 6  # seconds in which a server reads what it needs after its first page
PARTS = ("issue", "load", "listeners")
TICK = os.sysconf("SC_CLK_TCK")
Result = dict[str, Any]


def main() -> int:
    """Measure, print, write; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--takers", type=int, default=8)
    parser.add_argument("--tickets", type=int, default=20_000)
    parser.add_argument("--rate", type=float, default=50.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--windows", type=int, default=6)
    parser.add_argument("--listeners", type=int, default=10_000)
    parser.add_argument("--phones", type=int, default=500)
    parser.add_argument("--calls", type=int, default=20)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(unknown)}")
    measure = {"issue": issue, "load": load, "listeners": listeners}
    results = []
    for part in options.parts or PARTS:
        with served(options) as desk:
            found = {"part": part, **desk.told(), **measure[part](desk, options)}
        found["load of the machine"] = round(os.getloadavg()[0], 1)
        results.append(found)
        for name, value in found.items():
            print(f"{name:34} {value}")
        print(flush=True)
    if options.json:
        machine = {"python": platform.python_version(), "cores": os.cpu_count()}
        written = {"machine": machine, "results": results}
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", "utf-8")
    missed = [one["part"] for one in results if not one["bar met"]]
    print("bars " + (f"missed: {', '.join(missed)}" if missed else "met"))
    return int(bool(missed))


class Client:
    """A client's process: lines of JSON in and out."""

    def __init__(self, program: str, *words: str, env: dict[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / program), *words],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Client:
        return self

    def tell(self, what: dict[str, Any]) -> None:
        """One line to it."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()

    def hear(self) -> Result:
        """The next line of it."""
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"a client ended: {self._process.args}")
        return dict(json.loads(line))

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()


class Desk:
    """The served ward, and what its processes use."""

    def __init__(self, ward: Ward, env: dict[str, str], options: argparse.Namespace) -> None:
        self.ward, self.env, self._options = ward, env, options
        self.url = ward.url

    def told(self) -> Result:
        """What was measured on."""
        redis = " + Redis" if self.env.get("REDIS_URL") else ""
        return {"database": self._options.database + redis, "processes": self._options.workers}

    def clerks(self) -> Client:
        """Clerks, who make what they need in the ward's database."""
        return Client("desk_load_clerks.py", env=self.env)

    def processes(self) -> list[int]:
        """The ward's process and its children."""
        found = [self.ward.process.pid]
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                if int(stat.read_text().rpartition(") ")[2].split()[1]) == found[0]:
                    found.append(int(stat.parent.name))
        return found

    def cpu(self) -> float:
        """Seconds of CPU that the server's processes have used."""
        total = 0
        for pid in self.processes():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICK

    def memory(self) -> int:
        """Resident megabytes of the server's processes."""
        pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in self.processes()]
        return round(sum(pages) * os.sysconf("SC_PAGESIZE") / 1e6)

    def streams(self) -> list[int]:
        """Open sockets of each of the server's processes that has many."""
        counted = []
        for pid in self.processes():
            files = list(Path(f"/proc/{pid}/fd").iterdir())
            counted.append(sum(str(one.readlink()).startswith("socket:") for one in files))
        return sorted((many for many in counted if many > 50), reverse=True)


@contextmanager
def served(options: argparse.Namespace) -> Iterator[Desk]:
    """A ward of its own, prepared and served; all of it is gone afterwards."""
    more = {
        "HANAMIZUKI_RATE_LIMIT": "off",
        "HANAMIZUKI_LISTENERS": str(options.listeners + 100),
        "HANAMIZUKI_CLOCK": OFFICE_HOURS,
        "HANAMIZUKI_CLOCK_SET_AT": repr(time.time()),
    }
    with tempfile.TemporaryDirectory() as folder, database(options.database) as address:
        if address:
            more["DATABASE_URL"] = address
            if redis := os.environ.get("REDIS_URL"):
                more["REDIS_URL"] = redis
        data = Path(folder) / "data"
        words = ("--no-demo", "--no-worker", "--workers", str(options.workers))
        ward = start(data, *words, **more)
        given = environment(data, DJANGO_SETTINGS_MODULE="hanamizuki.site.settings", **more)
        try:
            ward.get("/")
            time.sleep(SETTLED)
            yield Desk(ward, given, options)
        finally:
            ward.stop()


@contextmanager
def database(kind: str) -> Iterator[str]:
    """The address of a new PostgreSQL database; "" for SQLite in the ward's folder."""
    if kind == "sqlite":
        yield ""
        return
    import psycopg

    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith(("postgres://", "postgresql://")):
        raise SystemExit("DATABASE_URL names no PostgreSQL server")
    name = f"hanamizuki_load_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")  # type: ignore[arg-type]
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


def issue(desk: Desk, options: argparse.Namespace) -> Result:
    """Takers as fast as they can; then the numbers are counted."""
    with desk.clerks() as clerks:
        clerks.tell({"url": desk.url, "windows": options.windows})
        services = clerks.hear()["services"]
    plan = {"url": desk.url, "services": services, "takers": options.takers}
    with Client("desk_load_clients.py", "issue") as client:
        client.tell({**plan, "tickets": 4 * options.takers})
        begun = numbered(client.hear())  # each process has loaded what it needs
    cpu = desk.cpu()
    with Client("desk_load_clients.py", "issue") as client:
        client.tell({**plan, "tickets": options.tickets})
        found = client.hear()
    cpu = desk.cpu() - cpu
    many = len(found["numbers"])
    twice, gaps = proof(begun + numbered(found))
    speed, p99 = many / found["took"], at(found["times"], 0.99)
    return {
        "takers": options.takers,
        "tickets": many,
        "tickets a second": round(speed),
        **times(found["times"]),
        "numbers twice": twice,
        "numbers left out": gaps,
        "links twice": many - len(set(found["links"])),
        "errors": len(found["wrong"]),
        "server CPU ms a ticket": round(cpu / many * 1e3, 2),
        "client CPU ms a ticket": round(found["cpu"] / many * 1e3, 2),
        "bar met": speed >= 400 and p99 <= 0.06 and not (twice or gaps or found["wrong"]),
    }


def numbered(found: Result) -> list[str]:
    """The numbers that takers were given."""
    return list(found["numbers"])


def proof(numbers: list[str]) -> tuple[int, int]:
    """How many numbers were given twice, and how many of 1 to the last were given to nobody."""
    last = Counter[str]()
    for one in numbers:
        last[one[0]] = max(last[one[0]], int(one[1:]))
    return len(numbers) - len(set(numbers)), sum(last.values()) - len(set(numbers))


def load(desk: Desk, options: argparse.Namespace) -> Result:
    """Takers by the clock and windows that call."""
    with desk.clerks() as clerks, Client("desk_load_clients.py", "arrive") as takers:
        plan = {"url": desk.url, "windows": options.windows, "seconds": options.seconds}
        clerks.tell({**plan, "people": 2 * options.windows, "every": 2.0})
        services = clerks.hear()["services"]
        cpu = desk.cpu()
        clerks.tell({})
        come = {"url": desk.url, "services": services, "mixed": True}
        takers.tell({**come, "rate": options.rate, "seconds": options.seconds})
        found, presses = takers.hear(), clerks.hear()
    cpu = desk.cpu() - cpu
    errors = len(found["wrong"]) + len(presses["wrong"])
    return {
        "takers a second": options.rate,
        "tickets": len(found["numbers"]),
        **times(found["times"]),
        "windows": options.windows,
        "presses": len(presses["times"]),
        "calls": len(presses["pressed"]),
        "press p50 ms": times(presses["times"])["p50 ms"],
        "press p99 ms": times(presses["times"])["p99 ms"],
        "errors": errors,
        "server MB": desk.memory(),
        "server CPU of one core": f"{cpu / found['took']:.0%}",
        "takers' CPU of one core": f"{found['cpu'] / found['took']:.0%}",
        "bar met": at(found["times"], 0.99) < 0.1 and not errors,
    }


def listeners(desk: Desk, options: argparse.Namespace) -> Result:
    """Open streams, and a window that calls."""
    with desk.clerks() as clerk, Client("desk_load_clients.py", "listen") as client:
        clerk.tell(
            {
                "url": desk.url,
                "people": options.calls + 5,
                "phones": options.phones,
                "calls": options.calls,
            }
        )
        phones = clerk.hear()["phones"]
        desk.ward.get("/api/v1/desk/state")
        before = desk.memory()
        client.tell({"url": desk.url, "listeners": options.listeners, "phones": phones})
        opened = client.hear()["opened"]
        time.sleep(3)
        held, streams, cpu = desk.memory(), desk.streams(), desk.cpu()
        clerk.tell({})
        presses = clerk.hear()
        time.sleep(3)
        cpu, after = desk.cpu() - cpu, desk.memory()
        client.tell(presses["pressed"])
        found = client.hear()
    many = len(presses["pressed"])
    missed, p99 = found["missed"], at(found["times"], 0.99)
    return {
        "listeners": options.listeners,
        "of them phones": len(phones),
        "streams of each process": streams,
        "opened in s": round(opened, 1),
        "calls": many,
        "calls missed": missed,
        **times(found["times"]),
        "server MB before": before,
        "server MB with listeners": held,
        "server MB after the calls": after,
        "kB a listener": round((after - before) / options.listeners * 1e3, 1),
        "server CPU s a call": round(cpu / many, 2),
        "client CPU s a call": round(found["cpu"] / many, 2),
        "bar met": p99 < 1 and not missed and many == options.calls and not presses["wrong"],
    }


def at(values: list[float], part: float) -> float:
    """A percentile, by nearest rank; endless without values."""
    return sorted(values)[int(len(values) * part)] if values else float("inf")


def times(values: list[float]) -> Result:
    """Times in milliseconds."""
    shown = {"p50 ms": 0.5, "p99 ms": 0.99}
    found = {name: round(at(values, part) * 1e3, 1) for name, part in shown.items()}
    return {**found, "max ms": round(max(values, default=float("inf")) * 1e3, 1)}


if __name__ == "__main__":
    sys.exit(main())
