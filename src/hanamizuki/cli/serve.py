"""`hanamizuki serve`: the web server of a prepared ward."""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import signal
import socket
import sys
import time
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from hanamizuki.cli import demo
from hanamizuki.cli.common import (
    add_data,
    is_loopback,
    lock_data,
    require_prepared,
    start_django,
    use_data,
)
from hanamizuki.cli.errors import Failure
from hanamizuki.cli.keeper import Keeper, end_with
from hanamizuki.cli.worker import require_settings, work

OTHERS = 1_024  # requests of one process beside the desk's streams
KILL_AFTER = 3  # seconds for a worker to finish what it is answering


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that `serve` and `up` have in common."""
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="default: 8000")
    parser.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS", help="default: 127.0.0.1, this machine"
    )
    parser.add_argument(
        "--workers",
        type=int,
        default=1,
        metavar="N",
        help="server processes; more than one needs PostgreSQL to be of use (default: 1)",
    )
    parser.add_argument(
        "--no-worker",
        action="store_true",
        help="without the process that sends notices and does the daily jobs: see worker",
    )
    parser.add_argument(
        "--clock",
        metavar="MOMENT",
        help="rehearsal: the ward's clock starts at this moment in Japan, 2026-03-30T10:00",
    )
    add_data(parser)


def add_parser(subparsers: Any) -> None:
    """Add `serve`."""
    parser = subparsers.add_parser(
        "serve",
        help="serve a prepared ward",
        description="Serves a ward that `prepare` has made ready. ^C or SIGTERM stops it.",
    )
    add_options(parser)
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop."""
    check_arguments(arguments)
    folder = use_data(arguments)
    apply_clock(arguments)
    require_free_port(arguments.host, arguments.port)
    with lock_data(folder, shared=os.environ.get("DATABASE_URL", "").startswith("postgres")):
        start_django()
        require_prepared()
        demo.require_place(folder)
        words = announcement(arguments.host, arguments.port, folder)
        words[3:3] = [] if arguments.no_worker else demo.begin(arguments.host)
        return serve(arguments, folder, words)


def check_arguments(arguments: argparse.Namespace) -> None:
    """Refuse what cannot work or would be unsafe, with one line (Failure)."""
    if not 1 <= arguments.port <= 65535:
        raise Failure(f"--port {arguments.port} is no port; choose one from 1024 to 65535")
    if arguments.workers < 1:
        raise Failure("--workers needs at least 1")
    if arguments.clock:
        try:
            datetime.fromisoformat(arguments.clock)
        except ValueError:
            raise Failure(
                f"--clock {arguments.clock} is no moment; write it as 2026-03-30T10:00"
            ) from None
    if not is_loopback(arguments.host):
        _refuse_rehearsal(arguments)


def _refuse_rehearsal(arguments: argparse.Namespace) -> None:
    if arguments.clock or os.environ.get("HANAMIZUKI_CLOCK"):
        raise Failure("--clock is for rehearsals on this machine; leave out --host or --clock")
    if os.environ.get("HANAMIZUKI_RATE_LIMIT") == "off":
        raise Failure(
            "HANAMIZUKI_RATE_LIMIT=off is for load tests on this machine; leave out --host"
        )


def apply_clock(arguments: argparse.Namespace) -> None:
    """Give the rehearsal's start to all processes, so that their clocks agree."""
    if arguments.clock:
        os.environ["HANAMIZUKI_CLOCK"] = arguments.clock
    if os.environ.get("HANAMIZUKI_CLOCK"):
        os.environ.setdefault("HANAMIZUKI_CLOCK_SET_AT", repr(time.time()))


def require_free_port(host: str, port: int) -> None:
    """Failure with one line where the port cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        _try_port(family, host, port)
    except OSError as error:
        if isinstance(error, PermissionError):
            raise Failure(f"port {port} needs root; choose one from 1024, --port 8000") from None
        if isinstance(error, socket.gaierror):
            raise Failure(f"--host {host} is no address of this machine") from None
        raise Failure(
            f"port {port} on {host} cannot be had ({error.strerror}); stop what uses it,"
            f" or choose another: --port {_free_port(family, host, port)}"
        ) from None


def _try_port(family: socket.AddressFamily, host: str, port: int) -> None:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        probe.listen(1)


def _free_port(family: socket.AddressFamily, host: str, taken: int) -> int:
    for port in range(taken + 1, min(taken + 100, 65535)):
        try:
            _try_port(family, host, port)
        except OSError:
            continue
        return port
    return 8000


def serve(arguments: argparse.Namespace, folder: Path, last_words: list[str]) -> int:
    """Serve until a signal; the exit code. Django is set up, no connection is open.

    `last_words` are the lines shown when the first page can be had. The application is loaded
    here, before the other processes are forked: they share its memory, and a broken one is one
    error.
    """
    import hanamizuki.site.asgi  # noqa: F401

    if not arguments.no_worker:
        require_settings()
    _load_addresses()
    gc.collect()
    gc.freeze()
    # Before the server is there, which has threads: they would not live on in the other process.
    keeper = None if arguments.no_worker else Keeper(partial(work, folder))
    try:
        _serve_pages(arguments, last_words)
    finally:
        if keeper:
            keeper.stop()
    print("Stopped.", flush=True)
    return 0


def _serve_pages(arguments: argparse.Namespace, last_words: list[str]) -> None:
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    from hanamizuki.desk.live.asgi import LISTENERS

    shown = multiprocessing.Value("b", 0)
    server = Granian(
        "hanamizuki.site.asgi:application",
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.ASGINL,
        workers=arguments.workers,
        http=HTTPModes.http1,
        websockets=False,
        backlog=4096,
        # Requests at once, open streams among them; more would wait unseen, pages too.
        backpressure=LISTENERS + OTHERS,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_AFTER,
        log_level=LogLevels.error,
        log_access=False,
    )
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        # A closed terminal ends the ward; granian would take the signal for "reload".
        server.on_startup(lambda: _stop_on_hangup(server))
    server.serve(
        target_loader=partial(load_in_worker, os.getpid(), shown, last_words), wrap_loader=False
    )


def _stop_on_hangup(server: Any) -> None:
    signal.signal(signal.SIGHUP, server.signal_handler_interrupt)


def _load_addresses() -> None:
    """Import every view now, so that the first visitor does not wait for it."""
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018


def load_in_worker(parent: int, shown: Any, last_words: list[str]) -> Any:
    """The application, in the worker process that will run it.

    The worker leaves the terminal's group, so that ^C reaches the main process alone, which ends
    its workers in order; and it ends itself when the main process is gone (kill -9).
    """
    os.setpgrp()
    end_with(parent)
    from hanamizuki.site.asgi import application

    with shown.get_lock():
        if not shown.value:
            shown.value = 1
            print("\n".join(last_words), flush=True)
    return application


def announcement(host: str, port: int, folder: Path) -> list[str]:
    """The lines at the end of a start: where to look, where the data is, how to stop."""
    shown = f"[{host}]" if ":" in host else host
    lines = [
        "",
        f"  Open  http://{shown}:{port}/",
        f"  Data  {folder}",
        "  Stop  ^C (control and C)",
    ]
    if not is_loopback(host) and "HANAMIZUKI_HOSTS" not in os.environ:
        print(
            "warning: HANAMIZUKI_HOSTS is not set; name there the host names people will use,"
            " else they are refused",
            file=sys.stderr,
        )
    return lines
